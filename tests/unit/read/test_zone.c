#include "read/zone.h"

#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int hour_in(const char *zone, const char *moment)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct calendar calendar = {0};
    struct fault fault = {0};
    int64_t at = 0;

    assert_int_equal(zone_calendar(zone, arena, &calendar, &fault), 0);
    assert_true(moment_parse(slice_of(moment), &at));
    return calendar_local(&calendar, at).hour;
}

static void test_local_hours_follow_the_zones_law(void **state)
{
    (void)state;
    assert_int_equal(hour_in("Asia/Shanghai", "2026-11-24T20:00:00Z"), 4);
    assert_int_equal(hour_in("Europe/Berlin", "2026-03-29T00:59:00Z"), 1);
    assert_int_equal(hour_in("Europe/Berlin", "2026-03-29T01:00:00Z"), 3);
    assert_int_equal(hour_in("America/New_York", "2026-11-01T06:00:00Z"), 1);
    assert_int_equal(hour_in("UTC", "1999-12-31T23:00:00Z"), 23);
}

static void test_a_zone_nobody_knows_is_refused(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();
    struct calendar calendar = {0};
    struct fault fault = {0};

    assert_int_equal(zone_calendar("Asia/Atlantis", arena, &calendar, &fault), -1);
    assert_int_equal(fault.kind, FAULT_SETUP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_local_hours_follow_the_zones_law),
        cmocka_unit_test(test_a_zone_nobody_knows_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
