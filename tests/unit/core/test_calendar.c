#include "core/calendar.h"

#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* Berlin in 2026: summer time from 29 March to 25 October, 01:00 UTC. */
static const struct calendar_offset berlin[] = {
    { .from_at = 0, .offset_ms = HOUR_MS },
    { .from_at = 1774746000000, .offset_ms = 2 * HOUR_MS },
    { .from_at = 1792890000000, .offset_ms = HOUR_MS },
};
static const struct calendar_offset shanghai[] = { { .from_at = 0, .offset_ms = 8 * HOUR_MS } };
static const struct calendar_day holidays[] = {
    { .day = 20502, .type = DAY_REST }, /* Wednesday 2026-02-18 */
    { .day = 20513, .type = DAY_WORK }, /* Sunday 2026-03-01 */
};

static int64_t moment(const char *string)
{
    int64_t at = 0;

    assert_true(moment_parse(slice_of(string), &at));
    return at;
}

static void test_local_time_follows_zone_and_summer_time(void **state)
{
    (void)state;
    const struct calendar europe = { .offsets = berlin, .offset_count = 3 };
    const struct calendar china = { .offsets = shanghai, .offset_count = 1 };
    static const struct {
        bool in_china;
        const char *at;
        int hour, minute, weekday;
    } rows[] = {
        { false, "2026-03-29T00:59:00Z", 1, 59, 6 },
        { false, "2026-03-29T01:00:00Z", 3, 0, 6 },
        { false, "2026-10-25T00:30:00Z", 2, 30, 6 },
        { false, "2026-10-25T01:30:00Z", 2, 30, 6 },
        { false, "2026-10-25T22:59:00Z", 23, 59, 6 },
        { false, "2026-10-25T23:00:00Z", 0, 0, 0 },
        { true, "2026-02-01T15:59:59Z", 23, 59, 6 },
        { true, "2026-02-01T16:00:00Z", 0, 0, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct local_time local =
            calendar_local(rows[i].in_china ? &china : &europe, moment(rows[i].at));
        if (local.hour != rows[i].hour || local.minute != rows[i].minute ||
            local.weekday != rows[i].weekday)
            fail_msg("%s: %d:%d on weekday %d", rows[i].at, local.hour, local.minute,
                     local.weekday);
    }
}

static void test_holidays_overrule_weekdays(void **state)
{
    (void)state;
    const struct calendar china = {
        .offsets = shanghai, .offset_count = 1, .days = holidays, .day_count = 2
    };

    assert_int_equal(calendar_local(&china, moment("2026-02-17T15:59:59Z")).type, DAY_WORK);
    assert_int_equal(calendar_local(&china, moment("2026-02-17T16:00:00Z")).type, DAY_REST);
    assert_int_equal(calendar_local(&china, moment("2026-03-01T03:00:00Z")).type, DAY_WORK);
    assert_int_equal(calendar_local(&china, moment("2026-02-28T03:00:00Z")).type, DAY_REST);
}

static void test_a_day_begins_where_its_first_moment_is(void **state)
{
    (void)state;
    const struct calendar europe = { .offsets = berlin, .offset_count = 3 };

    for (int64_t day = 20500; day < 20800; day++) {
        int64_t at = calendar_day_starts_at(&europe, day);
        assert_int_equal(calendar_local(&europe, at).day, day);
        assert_int_equal(calendar_local(&europe, at - 1).day, day - 1);
    }
}

static void test_working_days_skip_weekends_and_holidays(void **state)
{
    (void)state;
    const struct calendar china = {
        .offsets = shanghai, .offset_count = 1, .days = holidays, .day_count = 2
    };
    static const struct {
        const char *at;
        int64_t count;
        const char *end;
    } rows[] = {
        { "2026-01-05T03:00:00Z", 1, "2026-01-06T16:00:00Z" },   /* Monday: Tuesday's end */
        { "2026-01-09T03:00:00Z", 1, "2026-01-12T16:00:00Z" },   /* Friday: Monday's end */
        { "2026-01-05T16:30:00Z", 1, "2026-01-07T16:00:00Z" },   /* Tuesday already, in Shanghai */
        { "2026-02-17T03:00:00Z", 1, "2026-02-19T16:00:00Z" },   /* over a holiday */
        { "2026-02-27T03:00:00Z", 1, "2026-03-01T16:00:00Z" },   /* a Sunday that is worked */
        { "2026-01-05T03:00:00Z", 10, "2026-01-19T16:00:00Z" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (calendar_after_working_days(&china, moment(rows[i].at), rows[i].count) !=
            moment(rows[i].end))
            fail_msg("%lld after %s", (long long)rows[i].count, rows[i].at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_working_days_skip_weekends_and_holidays),
        cmocka_unit_test(test_local_time_follows_zone_and_summer_time),
        cmocka_unit_test(test_holidays_overrule_weekdays),
        cmocka_unit_test(test_a_day_begins_where_its_first_moment_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
