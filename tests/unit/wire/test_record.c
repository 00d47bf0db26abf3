#include "wire/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "{\"id\":\"1\",\"org\":\"acme\",\"source\":\"s\",\"channel\":\"social\","
#define AT   "\"at\":\"2026-11-21T03:04:05Z\","

static void test_what_is_required_must_be_there(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *names;
    } ROWS[] = {
        { "[]", "object" },
        { HEAD AT "\"txt\":\"\"}", "'text'" },
        { HEAD AT "\"text\":7}", "'text'" },
        { HEAD "\"at\":5,\"text\":\"\"}", "'at'" },
        { HEAD "\"at\":\"yesterday\",\"text\":\"\"}", "'at'" },
        { "{\"id\":\"\",\"org\":\"acme\",\"source\":\"s\",\"channel\":\"social\"," AT "\"text\":\"\"}",
          "'id'" },
        { "{\"id\":\"1\",\"org\":\"acme\",\"source\":\"s\",\"channel\":\"telepathy\"," AT
          "\"text\":\"\"}", "'channel'" },
        { "{\"verb\":\"dance\",\"id\":\"1\",\"org\":\"acme\"," AT "\"x\":1}", "'verb'" },
        { "{\"verb\":\"ack\",\"id\":\"1\"," AT "\"x\":1}", "'org'" },
        { HEAD "\"at\":null,\"text\":\"\"}", "'at' must be a string, not null" },
        { HEAD "\"at\":true,\"text\":\"\"}", "not a truth value" },
        { HEAD "\"at\":{},\"text\":\"\"}", "not an object" },
        { HEAD "\"at\":[],\"text\":\"\"}", "not an array" },
        { HEAD "\"text\":\"\"}", "not nothing" },
        { "{\"verb\":\"ack\",\"id\":\"1\",\"org\":\"a\",\"at\":7}", "'at'" },
        { "{\"verb\":\"source-state\",\"id\":\"1\",\"source\":\"s\"," AT "\"state\":\"up\"}",
          "needs 'org' and 'source'" },
        { "{\"verb\":\"tick\",\"id\":\"1\"," AT "\"x\":1}", "'partition'" },
        { "{\"verb\":\"source-state\",\"id\":\"1\",\"org\":\"a\",\"source\":\"s\"," AT "\"x\":1}",
          "'state'" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        struct record record = { .logged_at = 7 };
        struct fault fault = { 0 };
        if (record_read(slice_of(ROWS[i].json), arena, &record, &fault) == 0)
            fail_msg("row %zu was read: %s", i, ROWS[i].json);
        if (fault.kind != FAULT_INPUT || strstr(fault.text, ROWS[i].names) == NULL)
            fail_msg("row %zu: %s", i, fault.text);
        assert_int_equal(record.logged_at, 7);
    }
}

/* A member of so many bytes in the place of the percent. */
static void test_names_have_a_length(void **state)
{
    static const struct {
        const char *before;
        size_t bytes;
        const char *after;
        const char *words;
    } ROWS[] = {
        { "{\"id\":\"", 513, "\",\"org\":\"a\",\"source\":\"s\",\"channel\":\"social\"," AT "\"text\":\"\"}",
          "the member 'id' has 513 bytes, over its 512" },
        { HEAD AT "\"text\":\"\",\"subjects\":[\"", 257, "\"]}",
          "a subject has 257 bytes, over its 256" },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        OWNED(text) struct text json = { 0 };
        struct record record;
        struct fault fault = { 0 };
        text_add(&json, ROWS[i].before);
        for (size_t k = 0; k < ROWS[i].bytes; k++)
            text_add_char(&json, 'x');
        text_add(&json, ROWS[i].after);
        assert_int_equal(record_read(text_slice(&json), arena, &record, &fault), -1);
        assert_string_equal(fault.text, ROWS[i].words);
    }
}

static void test_subjects_are_so_many_and_none_is_empty(void **state)
{
    (void)state; /* not used */
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text json = { 0 };
    struct record record;
    struct fault fault = { 0 };

    text_add(&json, HEAD AT "\"text\":\"\",\"subjects\":[\"a\"");
    for (int i = 0; i < RECORD_SUBJECT_LIMIT; i++)
        text_add_format(&json, ",\"s%d\"", i);
    text_add(&json, "]}");
    assert_int_equal(record_read(text_slice(&json), arena, &record, &fault), -1);
    assert_string_equal(fault.text, "the member 'subjects' names 65, over its 64");
    assert_int_equal(record_read(SLICE(HEAD AT "\"text\":\"\",\"subjects\":[\"a\",\"\"]}"), arena,
                                 &record, &fault), 0);
    assert_false(record.feedback.has_subjects); /* of another kind: as if absent */
}

