#include "core/exact.h"
#include "core/guard.h"
#include "core/repeats.h"
#include "core/series_body.h"

enum { HOUR_SPAN = 1, DAY_SPAN = SPAN_COUNT - 1, BUCKET_MINUTES = BUCKET_MS / MINUTE_MS };

/* A window that ends now, as a reader is shown it. */
struct view {
    int span;
    double count;
    double expected;
    double guard;
};

static struct view view_of(const struct series *series, const struct detector_settings *settings,
                           int span, int elapsed)
{
    const struct gauge *gauge = &series->gauge;
    struct view view = { .span = span };

    if (span == DAY_SPAN) {
        /* Asked of the window itself: series->left belongs to the minute that was looked at last. */
        int64_t from_at = gauge->open.at - DAY_MS;
        int64_t left = elapsed == 0 ? 0
                                    : window_sum(series->window, METRIC_DISTINCT, from_at,
                                                 from_at + elapsed * MINUTE_MS);
        struct day_reading day = gauge_day(gauge, settings, elapsed, (uint32_t)left);
        view.count = day.count;
        view.expected = day.expected;
    } else if (elapsed == 0) {
        view.count = gauge->ring.count_sum[span];
        view.expected = gauge->ring.expected_sum[span];
    } else {
        view.count = ring_count_before(&gauge->ring, span) + gauge->open.heard;
        view.expected = ring_expected_before(&gauge->ring, span) +
                        gauge->open.expected * elapsed / BUCKET_MINUTES;
    }
    if (view.expected < 1e-9)
        view.expected = 1e-9;
    view.guard =
        guard_deviance(view.count, view.expected, gauge_variance(gauge, settings, span));
    return view;
}

/* The window that speaks most clearly for a surge; 24 h when none does. */
static struct view clearest(const struct series *series, const struct detector_settings *settings,
                            int elapsed)
{
    struct view best = view_of(series, settings, DAY_SPAN, elapsed);

    for (int span = 0; span < DAY_SPAN; span++) {
        struct view view = view_of(series, settings, span, elapsed);
        if (view.count >= settings->minimum_count &&
            view.count > settings->minimum_ratio * view.expected && view.guard > best.guard)
            best = view;
    }
    return best;
}

/* Minutes of the open bucket that count: with the running one, once something has come. */
static int elapsed_minutes(const struct series *series, int64_t now)
{
    int passed = series_minutes(series, now);

    return series->gauge.open.heard > 0 && passed < BUCKET_MINUTES ? passed + 1 : passed;
}

/* How unusual the last hour is: the share of its complaints that is more than usual, 1 − expected/observed,
 * less where the guard is not convinced. (By the window that is shown, or by the guard alone, the
 * NAB corpus scores less: DETECTOR.md.) */
static double score_of(const struct series *series, const struct detector_settings *settings,
                       int elapsed)
{
    struct view hour = view_of(series, settings, HOUR_SPAN, elapsed);
    double conviction = hour.guard / settings->guard_minimum;

    if (hour.count <= hour.expected)
        return 0;
    return 1 - exact_exp(-(conviction < 1 ? conviction : 1) * exact_log(hour.count / hour.expected));
}

const struct growth *series_growth(struct series *series, const struct series_context *context,
                                   int64_t now)
{
    const struct detector_settings *settings = context->settings;
    const struct gauge *gauge = &series->gauge;
    struct growth *growth = &series->growth;

    if (gauge->open.at == MOMENT_NEVER)
        return growth;
    series_catch_up(series, context, now);
    int passed = series_minutes(series, now);
    int elapsed = elapsed_minutes(series, now);
    bool is_early = growth->tier > growth->literal_tier;
    struct view day = view_of(series, settings, DAY_SPAN, elapsed);
    struct view view = is_early ? clearest(series, settings, elapsed) : day;
    struct gauge_context asked = series_gauge_context(series, context, gauge->open.at);

    growth->decided_by = growth->tier == 0 ? DECIDED_BY_NOTHING
                         : is_early        ? DECIDED_BY_EARLY
                                           : DECIDED_BY_LITERAL;
    growth->window_ms = span_buckets[view.span] * BUCKET_MS;
    growth->observed = (int64_t)(view.count + .5);
    growth->expected = view.expected;
    growth->ratio = view.count / view.expected;
    growth->growth_percent = 100 * (growth->ratio - 1);
    bool is_enough =
        day.count >= settings->minimum_count && day.guard >= settings->guard_minimum;
    growth->day_percent = is_enough ? 100 * (day.count / day.expected - 1) : 0;
    growth->corrected_ratio = growth->ratio;
    growth->guard = view.guard;
    growth->probability = gauge->open.heard == 0 || !gauge_is_ready(gauge, settings)
                              ? gauge->odds.tier[0]
                              : gauge_probability(gauge, &asked, passed + 1,
                                                  gauge->open.heard);
    growth->score = score_of(series, settings, elapsed);
    growth->baseline_days = series_baseline_days(series);
    growth->baseline_version = series_baseline_version(series);
    growth->suspected_coordination = repeats_are_suspect(gauge, settings);
    growth->is_usual_known = gauge_is_ready(gauge, settings);
    return growth;
}

struct series_view series_view(struct series *series, const struct series_context *context,
                               int span, int64_t now)
{
    const struct detector_settings *settings = context->settings;

    series_catch_up(series, context, now);
    struct view view = view_of(series, settings, span, elapsed_minutes(series, now));
    return (struct series_view){
        .window_ms = span_buckets[span] * BUCKET_MS,
        .count = view.count,
        .expected = view.expected,
        .ratio = view.count / view.expected,
        .guard = view.guard,
        .is_support = view.count >= settings->minimum_count &&
                      view.count > settings->minimum_ratio * view.expected,
    };
}

double series_day_threshold(struct series *series, const struct series_context *context, int tier,
                            int64_t now)
{
    const struct detector_settings *settings = context->settings;

    series_catch_up(series, context, now);
    struct view view = view_of(series, settings, DAY_SPAN, elapsed_minutes(series, now));
    double least = tier_least_count(settings, tier, view.expected);
    return guard_reach(least, view.expected, gauge_variance(&series->gauge, settings, DAY_SPAN),
                       settings->guard_minimum);
}

uint32_t series_baseline_version(const struct series *series)
{
    return series->gauge.ring.steps;
}

double series_expected(const struct series *series, const struct series_context *context,
                       int64_t from_at, int64_t to_at)
{
    double sum = 0;

    if (series->gauge.open.at == MOMENT_NEVER)
        return 0;
    for (int64_t at = moment_floor(from_at, BUCKET_MS); at < to_at; at += BUCKET_MS) {
        int64_t begin_at = at > from_at ? at : from_at;
        int64_t end_at = at + BUCKET_MS < to_at ? at + BUCKET_MS : to_at;
        double expected = baseline_expected(&series->gauge.baseline, context->settings,
                                            pool_profile(context->pool, series->gauge.open.at),
                                            calendar_local(context->calendar, at));
        sum += expected * (double)(end_at - begin_at) / (double)BUCKET_MS;
    }
    return sum;
}
