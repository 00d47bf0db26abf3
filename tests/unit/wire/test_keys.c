#include "wire/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_names_are_encoded_where_they_must_be(void **state)
{
    (void)state;
    OWNED(text) struct text text = { 0 };
    OWNED(text) struct text back = { 0 };

    keys_add(&text, "m", SLICE("ac:me"), SLICE("subject/电 池%\x01"));
    text_add_char(&text, ':');
    keys_add_hour(&text, 1795230245678);
    assert_string_equal(text_string(&text), "m:ac%3Ame:subject/电%20池%25%01:2026-11-21T03");

    keys_add_decoded(&back, SLICE("subject/电%20池%25%01"));
    assert_string_equal(text_string(&back), "subject/电 池%\x01");
    text_clear(&back);
    keys_add_decoded(&back, SLICE("%zz%2z%2"));
    assert_string_equal(text_string(&back), "%zz%2z%2");
}

static void test_days_are_utc(void **state)
{
    (void)state;
    OWNED(text) struct text text = { 0 };

    keys_add_kind_hour(&text, "ids", 0);
    keys_add_day(&text, 86399999);
    assert_string_equal(text_string(&text), "ids:1970-01-01T001970-01-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_encoded_where_they_must_be),
        cmocka_unit_test(test_days_are_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
