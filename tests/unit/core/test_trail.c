#include "core/trail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const int64_t NOON_AT = 500000 * HOUR_MS;

static void test_names_are_counted_by_hour(void **state)
{
    (void)state; /* not used */
    struct trail *trail = trail_new(SLICE("battery"));

    for (int i = 0; i < 5; i++)
        trail_count(trail, "channel/", SLICE("hotline"), NOON_AT + i * HOUR_MS);
    trail_count(trail, "channel/", SLICE("social"), NOON_AT);
    assert_int_equal(trail_sum(trail, SLICE("channel/hotline"), NOON_AT, NOON_AT + 4 * HOUR_MS), 5);
    assert_int_equal(
        trail_sum(trail, SLICE("channel/hotline"), NOON_AT + HOUR_MS, NOON_AT + 2 * HOUR_MS), 2);
    assert_int_equal(trail_names(trail, "channel/", NOON_AT), 2);
    assert_int_equal(trail_names(trail, "channel/", NOON_AT + 1), 1); /* to the moment */
    trail_free(trail);
}

static void test_beyond_the_limit_new_names_are_counted_together(void **state)
{
    (void)state; /* not used */
    struct trail *trail = trail_new(SLICE("battery"));

    for (int i = 0; i < TRAIL_FACET_LIMIT + 5; i++) {
        char name[16];
        trail_count(trail, "region/", (struct slice){ name, (size_t)snprintf(name, sizeof name, "R%d", i) },
                    NOON_AT);
    }
    assert_int_equal(trail_sum(trail, SLICE("region/R7"), NOON_AT, NOON_AT + HOUR_MS), 1);
    assert_int_equal(trail_sum(trail, SLICE("region/other"), NOON_AT, NOON_AT + HOUR_MS), 5);
    trail_free(trail);
}

static void test_old_hours_leave_no_ghosts(void **state)
{
    (void)state; /* not used */
    struct trail *trail = trail_new(SLICE("battery"));

    trail_count(trail, "", SLICE("complaints"), NOON_AT);
    trail_count(trail, "", SLICE("complaints"), NOON_AT + TRAIL_HOURS * HOUR_MS);
    assert_int_equal(
        trail_sum(trail, SLICE("complaints"), NOON_AT, NOON_AT + TRAIL_HOURS * HOUR_MS), 1);
    trail_count(trail, "", SLICE("complaints"), NOON_AT); /* too late to count */
    assert_int_equal(
        trail_sum(trail, SLICE("complaints"), NOON_AT, NOON_AT + TRAIL_HOURS * HOUR_MS), 1);
    trail_free(trail);
}

static void test_reposts_are_counted_by_minute(void **state)
{
    (void)state; /* not used */
    struct trail *trail = trail_new(SLICE("battery"));

    trail_repost(trail, NOON_AT);
    trail_repost(trail, NOON_AT + 30000);
    trail_repost(trail, NOON_AT + MINUTE_MS);
    trail_repost(trail, NOON_AT - HOUR_MS); /* late */
    assert_int_equal(trail_reposts(trail, NOON_AT, NOON_AT + MINUTE_MS), 2);
    assert_int_equal(trail_reposts(trail, NOON_AT - DAY_MS, NOON_AT), 1);
    assert_int_equal(trail_reposts(trail, NOON_AT - DAY_MS, NOON_AT + HOUR_MS), 4);
    trail_repost(trail, NOON_AT + TRAIL_MINUTES * MINUTE_MS); /* takes the place of the first */
    assert_int_equal(trail_reposts(trail, NOON_AT, NOON_AT + TRAIL_MINUTES * MINUTE_MS), 1);
    trail_free(trail);
}

