#include "core/series.h"

#include "core/guard.h"
#include "core/repeats.h"
#include "core/series_body.h"

#include <string.h>

struct series *series_new(struct slice name, enum series_kind kind)
{
    struct series *series = memory_new(sizeof *series);

    series->name = memory_copy(name.bytes, name.length);
    series->name_length = name.length;
    series->kind = kind;
    series->window = window_new();
    series->gauge.open.at = MOMENT_NEVER;
    series->minute_at = MOMENT_NEVER;
    series->due_at = INT64_MAX;
    return series;
}

void series_free(struct series *series)
{
    if (series == NULL)
        return;
    window_free(series->window);
    memory_free(series->past);
    memory_free(series->name);
    memory_free(series);
}

struct slice series_name(const struct series *series)
{
    return (struct slice){ .bytes = series->name, .length = series->name_length };
}

struct window *series_window(const struct series *series)
{
    return series->window;
}

const struct gauge *series_gauge(const struct series *series)
{
    return &series->gauge;
}

int64_t series_due_at(const struct series *series)
{
    return series->due_at;
}

int series_literal_tier(const struct series *series)
{
    return series->gauge.tier.literal;
}

uint32_t series_steps(const struct series *series)
{
    return series->gauge.ring.steps;
}

double series_baseline_days(const struct series *series)
{
    return (double)series->gauge.ring.steps / BUCKETS_A_DAY;
}

static bool has_begun(const struct series *series)
{
    return series->gauge.open.at != MOMENT_NEVER;
}

struct gauge_context series_gauge_context(const struct series *series,
                                          const struct series_context *context, int64_t bucket_at)
{
    return (struct gauge_context){
        .settings = context->settings,
        .calendar = context->calendar,
        .profile = pool_profile(context->pool, bucket_at),
        .daily_mean = context->daily_mean,
        .is_source = series->kind == SERIES_SOURCE,
    };
}

/* Did a third of the bucket pass without data? */
static bool is_silenced(const struct series_context *context, int64_t bucket_at)
{
    int64_t silent_ms = 0;

    for (size_t i = 0; i < context->silence_count; i++) {
        const struct silence *silence = &context->silences[i];
        int64_t from_at = silence->from_at > bucket_at ? silence->from_at : bucket_at;
        int64_t to_at =
            silence->to_at < bucket_at + BUCKET_MS ? silence->to_at : bucket_at + BUCKET_MS;
        if (to_at > from_at)
            silent_ms += to_at - from_at;
    }
    return silent_ms * 3 >= BUCKET_MS;
}

static void close_and_open(struct series *series, const struct series_context *context)
{
    int64_t at = series->gauge.open.at;
    struct gauge_context gauge = series_gauge_context(series, context, at);

    gauge_close(&series->gauge, &gauge, is_silenced(context, at));
    gauge.profile = pool_profile(context->pool, at + BUCKET_MS);
    gauge_open(&series->gauge, &gauge, at + BUCKET_MS);
    series->minute_at = MOMENT_NEVER;
    series->left = 0;
}

static void begin(struct series *series, const struct series_context *context, int64_t bucket_at)
{
    struct gauge_context gauge = series_gauge_context(series, context, bucket_at);

    if (series->past != NULL)
        gauge_init_from(&series->gauge, &gauge, bucket_at, series->past);
    else
        gauge_init(&series->gauge, &gauge, bucket_at);
    memory_free(series->past);
    series->past = NULL;
    gauge_open(&series->gauge, &gauge, bucket_at);
    series->minute_at = MOMENT_NEVER;
}

void series_advance(struct series *series, const struct series_context *context, int64_t now)
{
    while (now - series->gauge.open.at >= BUCKET_MS)
        close_and_open(series, context);
}

int series_minutes(const struct series *series, int64_t now)
{
    int64_t minutes = (now - series->gauge.open.at) / MINUTE_MS;

    return minutes < 0 ? 0 : (int)minutes;
}

/* The literal 24 h that end with that minute of the open bucket. */
static struct day_reading read_day(struct series *series, const struct detector_settings *settings,
                                   int elapsed)
{
    int64_t from_at = series->gauge.open.at - DAY_MS;

    series->left = elapsed == 0 ? 0
                                : (uint32_t)window_sum(series->window, METRIC_DISTINCT, from_at,
                                                       from_at + elapsed * MINUTE_MS);
    return gauge_day(&series->gauge, settings, elapsed, series->left);
}

/* The least count of 24 h at which the literal tier would be worse than it is. */
static double next_day_count(const struct series *series, const struct detector_settings *settings,
                             double expected)
{
    const int span = SPAN_COUNT - 1;
    int index = series->gauge.tier.literal == 0 ? 0 : series->gauge.tier.literal == TIER_200 ? 1 : 2;

    if (series->gauge.tier.literal == TIER_500)
        return 1e18;
    return guard_reach(tier_least_count(settings, index, expected), expected,
                       gauge_variance(&series->gauge, settings, span), settings->guard_minimum);
}

