#include "core/usual.h"

#include "core/gauge.h"
#include "core/guard.h"
#include "core/tier.h"

#include <math.h>

enum { DAY_HOURS = 24, DAY_SPAN = SPAN_COUNT - 1 };

/* Of a normal distribution, 5 % lie beyond so many deviations on either side. */
static const double DEVIATIONS = 1.645;

static struct usual around(const struct series *series, const struct detector_settings *settings,
                           double expected)
{
    if (!(expected > 0))
        return (struct usual){ 0 };
    const double variance = gauge_variance(series_gauge(series), settings, DAY_SPAN);
    const double reach = DEVIATIONS * sqrt(expected + expected * expected * variance);

    return (struct usual){ .expected = expected,
                           .low = reach < expected ? expected - reach : 0,
                           .high = expected + reach };
}

void usual_hours(const struct series *series, const struct series_context *context, int64_t from_at,
                 struct usual *hours, size_t count)
{
    double days[DAY_HOURS]; /* a ring of what each hour expects */
    double sum = 0;

    for (int hour = 0; hour < DAY_HOURS; hour++) {
        const int64_t at = from_at - (DAY_HOURS - hour) * HOUR_MS;
        days[hour] = series_expected(series, context, at, at + HOUR_MS);
    }
    for (size_t i = 0; i < count; i++) {
        const int64_t at = from_at + (int64_t)i * HOUR_MS;
        days[i % DAY_HOURS] = series_expected(series, context, at, at + HOUR_MS);
        sum = 0; /* added up anew: rounding must not pile up over weeks */
        for (int hour = 0; hour < DAY_HOURS; hour++)
            sum += days[hour];
        hours[i] = around(series, context->settings, sum);
    }
}

double usual_threshold(const struct series *series, const struct detector_settings *settings,
                       int tier, double expected)
{
    return guard_reach(tier_least_count(settings, tier, expected), expected,
                       gauge_variance(series_gauge(series), settings, DAY_SPAN),
                       settings->guard_minimum);
}
