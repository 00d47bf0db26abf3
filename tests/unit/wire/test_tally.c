#include "wire/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_only_four_numbers_are_counts(void **state)
{
    (void)state;
    static const struct {
        const char *stored;
        bool good;
    } rows[] = {
        { "12 3 4 5", true },  { "0 0 0 0", true },    { "1 2 3", false },
        { "1 2 3 4 5", false }, { "", false },          { "1  2 3 4", false },
        { "1 2 3 4 ", false },  { "-1 2 3 4", false },  { "1 2 3 x", false },
        { "1 2 3 9999999999999999999999", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tally tally = { 0 };
        assert_int_equal(tally_read(slice_of(rows[i].stored), &tally), rows[i].good);
    }
}

static void test_a_sum_takes_what_starts_in_it(void **state)
{
    (void)state;
    const struct tally_point points[] = {
        { 0, { 1, 1, 1, 1 } }, { 10, { 2, 2, 2, 2 } }, { 20, { 4, 4, 4, 4 } }
    };

    assert_int_equal(tally_sum(points, 3, 0, 20).distinct, 3);
    assert_int_equal(tally_sum(points, 3, 1, 21).mentions, 6);
    assert_int_equal(tally_sum(points, 3, 20, 20).negative, 0);
}

static void test_changes_are_said_as_people_say_them(void **state)
{
    (void)state;
    static const struct {
        int64_t now;
        int64_t before;
        const char *said;
    } rows[] = {
        { 0, 0, "–" },        { 5, 5, "±0 %" },     { 7, 0, "0 → 7" },
        { 15, 10, "+50 %" },  { 5, 10, "−50 %" },   { 0, 3, "−100 %" },
        { 300, 100, "+200 %" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OWNED(text) struct text text = { 0 };
        tally_add_change(&text, rows[i].now, rows[i].before);
        assert_string_equal(text_string(&text), rows[i].said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_four_numbers_are_counts),
        cmocka_unit_test(test_a_sum_takes_what_starts_in_it),
        cmocka_unit_test(test_changes_are_said_as_people_say_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