/* Works out, once a minute, from which counts on a record must be looked at closely. */
static void set_crossings(struct series *series, const struct series_context *context, int64_t now)
{
    const struct detector_settings *settings = context->settings;
    int minutes = series_minutes(series, now);
    struct day_reading day = read_day(series, settings, minutes + 1);

    series->minute_at = moment_floor(now, MINUTE_MS);
    series->next_day = 1e18;
    series->next_early = UINT32_MAX;
    if (!gauge_is_ready(&series->gauge, settings))
        return;
    series->next_day = settings->tier_ratio[0] * day.expected;
    if (series->next_day < settings->minimum_count)
        series->next_day = settings->minimum_count;
    if (settings->mode == GROWTH_EARLY && !series->gauge.tier.raised)
        series->next_early = gauge_support(&series->gauge, settings, minutes + 1);
}

/* The least count over `count` at which the probability reaches `target`. */
static uint32_t next_early_count(const struct series *series, const struct gauge_context *gauge,
                                 int elapsed, double target)
{
    uint32_t low = series->gauge.open.heard;
    uint32_t step = 1;
    uint32_t limit = 4 * low + 64;

    while (step < limit && gauge_probability(&series->gauge, gauge, elapsed, low + step) < target)
        step *= 2;
    if (step >= limit)
        return UINT32_MAX;
    for (uint32_t below = step / 2; step - below > 1;) {
        uint32_t middle = (below + step) / 2;
        if (gauge_probability(&series->gauge, gauge, elapsed, low + middle) < target)
            below = middle;
        else
            step = middle;
    }
    return low + step;
}

static void ask_filter(struct series *series, const struct series_context *context, int64_t now)
{
    const struct detector_settings *settings = context->settings;
    struct gauge_context gauge = series_gauge_context(series, context, series->gauge.open.at);
    struct tier *tier = &series->gauge.tier;
    int elapsed = series_minutes(series, now) + 1; /* the running minute counts as whole */

    if (repeats_are_suspect(&series->gauge, settings))
        return;
    struct evidence_at evidence = { .is_supported = true };
    evidence.odds.tier[0] =
        gauge_probability(&series->gauge, &gauge, elapsed, series->gauge.open.heard);
    (void)tier_inside(tier, settings, &evidence); /* the caller compares tiers itself */
    series->next_early =
        tier->raised ? UINT32_MAX
                     : next_early_count(series, &gauge, elapsed,
                                        tier->warned ? settings->raise_inside
                                                     : settings->warn_inside);
}

static void ask_literal(struct series *series, const struct series_context *context, int64_t now)
{
    const struct detector_settings *settings = context->settings;
    struct tier *tier = &series->gauge.tier;
    struct day_reading day =
        gauge_day(&series->gauge, settings, series_minutes(series, now) + 1, series->left);
    int literal = gauge_literal(&series->gauge, settings, &day);

    if (literal > tier->literal) {
        tier->literal = literal;
        tier->raised = true;
    }
    series->next_day = next_day_count(series, settings, day.expected);
}

/* A repeat: do few people make much of it? Files of counts know no people and never get here. */
static void ask_campaign(struct series *series, const struct detector_settings *settings)
{
    struct gauge *gauge = &series->gauge;

    if (!gauge->tier.campaign && gauge_is_ready(gauge, settings))
        gauge->tier.campaign = repeats_are_campaign(gauge, settings);
}

/* When must the series be looked at although no record came? */
static void set_due(struct series *series, const struct series_context *context, int64_t now)
{
    const struct detector_settings *settings = context->settings;
    const struct gauge *gauge = &series->gauge;
    double day_count = (double)gauge->ring.day_distinct + gauge->open.distinct;
    double day_expected = gauge->ring.day_expected;

    if (gauge->tier.literal > 0 || (day_count >= settings->minimum_count &&
                                    day_count > settings->hold_ratio * day_expected))
        series->due_at = moment_floor(now, MINUTE_MS) + MINUTE_MS;
    else if (series->kind == SERIES_SOURCE || gauge->tier.raised || gauge->tier.warned ||
             gauge->tier.campaign ||
             gauge->open.heard > 0 ||
             gauge->odds.tier[0] >= settings->hold_share * settings->warn_probability ||
             gauge_support(gauge, settings, BUCKET_MS / MINUTE_MS) == 0)
        series->due_at = gauge->open.at + BUCKET_MS;
    else
        series->due_at = INT64_MAX;
}

int series_tier(const struct series *series)
{
    return series->growth.tier;
}