static void test_a_programs_command_comes_back_as_it_was(void **state)
{
    const struct command COMMANDS[] = {
        { .id = SLICE("c1"), .org = SLICE("acme"), .verb = VERB_SOURCE_STATE, .at = 1795230245678,
          .source = SLICE("h"), .source_up = true, .through = 1795230240000 },
        { .id = SLICE("c2"), .verb = VERB_RULES, .at = 1795230245678, .partition = 7,
          .version = SLICE("v"), .through = MOMENT_NEVER },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        OWNED(text) struct text text = { 0 };
        struct record record;
        struct fault fault = { 0 };
        record_write_signed(&text, &COMMANDS[i], SLICE("0123456789abcdef"));
        assert_int_equal(record_read(text_slice(&text), arena, &record, &fault), 0);
        assert_int_equal(record.command.verb, COMMANDS[i].verb);
        assert_int_equal(record.command.source_up, COMMANDS[i].source_up);
        assert_true(slice_equals(record.command.version, COMMANDS[i].version));
        if (COMMANDS[i].verb == VERB_RULES)
            assert_int_equal(record.command.partition, COMMANDS[i].partition);
        else
            assert_int_equal(record.command.through, COMMANDS[i].through);
    }
}

static void test_feedback_comes_back_as_it_was(void **state)
{
    (void)state;
    struct slice source = SLICE(
        "{\"id\":\"m:1\",\"org\":\"acme\",\"source\":\"brand\",\"channel\":\"own_platform\","
        "\"at\":\"2026-11-21T03:04:05.678Z\",\"collected_at\":\"2026-11-21T03:04:07Z\","
        "\"author\":{\"id\":\"@li\",\"name\":\"小李\",\"reach\":1520},"
        "\"outlet\":{\"name\":\"x\",\"tier\":\"core\"},\"title\":\"t\",\"text\":\"起火\","
        "\"lang\":\"zh\",\"url\":\"u\",\"region\":\"CN-44\",\"parent\":\"m:0\",\"status\":\"open\","
        "\"subjects\":[\"Battery\"],\"fields\":{\"call_id\":\"7\"}}");
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text text = { 0 };
    struct record record;
    struct fault fault = { 0 };

    assert_int_equal(record_read(source, arena, &record, &fault), 0);
    record_write_feedback(&text, &record.feedback);
    assert_string_equal(text_string(&text), source.bytes);
}

static void test_optional_member_of_another_type_counts_as_absent(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();
    struct record record;
    struct fault fault = { 0 };

    assert_int_equal(
        record_read(slice_of(HEAD AT "\"text\":\"x\",\"region\":7,\"author\":null,"
                                     "\"subjects\":\"battery\",\"fields\":{\"rank\":\"province\","
                                     "\"n\":[1, 2]}}"),
                    arena, &record, &fault), 0);
    assert_int_equal(record.feedback.region.length, 0);
    assert_false(record.feedback.has_subjects);
    assert_int_equal(record.feedback.rank, LETTER_PROVINCE);
    assert_true(slice_is(feedback_field(&record.feedback, "n"), "[1,2]"));
}

static void test_a_changed_command_loses_its_signature(void **state)
{
    (void)state;
    struct slice key = SLICE("0123456789abcdef");
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text text = { 0 };
    struct record record;
    struct fault fault = { 0 };
    struct command command = {
        .id = SLICE("c1"),
        .org = SLICE("acme"),
        .verb = VERB_CONFIRM,
        .at = 1795230245678,
        .actor = SLICE("王芳"),
        .has_role = true,
        .role = ROLE_GROUP_HEAD,
        .reason = SLICE("核实"),
    };

    record_write_signed(&text, &command, key);
    assert_int_equal(record_read((struct slice){ text.bytes, text.length }, arena, &record, &fault),
                     0);
    assert_true(record_is_signed(record.document, key));
    assert_false(record_is_signed(record.document, SLICE("another key")));
    assert_int_equal(record.command.role, ROLE_GROUP_HEAD);

    *strstr(text.bytes, "c1") = 'd';
    assert_int_equal(record_read((struct slice){ text.bytes, text.length }, arena, &record, &fault),
                     0);
    assert_false(record_is_signed(record.document, key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_required_must_be_there),
        cmocka_unit_test(test_names_have_a_length),
        cmocka_unit_test(test_subjects_are_so_many_and_none_is_empty),
        cmocka_unit_test(test_a_programs_command_comes_back_as_it_was),
        cmocka_unit_test(test_feedback_comes_back_as_it_was),
        cmocka_unit_test(test_optional_member_of_another_type_counts_as_absent),
        cmocka_unit_test(test_a_changed_command_loses_its_signature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
