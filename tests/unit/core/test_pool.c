/* The shape that the series of an organisation share, where some hours or days were never heard in. */
#include "core/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* A hundred complaints on a Monday and a Tuesday between eight and twenty, and none in the quiet
 * rest of that week. */
static struct baseline two_days(const struct detector_settings *settings)
{
    struct baseline baseline;

    baseline_init(&baseline, settings, 0);
    for (int type = 0; type < DAY_TYPE_COUNT; type++)
        for (int hour = 0; hour < 24; hour++) {
            baseline.hour_sum[type][hour] = type == DAY_WORK && hour >= 8 && hour < 20 ? 8 : 0;
            baseline.hour_weight[type][hour] = 4;
        }
    for (int day = 0; day < 7; day++) {
        baseline.weekday_sum[day] = day < 2 ? 50 : 0;
        baseline.weekday_weight[day] = 20;
    }
    return baseline;
}

static void assert_something_is_expected(const struct pool *pool, const struct baseline *baseline,
                                         const struct detector_settings *settings)
{
    for (int day = 0; day < 7; day++)
        for (int hour = 0; hour < 24; hour++) {
            const struct local_time local = {
                .hour = hour,
                .weekday = day,
                .type = day < 5 ? DAY_WORK : DAY_REST,
            };
            assert_true(baseline_expected(baseline, settings, pool_profile(pool, 1), local) > 0);
        }
}

static void test_days_that_nobody_was_heard_on_are_not_taken_for_zero(void **state)
{
    const struct detector_settings settings = detector_shipped();
    const struct baseline baseline = two_days(&settings);
    OWNED(pool) struct pool *pool = pool_new();

    (void)state; /* nothing is set up */
    pool_add(pool, &baseline);
    pool_close(pool, 1);
    assert_true(pool_profile(pool, 1)->weekday[0] > 3);
    assert_true(pool_profile(pool, 1)->weekday[5] > 0 && pool_profile(pool, 1)->weekday[5] < .02F);
    assert_true(pool_profile(pool, 1)->hour[DAY_WORK][3] > 0);
    assert_something_is_expected(pool, &baseline, &settings);
}

static void test_a_shape_comes_back_as_it_was_stored(void **state)
{
    const struct detector_settings settings = detector_shipped();
    const struct baseline baseline = two_days(&settings);
    OWNED(pool) struct pool *pool = pool_new();
    OWNED(pool) struct pool *again = pool_new();
    OWNED(text) struct text stored = { 0 };

    (void)state; /* nothing is set up */
    pool_add(pool, &baseline);
    pool_close(pool, 1);
    pool_write(pool, &stored);
    assert_true(pool_read(again, (struct slice){ stored.bytes, stored.length }));
    assert_memory_equal(pool_profile(again, 1), pool_profile(pool, 1), sizeof(struct profile));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_that_nobody_was_heard_on_are_not_taken_for_zero),
        cmocka_unit_test(test_a_shape_comes_back_as_it_was_stored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