bool series_settle(struct series *series, const struct series_context *context, int64_t now)
{
    int before = series->growth.tier;
    int literal_before = series->growth.literal_tier;

    series->growth.tier = tier_in_force(&series->gauge.tier, context->settings);
    series->growth.literal_tier = series->gauge.tier.literal;
    set_due(series, context, now);
    return series->growth.tier != before || series->growth.literal_tier != literal_before;
}

/* A late arrival counts in its bucket's place of the 24 h. */
static void add_late(struct series *series, int64_t event_at, uint32_t distinct)
{
    struct ring *ring = &series->gauge.ring;
    int64_t back = (series->gauge.open.at - 1 - event_at) / BUCKET_MS + 1;

    if (back > BUCKETS_A_DAY || back > (int64_t)ring->steps)
        return;
    ring->distinct[(ring->steps - (uint32_t)back) % BUCKETS_A_DAY] += distinct;
    ring->day_distinct += distinct;
    if (series->minute_at != MOMENT_NEVER &&
        event_at < series->minute_at + MINUTE_MS - DAY_MS)
        series->left += distinct;
}

bool series_record(struct series *series, const struct series_context *context,
                   const struct arrival *arrival, int64_t now)
{
    const struct counts *counts = &arrival->counts;
    struct open_bucket *open = &series->gauge.open;
    int before = series->growth.tier;
    int literal_before = series->growth.literal_tier;

    if (!has_begun(series))
        begin(series, context, moment_floor(now, BUCKET_MS));
    series_advance(series, context, now);
    window_add(series->window, arrival->event_at, *counts);
    bool is_late = arrival->event_at < open->at;
    if (is_late)
        add_late(series, arrival->event_at, counts->of[METRIC_DISTINCT]);
    else
        open->distinct += counts->of[METRIC_DISTINCT];
    if (!is_late || gauge_hears(&series->gauge, context->settings, arrival->event_at)) {
        /* A complaint that many pass on repeats its text, and is no campaign of few authors. */
        if (!arrival->is_passed_on || counts->of[METRIC_DISTINCT] > 0)
            open->complaints += counts->of[METRIC_COMPLAINTS];
        open->heard += counts->of[METRIC_DISTINCT];
    }
    if (moment_floor(now, MINUTE_MS) != series->minute_at)
        set_crossings(series, context, now);
    if (counts->of[METRIC_DISTINCT] > 0) {
        if (open->heard >= series->next_early)
            ask_filter(series, context, now);
        if ((double)series->gauge.ring.day_distinct - series->left + open->distinct >=
            series->next_day)
            ask_literal(series, context, now);
    }
    else if (counts->of[METRIC_COMPLAINTS] > 0 && !arrival->is_passed_on)
        ask_campaign(series, context->settings);
    (void)series_settle(series, context, now); /* compared with the tiers before advancing */
    return series->growth.tier > before || series->growth.literal_tier > literal_before;
}

bool series_minute(struct series *series, const struct series_context *context, int64_t now)
{
    const struct detector_settings *settings = context->settings;

    if (!has_begun(series))
        return false;
    series_advance(series, context, now);
    if (gauge_is_ready(&series->gauge, settings)) {
        struct day_reading day = read_day(series, settings, series_minutes(series, now));
        series->gauge.tier.literal = gauge_literal(&series->gauge, settings, &day);
        if (series->gauge.tier.literal > 0)
            series->gauge.tier.raised = true;
        series->minute_at = MOMENT_NEVER;
    }
    return series_settle(series, context, now);
}

void series_catch_up(struct series *series, const struct series_context *context, int64_t now)
{
    if (!has_begun(series))
        return;
    series_advance(series, context, now);
    (void)series_settle(series, context, now); /* what fell in idle buckets had fallen by series_minute() */
}

bool series_bucket(struct series *series, const struct series_context *context,
                   const struct bucket_figures *figures)
{
    struct open_bucket *open = &series->gauge.open;

    if (!has_begun(series))
        begin(series, context, figures->bucket_at);
    series_advance(series, context, figures->bucket_at);
    open->complaints = figures->complaints > figures->distinct ? figures->complaints
                                                               : figures->distinct;
    open->heard = figures->distinct;
    open->distinct = figures->distinct;
    close_and_open(series, context);
    return series_settle(series, context, figures->bucket_at + BUCKET_MS);
}

int64_t series_silent_since(const struct series *series)
{
    const struct ring *ring = &series->gauge.ring;
    int last = (int)((ring->steps + BUCKETS_A_DAY - 1) % BUCKETS_A_DAY);

    if (!has_begun(series) || ring->steps == 0 || series->kind != SERIES_SOURCE ||
        ring->zero_count == 0 || (ring->marks[last] & RING_MISSING) == 0)
        return MOMENT_NEVER;
    return series->gauge.open.at - ring->zero_count * BUCKET_MS;
}
