#include "wire/json_judge.h"
#include "wire/json_scan.h"
#include "wire/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* What the judge reads, and whether it is plain enough for the scanner. */
static const struct row {
    const char *json;
    bool is_plain;
} ROWS[] = {
    { "{\"id\":\"a\",\"n\":-12.5e+3,\"list\":[1,[],{}],\"ok\":true,\"no\":false,\"nil\":null}", true },
    { " \t\r\n{ \"a\" : [ 1 , 2 ] } \n", true },
    { "\"投诉\x7F\"", true },
    { "0", true },
    { "-0", true },
    { "0.5", true },
    { "{\"a\":\"line\\n\"}", false },
    { "{\"a\\u0062\":1}", false },
    { "{\"1234567\":\"12345678\",\"123456789\":\"0123456789abcdef\"}", true },
};

static void test_plain_json_reads_as_the_judge_reads_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        OWNED(text) struct text scanned = { 0 }, judged = { 0 };
        struct writer scanned_writer = writer_on(&scanned), judged_writer = writer_on(&judged);
        const struct json *document = NULL, *judgement = NULL;
        struct fault fault = { 0 };

        assert_int_equal(json_judge(slice_of(ROWS[i].json), arena, &judgement, &fault), 0);
        if (json_scan(slice_of(ROWS[i].json), arena, &document) != ROWS[i].is_plain)
            fail_msg("row %zu: %s", i, ROWS[i].json);
        if (!ROWS[i].is_plain)
            continue;
        writer_value(&scanned_writer, document);
        writer_value(&judged_writer, judgement);
        assert_string_equal(text_string(&scanned), text_string(&judged));
    }
}

static void test_what_is_no_json_is_left_to_the_judge(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",     "{",      "}",      "{\"a\"}",  "{\"a\":}", "{\"a\":1,}", "[1,]",  "[1 2]", "01",
        "1.",   "1e",     "-",      "+1",       ".5",       "tru",        "trueX", "nul",   "\"a",
        "\"\n\"", "{} x", "{}{}",   "[1}",      "{\"a\":1]", "{a:1}", "'a'",
        "{\"a\":1,\"a\":2}",
    };

    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        const struct json *document = NULL;
        if (json_scan(slice_of(WRONG[i]), arena, &document))
            fail_msg("taken for JSON: %s", WRONG[i]);
    }
}

static void test_deep_and_wide_json_is_left_to_the_judge(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text deep = { 0 }, wide = { 0 };
    const struct json *document = NULL;

    for (int i = 0; i <= JSON_DEPTH_LIMIT; i++)
        text_add_char(&deep, '[');
    for (int i = 0; i <= JSON_DEPTH_LIMIT; i++)
        text_add_char(&deep, ']');
    assert_false(json_scan((struct slice){ deep.bytes, deep.length }, arena, &document));
    assert_true(json_scan((struct slice){ deep.bytes + 1, deep.length - 2 }, arena, &document));
    for (int i = 0; i < 1000; i++)
        text_add_format(&wide, "%s\"m%d\":%d", i == 0 ? "{" : ",", i, i);
    text_add_char(&wide, '}');
    assert_false(json_scan((struct slice){ wide.bytes, wide.length }, arena, &document));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_json_reads_as_the_judge_reads_it),
        cmocka_unit_test(test_what_is_no_json_is_left_to_the_judge),
        cmocka_unit_test(test_deep_and_wide_json_is_left_to_the_judge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
