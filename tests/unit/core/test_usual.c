#include "core/usual.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct calendar calendar = { 0 };

#define BEGIN_AT (29532000 * MINUTE_MS)

/* Three weeks of two complaints an hour. */
static struct series *learned(const struct series_context *context)
{
    struct series *series = series_new(SLICE("subject/battery"), SERIES_PLAIN);

    for (int64_t at = BEGIN_AT; at < BEGIN_AT + 21 * DAY_MS; at += BUCKET_MS) {
        const struct bucket_figures figures = {
            .bucket_at = at,
            .complaints = at % (2 * BUCKET_MS) == 0,
            .distinct = at % (2 * BUCKET_MS) == 0,
        };
        (void)series_bucket(series, context, &figures);
    }
    return series;
}

static void test_what_is_usual_lies_in_its_range(void **state)
{
    const struct detector_settings settings = detector_shipped();
    const struct series_context context = { .settings = &settings, .calendar = &calendar };
    struct series *series = learned(&context);
    struct usual hours[48];

    (void)state;
    usual_hours(series, &context, BEGIN_AT + 19 * DAY_MS, hours, 48);
    for (int i = 0; i < 48; i++) {
        assert_true(hours[i].expected > 40 && hours[i].expected < 56);
        assert_true(hours[i].low < hours[i].expected && hours[i].expected < hours[i].high);
        assert_true(hours[i].low > 0 && hours[i].high < 3 * hours[i].expected);
    }
    series_free(series);
}

static void test_thresholds_rise_with_their_tiers(void **state)
{
    const struct detector_settings settings = detector_shipped();
    const struct series_context context = { .settings = &settings, .calendar = &calendar };
    struct series *series = learned(&context);
    double before = 48;

    (void)state;
    for (int tier = 0; tier < 3; tier++) {
        const double least = usual_threshold(series, &settings, tier, 48);
        assert_true(least > before && least > settings.tier_ratio[tier] * 48);
        before = least;
    }
    series_free(series);
}

static void test_a_series_without_a_past_expects_nothing(void **state)
{
    const struct detector_settings settings = detector_shipped();
    const struct series_context context = { .settings = &settings, .calendar = &calendar };
    struct series *series = series_new(SLICE("*"), SERIES_PLAIN);
    struct usual hours[3];

    (void)state;
    usual_hours(series, &context, BEGIN_AT, hours, 3);
    assert_true(hours[2].expected <= 0 && hours[2].high <= 0);
    series_free(series);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_usual_lies_in_its_range),
        cmocka_unit_test(test_thresholds_rise_with_their_tiers),
        cmocka_unit_test(test_a_series_without_a_past_expects_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
