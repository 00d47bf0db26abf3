#include "core/gauge.h"

#include "core/exact.h"
#include "core/guard.h"
#include "core/repeats.h"

#include <string.h>

static const double variance_start[SPAN_COUNT] = { .12, .06, .04, .03, .03, .025 };
static const double variance_weight = 20;
static const double variance_keep = .99;
static const double variance_least = .01;
/* Complaints expected in a bucket, however long nothing came: ratios and logarithms need some. */
static const double expected_least = 1e-9;

enum { BUCKET_MINUTES = BUCKET_MS / MINUTE_MS, DAY_SPAN = SPAN_COUNT - 1 };

/* The day before counts as missing: nothing was seen, and as much as usual was expected. */
static void expect_day_before(struct gauge *gauge, const struct gauge_context *context,
                              int64_t bucket_at)
{
    float expected = 0;

    for (int i = 0; i < BUCKETS_A_DAY; i++) {
        if (i % 4 == 0) { /* an hour's mean is near enough for each of its quarters */
            struct local_time local =
                calendar_local(context->calendar, bucket_at + i * BUCKET_MS - DAY_MS);
            expected = (float)baseline_hour_expected(&gauge->baseline, context->settings,
                                                     context->profile, local);
        }
        gauge->ring.expected[i] = expected;
        gauge->ring.marks[i] = RING_MISSING;
        gauge->ring.day_expected += (double)expected;
    }
}

void gauge_init(struct gauge *gauge, const struct gauge_context *context, int64_t bucket_at)
{
    memset(gauge, 0, sizeof *gauge);
    gauge->mean_is_known = context->daily_mean > 0;
    baseline_init(&gauge->baseline, context->settings, context->daily_mean);
    expect_day_before(gauge, context, bucket_at);
    filter_init(&gauge->filter, context->settings);
    for (int span = 0; span < SPAN_COUNT; span++) {
        gauge->noise.sum[span] = (float)(variance_start[span] * variance_weight);
        gauge->noise.weight[span] = (float)variance_weight;
    }
    gauge->open.at = MOMENT_NEVER;
    gauge->flagged_since = MOMENT_NEVER;
}

void gauge_init_from(struct gauge *gauge, const struct gauge_context *context, int64_t bucket_at,
                     const struct gauge *past)
{
    gauge_init(gauge, context, bucket_at);
    gauge->baseline = past->baseline;
    gauge->noise = past->noise;
    gauge->ring.steps = past->ring.steps / BUCKETS_A_DAY * BUCKETS_A_DAY;
    gauge->ring.day_expected = 0;
    expect_day_before(gauge, context, bucket_at);
}

