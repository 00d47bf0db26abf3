#include "core/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_source_nobody_speaks_of_is_up_and_complete(void **state)
{
    (void)state;
    OWNED(source) struct source *source = source_new(SLICE("brand"));

    assert_false(source_is_out(source));
    assert_int_equal(source_complete_ms(source, 0, HOUR_MS), HOUR_MS);
}

static void test_outage_is_missing_data_for_a_day_at_most(void **state)
{
    (void)state;
    OWNED(source) struct source *source = source_new(SLICE("brand"));
    size_t count = 0;

    source_state(source, false, HOUR_MS, MOMENT_NEVER);
    const struct silence *silences = source_silences(source, 3 * HOUR_MS, &count);
    assert_int_equal(count, 1);
    assert_int_equal(silences[0].from_at, HOUR_MS);
    assert_int_equal(silences[0].to_at, 3 * HOUR_MS);
    silences = source_silences(source, 100 * HOUR_MS, &count);
    assert_int_equal(silences[0].to_at, 25 * HOUR_MS);
}

static void test_both_causes_must_end_before_a_source_is_back(void **state)
{
    (void)state;
    OWNED(source) struct source *source = source_new(SLICE("brand"));

    source_zeros(source, HOUR_MS, 2 * HOUR_MS);
    source_state(source, false, 3 * HOUR_MS, MOMENT_NEVER);
    source_zeros(source, MOMENT_NEVER, 4 * HOUR_MS);
    assert_true(source_is_out(source));
    assert_int_equal(source_out_since(source), HOUR_MS);
    source_state(source, true, 5 * HOUR_MS, 5 * HOUR_MS);
    assert_false(source_is_out(source));
    assert_int_equal(source_complete_ms(source, 0, 5 * HOUR_MS), HOUR_MS);
}

static void test_data_are_complete_only_as_far_as_they_were_heard(void **state)
{
    (void)state;
    OWNED(source) struct source *source = source_new(SLICE("brand"));

    source_state(source, true, 2 * HOUR_MS, 90 * MINUTE_MS);
    assert_int_equal(source_complete_ms(source, HOUR_MS, 2 * HOUR_MS), 30 * MINUTE_MS);
}

static void test_of_many_outages_the_latest_are_remembered(void **state)
{
    (void)state;
    OWNED(source) struct source *source = source_new(SLICE("brand"));
    int64_t end_at = (SOURCE_OUTAGE_LIMIT + 1) * 2 * MINUTE_MS;

    for (int64_t i = 0; i <= SOURCE_OUTAGE_LIMIT; i++) {
        source_state(source, false, i * 2 * MINUTE_MS, MOMENT_NEVER);
        source_state(source, true, (i * 2 + 1) * MINUTE_MS, (i * 2 + 1) * MINUTE_MS);
    }
    source_state(source, true, end_at, end_at);
    assert_int_equal(source_complete_ms(source, 0, end_at),
                     end_at - SOURCE_OUTAGE_LIMIT * MINUTE_MS);
}

static void test_stored_source_comes_back_and_cut_ones_do_not(void **state)
{
    (void)state;
    OWNED(source) struct source *source = source_new(SLICE("brand"));
    OWNED(source) struct source *other = source_new(SLICE("brand"));
    OWNED(text) struct text text = { 0 };

    source_state(source, false, HOUR_MS, 5);
    source_write(source, &text);
    assert_true(source_read(other, (struct slice){ text.bytes, text.length }));
    assert_int_equal(source_out_since(other), HOUR_MS);
    assert_int_equal(source_through_at(other), 5);
    for (size_t length = 0; length < text.length; length++)
        assert_false(source_read(other, (struct slice){ text.bytes, length }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source_nobody_speaks_of_is_up_and_complete),
        cmocka_unit_test(test_outage_is_missing_data_for_a_day_at_most),
        cmocka_unit_test(test_both_causes_must_end_before_a_source_is_back),
        cmocka_unit_test(test_data_are_complete_only_as_far_as_they_were_heard),
        cmocka_unit_test(test_of_many_outages_the_latest_are_remembered),
        cmocka_unit_test(test_stored_source_comes_back_and_cut_ones_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
