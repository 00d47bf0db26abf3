#include "core/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { BEGIN_MINUTES = 29670000, PLAIN_MINUTES = 12 * 24 * 60 };

#define BEGIN_AT (BEGIN_MINUTES * MINUTE_MS)

static const struct counts one = { .of = { 1, 1, 1, 0 } };

static void test_sums_equal_those_of_a_plain_array(void **state)
{
    (void)state;
    OWNED(window) struct window *window = window_new();
    static uint32_t plain[PLAIN_MINUTES];
    uint64_t random = 7;

    memset(plain, 0, sizeof plain);
    for (int minute = 0; minute < PLAIN_MINUTES; minute++) {
        for (int record = 0; record < 3; record++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            int back = (int)(random >> 40) % 90;
            if ((random >> 33) % 5 != 0 || minute < back)
                continue;
            uint32_t count = (uint32_t)(random >> 59) == 0 ? 70000 : 1;
            window_add(window, BEGIN_AT + (minute - back) * MINUTE_MS + 59999,
                       (struct counts){ .of = { 0, 0, count, 0 } });
            plain[minute - back] += count;
        }
        if (minute % 37 != 0 || minute < 1500)
            continue;
        for (int length = 1; length <= 1440; length = length * 3 + 1) {
            int64_t expected = 0;
            for (int i = minute - length + 1; i <= minute; i++)
                expected += plain[i];
            int64_t to_at = BEGIN_AT + (minute + 1) * MINUTE_MS;
            assert_int_equal(
                window_sum(window, METRIC_DISTINCT, to_at - length * MINUTE_MS, to_at), expected);
        }
    }
}

static void test_hours_outlive_their_minutes(void **state)
{
    (void)state;
    OWNED(window) struct window *window = window_new();
    int64_t at = BEGIN_AT;

    for (int hour = 0; hour < 9 * 24; hour++)
        window_add(window, at + hour * HOUR_MS + 5 * MINUTE_MS, one);
    int64_t end_at = at + 9 * 24 * HOUR_MS;
    assert_int_equal(window_sum(window, METRIC_DISTINCT, end_at - 72 * HOUR_MS, end_at), 72);
    assert_int_equal(window_sum(window, METRIC_DISTINCT, end_at - 8 * DAY_MS, end_at), 192);
    assert_int_equal(window_minute(window, at + 5 * MINUTE_MS).of[METRIC_DISTINCT], 0);
    assert_int_equal(window_hour(window, at + 5 * MINUTE_MS).of[METRIC_DISTINCT], 1);
    assert_int_equal(
        window_minute(window, end_at - 55 * MINUTE_MS).of[METRIC_COMPLAINTS], 1);
}

static void test_a_late_complaint_counts_where_it_happened(void **state)
{
    (void)state;
    OWNED(window) struct window *window = window_new();

    window_add(window, BEGIN_AT + DAY_MS, one);
    window_add(window, BEGIN_AT + 10 * MINUTE_MS, one);
    assert_int_equal(window_minute(window, BEGIN_AT + 10 * MINUTE_MS).of[METRIC_MENTIONS], 1);
    assert_int_equal(window_latest_at(window), BEGIN_AT + DAY_MS);
    window_add(window, BEGIN_AT - 20 * DAY_MS, one); /* gone long ago */
    assert_int_equal(
        window_sum(window, METRIC_MENTIONS, BEGIN_AT - 30 * DAY_MS, BEGIN_AT + 2 * DAY_MS), 2);
}

static void test_a_restored_hour_has_its_total(void **state)
{
    (void)state;
    OWNED(window) struct window *window = window_new();
    const struct counts many = { .of = { 9, 70000, 7, 6 } };
    const struct counts fewer = { .of = { 1, 2, 3, 4 } };

    window_add(window, BEGIN_AT + 4 * DAY_MS, one);
    window_set_hour(window, BEGIN_AT, many);
    assert_int_equal(window_hour(window, BEGIN_AT).of[METRIC_COMPLAINTS], 70000);
    window_set_hour(window, BEGIN_AT, fewer);
    assert_int_equal(window_hour(window, BEGIN_AT).of[METRIC_COMPLAINTS], 2);
    assert_int_equal(
        window_sum(window, METRIC_NEGATIVE, moment_floor(BEGIN_AT, HOUR_MS), BEGIN_AT + DAY_MS), 4);
    window_set_hour(window, BEGIN_AT - 100 * DAY_MS, many); /* older than any that is kept */
    assert_int_equal(window_hour(window, BEGIN_AT - 100 * DAY_MS).of[METRIC_COMPLAINTS], 0);
}

static void test_counts_of_any_size_are_kept_beside_small_ones(void **state)
{
    static const uint32_t LARGE[] = { 255, 256, 65535, 65536, 4000000 };
    (void)state;

    for (size_t i = 0; i < sizeof LARGE / sizeof LARGE[0]; i++) {
        OWNED(window) struct window *window = window_new();
        window_add(window, BEGIN_AT, one);
        window_add(window, BEGIN_AT + MINUTE_MS, (struct counts){ .of = { LARGE[i] - 1, 0, 7, 0 } });
        window_add(window, BEGIN_AT + MINUTE_MS, one);
        struct counts minute = window_minute(window, BEGIN_AT + MINUTE_MS);
        assert_int_equal(minute.of[METRIC_MENTIONS], LARGE[i]);
        assert_int_equal(minute.of[METRIC_COMPLAINTS], 1);
        assert_int_equal(minute.of[METRIC_DISTINCT], 8);
        assert_int_equal(window_minute(window, BEGIN_AT).of[METRIC_MENTIONS], 1);
        assert_int_equal(window_hour(window, BEGIN_AT).of[METRIC_MENTIONS], LARGE[i] + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_equal_those_of_a_plain_array),
        cmocka_unit_test(test_hours_outlive_their_minutes),
        cmocka_unit_test(test_a_late_complaint_counts_where_it_happened),
        cmocka_unit_test(test_a_restored_hour_has_its_total),
        cmocka_unit_test(test_counts_of_any_size_are_kept_beside_small_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
