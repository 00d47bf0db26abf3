#include "base/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_nothing_that_moves_the_screen_gets_through(void **state)
{
    (void)state;
    static const struct {
        struct slice outside;
        const char *shown;
    } rows[] = {
        { { "plain 电池", 12 }, "plain 电池" },
        { { "\033[31mred\033[0m", 12 }, "·[31mred·[0m" },
        { { "\033]0;title\007", 10 }, "·]0;title·" },
        { { "a\r\nb\tc", 6 }, "a· b c" },
        { { "nul\0here", 8 }, "nul·here" },
        { { "\xc2\x9b" "31m", 5 }, "·31m" },
        { { "bad\xff\xfe", 5 }, "bad··" },
        { { "\xe2\x80\xae" "gnp.exe", 10 }, "·gnp.exe" },
        { { "\xf3\xa0\x80\x81", 4 }, "·" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OWNED(text) struct text text = { 0 };
        screen_add(&text, rows[i].outside);
        assert_string_equal(text_string(&text), rows[i].shown);
    }
}

static void test_wide_characters_take_two_columns(void **state)
{
    (void)state;
    assert_int_equal(screen_width(slice_of("abc")), 3);
    assert_int_equal(screen_width(slice_of("电池")), 4);
    assert_int_equal(screen_width(slice_of("e\xcc\x81")), 1);
    assert_int_equal(screen_cut(slice_of("电池包"), 5).length, 6);
    assert_int_equal(screen_cut(slice_of("ab"), 5).length, 2);
    assert_int_equal(screen_cut(slice_of("电"), 1).length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_that_moves_the_screen_gets_through),
        cmocka_unit_test(test_wide_characters_take_two_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
