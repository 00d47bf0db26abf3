#include "wire/seed_file.h"

#include "core/series.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void test_what_was_written_is_read(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text content = { 0 };
    const struct seed_series series[] = { { SLICE("*"), SLICE("\x01\xff" "ab") },
                                          { SLICE("subject/电池"), SLICE("") } };
    const struct seed_rules seed = {
        .org = SLICE("acme"), .pool = SLICE("\x10"), .series = series, .series_count = 2
    };
    struct seed_rules read;
    struct fault fault = { 0 };

    seed_file_write(&content, &seed);
    struct slice bytes = { content.bytes, content.length };
    assert_int_equal(seed_file_read(bytes, arena, &read, &fault), 0);
    assert_true(slice_is(read.org, "acme"));
    assert_true(slice_equals(read.pool, seed.pool));
    assert_int_equal(read.series_count, 2);
    assert_true(slice_equals(seed_rules_state(&read, SLICE("*")), series[0].state));
    assert_int_equal(seed_rules_state(&read, SLICE("channel/news")).length, 0);
}

static void test_what_is_no_seed_is_refused(void **state)
{
    (void)state;
    static const char *const contents[] = {
        "",
        "[]",
        "{\"org\":\"a\"}",
        "{\"org\":\"a\",\"series\":[{\"series\":\"*\",\"state\":\"0\"}]}",
        "{\"org\":\"a\",\"series\":[{\"series\":\"*\",\"state\":\"zz\"}]}",
        "{\"org\":\"a\",\"series\":[{\"state\":\"00\"}]}",
    };
    OWNED(arena) struct arena *arena = arena_new();

    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        struct seed_rules read;
        struct fault fault = { 0 };
        if (seed_file_read(slice_of(contents[i]), arena, &read, &fault) == 0)
            fail_msg("%s", contents[i]);
        assert_int_equal(fault.kind, FAULT_INPUT);
    }
}

static void test_a_seeded_series_knows_its_past_at_once(void **state)
{
    (void)state;
    const struct calendar calendar = { 0 };
    const struct detector_settings settings = detector_shipped();
    const struct series_context context = { .settings = &settings, .calendar = &calendar };
    OWNED(series) struct series *past = series_new(SLICE("*"), SERIES_PLAIN);
    OWNED(series) struct series *fresh = series_new(SLICE("*"), SERIES_PLAIN);
    OWNED(text) struct text stored = { 0 };
    int64_t later_at = 60 * DAY_MS;

    for (int i = 0; i < 20 * BUCKETS_A_DAY; i++)
        (void)series_bucket(past, &context,
                            &(struct bucket_figures){ .bucket_at = i * BUCKET_MS,
                                                      .complaints = 2,
                                                      .distinct = 2 });
    series_write(past, &stored);
    assert_true(series_seed(fresh, (struct slice){ stored.bytes, stored.length }));
    (void)series_record(fresh, &context,
                        &(struct arrival){ .event_at = later_at,
                                           .counts = { .of = { 1, 1, 1, 0 } } },
                        later_at);
    const struct growth *growth = series_growth(fresh, &context, later_at);
    assert_true(growth->expected > 180 && growth->expected < 200);
    assert_true(growth->baseline_days >= 20);
    assert_int_equal(growth->tier, 0);
    assert_false(series_seed(fresh, (struct slice){ stored.bytes, stored.length }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written_is_read),
        cmocka_unit_test(test_what_is_no_seed_is_refused),
        cmocka_unit_test(test_a_seeded_series_knows_its_past_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
