#include "wire/envelope.h"

#include "wire/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_a_record_tells_whose_it_is_and_when(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();
    struct envelope envelope;

    assert_int_equal(envelope_read(SLICE("{\"fields\":{\"org\":\"inner\",\"verb\":1},\"org\":\"a\\u4e2d\","
                                         "\"at\":\"1970-01-01T00:00:01Z\",\"text\":\"\\u0000\"}"),
                                   arena, &envelope, NULL), 0);
    assert_true(slice_is(envelope.org, "a中"));
    assert_true(envelope.at == 1000);
    assert_false(envelope.is_command);
    assert_int_equal(envelope_read(SLICE("{\"verb\":\"ack\",\"org\":\"a\",\"at\":7,\"at\":\"soon\"}"),
                                   arena, &envelope, NULL), 0);
    assert_true(envelope.at == MOMENT_NEVER);
    assert_true(envelope.is_command);
    assert_int_equal(envelope_read(SLICE("{\"org\":\"\\u0061\",\"x\":true,\"logged_at\":\"soon\",\"partition\":1.5}"),
                                   arena, &envelope, NULL), 0);
    assert_true(envelope.logged_at == MOMENT_NEVER);
    assert_true(envelope.partition < 0);
}

/* Every line says the same by either way of reading it; a plain one is read as a whole by the way. */
static void test_a_plain_line_is_read_as_a_whole(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();
    struct envelope plain, escaped;

    assert_int_equal(envelope_read(SLICE("{\"org\":\"a\",\"raw\":\"YQ==\",\"partition\":12,\"x\":[1],"
                                         "\"verb\":null,\"logged_at\":\"1970-01-01T00:00:01Z\"}"),
                                   arena, &plain, NULL), 0);
    assert_int_equal(envelope_read(SLICE("{\"org\":\"\\u0061\",\"raw\":\"YQ==\",\"partition\":12,\"x\":[1],"
                                         "\"verb\":null,\"logged_at\":\"1970-01-01T00:00:01Z\"}"),
                                   arena, &escaped, NULL), 0);
    assert_non_null(plain.document);
    assert_true(slice_is(json_string(plain.document, "raw"), "YQ=="));
    assert_null(escaped.document);
    const struct envelope *both[] = { &plain, &escaped };
    for (size_t i = 0; i < 2; i++) {
        assert_true(slice_is(both[i]->org, "a"));
        assert_true(slice_is(both[i]->raw, "YQ=="));
        assert_int_equal(both[i]->partition, 12);
        assert_true(both[i]->logged_at == 1000);
        assert_true(both[i]->at == MOMENT_NEVER);
        assert_true(both[i]->is_command);
    }
}

static void test_what_has_no_place_in_the_log_is_refused(void **state)
{
    (void)state;
    const struct {
        struct slice line;
        const char *says;
    } cases[] = {
        { SLICE(""), "no JSON" },
        { SLICE("{\"org\":\"a\""), "no JSON" },
        { SLICE("{\"org\":\"a\"} x"), "no JSON" },
        { SLICE("[{\"org\":\"a\"}]"), "no object" },
        { SLICE("\"org\""), "no object" },
        { SLICE("{\"org\":1}"), "no text `org`" },
        { SLICE("{\"org\":\"a\",\"org\":{}}"), "no text `org`" },
        { SLICE("{\"fields\":{\"org\":\"a\"}}"), "no text `org`" },
        { SLICE("{\"org\":\"\xC0\xAF\"}"), "not UTF-8" },
        { SLICE("{\"org\":\"a\0b\"}"), "no JSON" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        struct envelope envelope;
        struct fault fault = { 0 };
        print_message("# %s\n", cases[i].line.bytes);
        assert_int_equal(envelope_read(cases[i].line, arena, &envelope, &fault), -1);
        assert_int_equal(fault.kind, FAULT_INPUT);
        assert_non_null(strstr(fault.text, cases[i].says));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_record_tells_whose_it_is_and_when),
        cmocka_unit_test(test_a_plain_line_is_read_as_a_whole),
        cmocka_unit_test(test_what_has_no_place_in_the_log_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
