#include "wire/json.h"
#include "wire/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_what_others_read_differently_is_refused(void **state)
{
    (void)state;
    static const struct slice ROWS[] = {
        { "", sizeof("") - 1 },
        { "{", sizeof("{") - 1 },
        { "{} x", sizeof("{} x") - 1 },
        { "{}{}", sizeof("{}{}") - 1 },
        { "\xEF\xBB\xBF{}", sizeof("\xEF\xBB\xBF{}") - 1 },
        { "{\"\\u0000\":1}", sizeof("{\"\\u0000\":1}") - 1 },
        { "{\"a\":1,\"a\":2}", sizeof("{\"a\":1,\"a\":2}") - 1 },
        { "{\"a\":\"\\u0000\"}", sizeof("{\"a\":\"\\u0000\"}") - 1 },
        { "{\"a\":\"\\ude00\"}", sizeof("{\"a\":\"\\ude00\"}") - 1 },
        { "{\"a\":\"\xC0\xAF\"}", sizeof("{\"a\":\"\xC0\xAF\"}") - 1 },
        { "{\"a\":\"\0\"}", sizeof("{\"a\":\"\0\"}") - 1 },
        { "{\"a\":\"\n\"}", sizeof("{\"a\":\"\n\"}") - 1 },
        { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", sizeof("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]") - 1 },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        const struct json *document = NULL;
        struct fault fault = { 0 };
        if (json_parse(ROWS[i], 1000, arena, &document, &fault) == 0)
            fail_msg("row %zu was taken for JSON: %s", i, ROWS[i].bytes);
        assert_int_equal(fault.kind, FAULT_INPUT);
        assert_null(document);
    }
}

static void test_a_name_that_stands_twice_among_many_is_found(void **state)
{
    (void)state; /* not used */
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text text = { 0 };
    const struct json *document = NULL;
    struct fault fault = { 0 };

    text_add(&text, "{\"\\u0061\":1");
    for (int i = 0; i < 100; i++)
        text_add_format(&text, ",\"n%d\":%d", i, i);
    size_t length = text.length;
    text_add(&text, "}");
    assert_int_equal(json_parse(text_slice(&text), 10000, arena, &document, &fault), 0);
    text.length = length;
    text_add(&text, ",\"n50\":0}");
    assert_int_equal(json_parse(text_slice(&text), 10000, arena, &document, &fault), -1);
}

static void test_a_document_comes_back_as_it_was(void **state)
{
    (void)state;
    struct slice source = SLICE("{\"b\":[1,-2.5e3,true,null],\"a\":{\"text\":\"投诉\\\"\\\\\"},\"c\":"
                                "123456789012345678901234567890}");
    OWNED(arena) struct arena *arena = arena_new();
    const struct json *document = NULL;
    struct fault fault = { 0 };
    OWNED(text) struct text text = { 0 };
    struct writer writer = writer_on(&text);

    assert_int_equal(json_parse(source, 1000, arena, &document, &fault), 0);
    writer_value(&writer, document);
    assert_string_equal(text_string(&text), source.bytes);

    text_clear(&text);
    writer = writer_on(&text);
    writer_canonical(&writer, document, "c");
    assert_string_equal(text_string(&text),
                        "{\"a\":{\"text\":\"投诉\\\"\\\\\"},\"b\":[1,-2.5e3,true,null]}");
}

static void test_numbers_are_taken_only_where_they_fit(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();
    const struct json *document = NULL;
    struct fault fault = { 0 };
    int64_t whole = 0;
    double decimal = 0;

    assert_int_equal(json_parse(SLICE("[9223372036854775807,9223372036854775808,1e400,2.0,2.5,\"2\"]"),
                                1000, arena, &document, &fault), 0);
    const struct json *item = document->first;
    assert_true(json_integer(item, &whole) && whole == INT64_MAX);
    item = item->next;
    assert_false(json_integer(item, &whole));
    item = item->next;
    assert_false(json_decimal(item, &decimal));
    item = item->next;
    assert_true(json_integer(item, &whole) && whole == 2);
    item = item->next;
    assert_false(json_integer(item, &whole));
    assert_true(json_decimal(item, &decimal) && decimal > 2.4 && decimal < 2.6);
    item = item->next;
    assert_false(json_integer(item, &whole));
}

static void test_writer_replaces_what_is_no_utf8(void **state)
{
    (void)state;
    OWNED(text) struct text text = { 0 };
    struct writer writer = writer_on(&text);

    writer_object(&writer);
    writer_member_slice(&writer, "a", (struct slice){ "x\xC0\x01y", 4 });
    writer_member_decimal(&writer, "b", 0.1);
    writer_member_decimal(&writer, "c", 1.0 / 0.0);
    writer_member_moment(&writer, "d", 0);
    writer_object_end(&writer);
    assert_string_equal(text_string(&text),
                        "{\"a\":\"x\xEF\xBF\xBD\\u0001y\",\"b\":0.1,\"c\":null,"
                        "\"d\":\"1970-01-01T00:00:00Z\"}");
}

static void test_whole_decimals_are_written_as_printf_writes_them(void **state)
{
    static const double NUMBERS[] = { 0, -0.0, 7, -42, 3.5, 1e14, 999999999999999, -999999999999999,
                                      1e15, 1e16, -1e300, 9007199254740993 };
    (void)state;

    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
        OWNED(text) struct text text = { 0 };
        struct writer writer = writer_on(&text);
        char expected[64];
        (void)snprintf(expected, sizeof expected, "%.15g", NUMBERS[i]);
        if (strtod(expected, NULL) != NUMBERS[i])
            (void)snprintf(expected, sizeof expected, "%.16g", NUMBERS[i]);
        writer_decimal(&writer, NUMBERS[i]);
        assert_string_equal(text_string(&text), expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_others_read_differently_is_refused),
        cmocka_unit_test(test_a_name_that_stands_twice_among_many_is_found),
        cmocka_unit_test(test_a_document_comes_back_as_it_was),
        cmocka_unit_test(test_numbers_are_taken_only_where_they_fit),
        cmocka_unit_test(test_writer_replaces_what_is_no_utf8),
        cmocka_unit_test(test_whole_decimals_are_written_as_printf_writes_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