static double clamp(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

static double least(double left, double right)
{
    return left < right ? left : right;
}

static double variance_of(const struct gauge *gauge, int span)
{
    return (double)gauge->noise.sum[span] / (double)gauge->noise.weight[span];
}

bool gauge_is_ready(const struct gauge *gauge, const struct detector_settings *settings)
{
    double cold_buckets = settings->cold_hours * (HOUR_MS / BUCKET_MS);

    return gauge->mean_is_known || gauge->ring.steps + 1 >= cold_buckets;
}

/* The bucket of 24 h ago is learned now: a running surge has taught nothing yet. */
static void learn_oldest(struct gauge *gauge, const struct gauge_context *context)
{
    const struct detector_settings *settings = context->settings;
    int at = ring_oldest(&gauge->ring);
    struct lesson lesson = {
        .count = ring_seen(&gauge->ring, at),
        .expected = (double)gauge->ring.expected[at],
        .weight = 1,
        .days = (double)gauge->ring.steps / BUCKETS_A_DAY,
        .local = ring_local(&gauge->ring, at),
    };

    if ((gauge->ring.marks[at] & RING_MISSING) != 0)
        return;
    if (gauge->ring.steps > settings->mature_days * BUCKETS_A_DAY) {
        double mean = lesson.expected;
        double spread = exact_root(mean + mean * mean * variance_of(gauge, 0));
        if ((gauge->ring.marks[at] & RING_FLAGGED) != 0) {
            lesson.count = least(lesson.count, settings->flagged_ratio * mean);
            lesson.weight = settings->flagged_weight;
        }
        lesson.count = least(lesson.count, mean + settings->clip_deviations * spread + 2);
    }
    baseline_learn(&gauge->baseline, settings, context->profile, &lesson);
}

/* How wide the natural swing is for this series now, and how noisy a single bucket. */
static void open_noise(struct gauge *gauge, const struct detector_settings *settings)
{
    double noise = clamp((variance_of(gauge, 0) - variance_of(gauge, 1)) * 4 / 3 *
                             settings->noise_factor,
                         settings->noise_least, settings->noise_most);
    double slow = .5 * (variance_of(gauge, 2) + variance_of(gauge, 3)) - noise / 18;

    slow = clamp(slow, settings->swing_least * settings->swing_least,
                 settings->swing_most * settings->swing_most);
    gauge->open.noise = noise;
    gauge->open.spread = exact_root(
        slow + settings->unknown_factor * baseline_doubt(&gauge->baseline, gauge->open.local));
}

void gauge_open(struct gauge *gauge, const struct gauge_context *context, int64_t bucket_at)
{
    const struct detector_settings *settings = context->settings;
    struct baseline *baseline = &gauge->baseline;
    uint32_t steps = gauge->ring.steps;

    baseline_forget(baseline, settings);
    if ((steps + 1) % BUCKETS_A_DAY == 0)
        baseline_forget_shape(baseline, settings);
    if (steps == BUCKETS_A_DAY)
        baseline_learn_day(baseline, ring_seen_in_all(&gauge->ring));
    if (steps >= BUCKETS_A_DAY)
        learn_oldest(gauge, context);
    gauge->open = (struct open_bucket){
        .at = bucket_at,
        .local = calendar_local(context->calendar, bucket_at),
    };
    double expected = baseline_expected(baseline, settings, context->profile, gauge->open.local);
    gauge->open.expected = expected > expected_least ? expected : expected_least;
    open_noise(gauge, settings);
    if (gauge_is_ready(gauge, settings))
        filter_predict(&gauge->filter, settings);
}

bool gauge_is_silent(const struct gauge *gauge, const struct detector_settings *settings)
{
    return gauge->ring.zero_expected > settings->outage_expected &&
           gauge->ring.zero_count <= BUCKETS_A_DAY;
}

double gauge_variance(const struct gauge *gauge, const struct detector_settings *settings,
                      int span)
{
    double own = variance_of(gauge, span);

    own = clamp(own, variance_least, settings->made.guard_variance);
    /* A mean that was configured is not doubted where it is what the window is held against. */
    if (gauge->mean_is_known && span == DAY_SPAN)
        return own;
    return own + baseline_doubt(&gauge->baseline, gauge->open.local);
}

bool gauge_hears(const struct gauge *gauge, const struct detector_settings *settings,
                 int64_t event_at)
{
    const struct ring *ring = &gauge->ring;
    int64_t back = (gauge->open.at - 1 - event_at) / BUCKET_MS + 1;

    if ((double)(gauge->open.at - event_at) > settings->heard_hours * HOUR_MS ||
        back > (int64_t)ring->steps)
        return false;
    /* What is sent after an outage is no news. */
    return (ring->marks[(ring->steps - (uint32_t)back) % BUCKETS_A_DAY] & RING_MISSING) == 0;
}

struct day_reading gauge_day(const struct gauge *gauge, const struct detector_settings *settings,
                             int elapsed, uint32_t left)
{
    const struct ring *ring = &gauge->ring;
    int oldest = ring_oldest(ring);
    double part = (double)elapsed / BUCKET_MINUTES;
    struct day_reading day = {
        .count = (double)ring->day_distinct - left + gauge->open.distinct,
        .expected = ring->day_expected +
                    part * (gauge->open.expected - (double)ring->expected[oldest]),
    };

    if (settings->literal_less_repeats)
        day.count = ring->day_count - (double)ring->count[oldest] +
                    repeats_without(settings, gauge->open.complaints, gauge->open.heard,
                                    gauge->open.expected);
    if (day.expected < 1e-9)
        day.expected = 1e-9;
    day.ratio = day.count / day.expected;
    return day;
}

int gauge_literal(const struct gauge *gauge, const struct detector_settings *settings,
                  const struct day_reading *day)
{
    int tier = tier_of_ratio(settings, day->count, day->expected);

    if (tier == 0 || day->count < settings->minimum_count ||
        guard_deviance(day->count, day->expected, gauge_variance(gauge, settings, DAY_SPAN)) <
            settings->guard_minimum)
        return 0;
    return tier;
}

/* Sizeable windows of which nothing says that they are a surge tell how noisy the series is. */
static void learn_noise(struct gauge *gauge, const struct detector_settings *settings, int span)
{
    const struct ring *ring = &gauge->ring;
    double count = ring->count_sum[span];
    double mean = ring->expected_sum[span];
    struct noise *noise = &gauge->noise;
    double variance = clamp(variance_of(gauge, span), variance_least,
                            settings->made.guard_variance);

    if (ring->steps % (uint32_t)span_buckets[span] != 0 || mean < 3 || count >= 2 * mean)
        return;
    if (count >= settings->minimum_count &&
        guard_deviance(count, mean, gauge_variance(gauge, settings, span)) >=
            settings->guard_minimum)
        return;
    double weight = mean / (1 + mean);
    weight *= weight;
    double square = least((count - mean) * (count - mean),
                          settings->variance_clip * (mean + mean * mean * variance));
    noise->sum[span] = exact_single((double)noise->sum[span] * variance_keep +
                                    weight * (square - mean) / (mean * mean));
    noise->weight[span] = exact_single((double)noise->weight[span] * variance_keep + weight);
    float floor = exact_single(variance_least * (double)noise->weight[span]);
    if (noise->sum[span] < floor)
        noise->sum[span] = floor;
}

static bool is_supported(const struct ring *ring, const struct detector_settings *settings)
{
    for (int span = 0; span < SPAN_COUNT; span++)
        if (ring->expected_sum[span] > 1e-8 &&
            ring->count_sum[span] >= settings->minimum_count &&
            ring->count_sum[span] > settings->minimum_ratio * ring->expected_sum[span])
            return true;
    return false;
}

static void flag(struct gauge *gauge, const struct detector_settings *settings)
{
    if (gauge->odds.flag <= settings->flag_probability) {
        gauge->flagged_since = MOMENT_NEVER;
        return;
    }
    if (gauge->flagged_since == MOMENT_NEVER)
        gauge->flagged_since = gauge->open.at;
    if ((double)(gauge->open.at - gauge->flagged_since) < settings->flag_days * DAY_MS)
        ring_flag_last(&gauge->ring);
}

/* Puts the open bucket into the ring. True when it is missing. */
static bool store(struct gauge *gauge, const struct gauge_context *context, bool is_missing)
{
    const struct detector_settings *settings = context->settings;
    const struct open_bucket *open = &gauge->open;
    uint32_t at = gauge->ring.steps % REPEAT_MEMORY;

    gauge->repeats[at] = open->complaints - open->heard;
    gauge->complaints[at] = open->complaints;
    ring_add(&gauge->ring, &(struct bucket){
                               .count = repeats_without(settings, open->complaints,
                                                        open->heard, open->expected),
                               .heard = open->heard,
                               .expected = open->expected,
                               .distinct = open->distinct,
                               .local = open->local,
                               .is_missing = is_missing,
                           });
    if (!context->is_source || !gauge_is_silent(gauge, settings))
        return is_missing;
    bool was_silent = gauge->ring.zero_expected - open->expected > settings->outage_expected;
    ring_mark_missing(&gauge->ring, was_silent ? 1 : gauge->ring.zero_count);
    return true;
}

/* A file of counts has no minutes: its literal 24 h are those of the ring. */
static struct day_reading closed_day(const struct gauge *gauge,
                                     const struct detector_settings *settings)
{
    const struct ring *ring = &gauge->ring;
    struct day_reading day = {
        .count = settings->literal_less_repeats ? ring->day_count : (double)ring->day_distinct,
        .expected = ring->day_expected < 1e-9 ? 1e-9 : ring->day_expected,
    };

    day.ratio = day.count / day.expected;
    return day;
}

void gauge_close(struct gauge *gauge, const struct gauge_context *context, bool is_missing)
{
    const struct detector_settings *settings = context->settings;
    bool is_ready = gauge_is_ready(gauge, settings);
    struct open_bucket open = gauge->open;

    is_missing = store(gauge, context, is_missing);
    gauge->open.complaints = 0;
    gauge->open.heard = 0;
    gauge->open.distinct = 0;
    if (!is_ready)
        return;
    if (!is_missing)
        filter_update(&gauge->filter, settings,
                      &(struct observation){
                          .count = (double)gauge->ring.count[(gauge->ring.steps - 1) %
                                                             BUCKETS_A_DAY],
                          .expected = open.expected,
                          .spread = open.spread,
                          .noise = open.noise,
                      });
    gauge->odds = filter_odds(&gauge->filter, settings);
    if (gauge->odds.any <= .5)
        for (int span = 0; span < SPAN_COUNT; span++)
            learn_noise(gauge, settings, span);
    flag(gauge, settings);
    struct day_reading day = closed_day(gauge, settings);
    gauge->tier.literal = gauge_literal(gauge, settings, &day);
    tier_close(&gauge->tier, settings,
               &(struct evidence_at){
                   .odds = gauge->odds,
                   .is_supported = is_supported(&gauge->ring, settings) &&
                                   !repeats_are_suspect(gauge, settings),
                   .day_ratio = day.ratio,
               },
               gauge->ring.steps);
    gauge->tier.campaign = gauge->tier.campaign && repeats_are_campaign(gauge, settings);
}

double gauge_probability(const struct gauge *gauge, const struct gauge_context *context,
                         int elapsed, uint32_t heard)
{
    const struct open_bucket *open = &gauge->open;
    struct filter filter = gauge->filter;
    double expected = open->expected * elapsed / BUCKET_MINUTES;
    double complaints = (double)open->complaints + heard - open->heard;

    filter_update(&filter, context->settings,
                  &(struct observation){
                      .count = repeats_without(context->settings, complaints, heard, expected),
                      .expected = expected,
                      .spread = open->spread,
                      .noise = open->noise,
                  });
    return filter_odds(&filter, context->settings).tier[0];
}

uint32_t gauge_support(const struct gauge *gauge, const struct detector_settings *settings,
                       int elapsed)
{
    double expected = gauge->open.expected * elapsed / BUCKET_MINUTES;
    double best = 4e9;

    for (int span = 0; span < SPAN_COUNT; span++) {
        double before = ring_count_before(&gauge->ring, span);
        double mean = ring_expected_before(&gauge->ring, span) + expected;
        double enough = settings->minimum_count - before;
        double over = settings->minimum_ratio * mean - before;
        double needed = over >= enough ? (double)(int64_t)over + 1 : enough;
        best = least(best, needed);
    }
    return best <= 0 ? 0 : (uint32_t)best;
}