static void test_what_was_found_is_marked_in_the_excerpt(void **state)
{
    (void)state; /* not used */
    struct trail *trail = trail_new(SLICE("battery"));
    const struct marker_hit hits[] = {
        { .marker = MARKER_FIRE, .own = true, .begin = 12, .end = 16 },
        { .marker = MARKER_FIRE, .own = true, .begin = 21, .end = 25 },
        { .marker = MARKER_FIRE, .begin = 900, .end = 904 }, /* of the title */
    };
    const struct feedback feedback = { .id = SLICE("r1"), .text = SLICE("13800138000 fire and fire") };
    const struct reading reading = { .excerpt = SLICE("138****8000! fire and fi…"),
                                     .markers = hits,
                                     .marker_count = sizeof hits / sizeof hits[0] };

    trail_keep(trail, &feedback, &reading);
    assert_int_equal(trail->items[0].mark_count, 1); /* the second one is cut off */
    assert_int_equal(trail->items[0].marks[0].begin, 13);
    assert_int_equal(trail->items[0].marks[0].end, 17);
    OWNED(text) struct text stored = { 0 };
    trail_write(trail, &stored);
    struct trail *again = trail_read((struct slice){ stored.bytes, stored.length });
    assert_non_null(again);
    assert_memory_equal(again->items[0].marks, trail->items[0].marks, sizeof hits[0].marker);
    assert_true(again->items[0].marks[0].own);
    trail_free(trail);
    trail_free(again);
}

static void test_a_trail_reads_back(void **state)
{
    (void)state; /* not used */
    struct trail *trail = trail_new(SLICE("battery"));
    OWNED(text) struct text first = { 0 };
    OWNED(text) struct text second = { 0 };
    const struct feedback feedback = { .id = SLICE("r1"), .source = SLICE("hotline"), .at = NOON_AT };
    const struct reading reading = { .excerpt = SLICE("电池") };

    trail_count(trail, "region/", SLICE("CN-44"), NOON_AT);
    trail_repost(trail, NOON_AT);
    trail_keep(trail, &feedback, &reading);
    trail_write(trail, &first);
    struct trail *again = trail_read((struct slice){ first.bytes, first.length });
    assert_non_null(again);
    trail_write(again, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    assert_null(trail_read((struct slice){ first.bytes, first.length - 1 }));
    trail_free(trail);
    trail_free(again);
}

/* Version 1 had hours only: no last moment, no reposts, no marks. */
static void test_the_first_version_is_read(void **state)
{
    (void)state; /* not used */
    OWNED(text) struct text stored = { 0 };

    pack_number(&stored, 1);
    state_write_string(&stored, "battery");
    pack_number(&stored, MOMENT_NEVER);
    pack_number(&stored, 0);
    pack_number(&stored, MOMENT_NEVER);
    pack_number(&stored, 1);
    state_write_string(&stored, "channel/hotline");
    pack_number(&stored, NOON_AT / HOUR_MS);
    for (int hour = 0; hour < TRAIL_HOURS; hour++)
        pack_number(&stored, hour == NOON_AT / HOUR_MS % TRAIL_HOURS ? 7 : 0);
    pack_number(&stored, 1);
    state_write_string(&stored, "r1");
    state_write_string(&stored, "line");
    state_write_string(&stored, "it burned");
    state_write_string(&stored, NULL);
    pack_number(&stored, CHANNEL_HOTLINE);
    pack_number(&stored, NOON_AT);
    pack_number(&stored, 12);
    struct trail *trail = trail_read((struct slice){ stored.bytes, stored.length });
    assert_non_null(trail);
    assert_int_equal(trail_sum(trail, SLICE("channel/hotline"), NOON_AT, NOON_AT), 7);
    assert_int_equal(trail_names(trail, "channel/", NOON_AT), 1);
    assert_int_equal(trail_reposts(trail, NOON_AT - DAY_MS, NOON_AT + DAY_MS), 0);
    assert_string_equal(trail->items[0].excerpt, "it burned");
    assert_int_equal(trail->items[0].mark_count, 0);
    trail_free(trail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_counted_by_hour),
        cmocka_unit_test(test_beyond_the_limit_new_names_are_counted_together),
        cmocka_unit_test(test_old_hours_leave_no_ghosts),
        cmocka_unit_test(test_reposts_are_counted_by_minute),
        cmocka_unit_test(test_what_was_found_is_marked_in_the_excerpt),
        cmocka_unit_test(test_a_trail_reads_back),
        cmocka_unit_test(test_the_first_version_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
