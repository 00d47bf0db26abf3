#include "core/gauge_state.h"
#include "core/series_body.h"

void series_write(const struct series *series, struct text *text)
{
    gauge_state_write(&series->gauge, text);
}

/* The distinct complaints of the last day are those of the window, with what came late since the
 * state was written. Of a series left alone the window may have forgotten what is still to be
 * learned; the state has it. */
static void take_from_window(struct series *series)
{
    struct ring *ring = &series->gauge.ring;
    uint32_t kept = ring->steps < BUCKETS_A_DAY ? ring->steps : BUCKETS_A_DAY;

    if (window_latest_at(series->window) == MOMENT_NEVER)
        return;
    ring->day_distinct = 0;
    for (uint32_t back = 1; back <= kept; back++) {
        int64_t at = series->gauge.open.at - back * BUCKET_MS;
        uint32_t distinct =
            (uint32_t)window_sum(series->window, METRIC_DISTINCT, at, at + BUCKET_MS);
        uint32_t *known = &ring->distinct[(ring->steps - back) % BUCKETS_A_DAY];
        if (distinct > *known)
            *known = distinct;
        ring->day_distinct += *known;
    }
}

bool series_read(struct series *series, struct slice stored)
{
    if (!gauge_state_read(&series->gauge, stored))
        return false;
    memory_free(series->past);
    series->past = NULL;
    take_from_window(series);
    series->minute_at = MOMENT_NEVER;
    series->left = 0;
    return true;
}

bool series_seed(struct series *series, struct slice stored)
{
    struct gauge past;

    if (series->gauge.open.at != MOMENT_NEVER || !gauge_state_read(&past, stored) ||
        past.ring.steps < 2 * BUCKETS_A_DAY)
        return false;
    memory_free(series->past);
    series->past = memory_new(sizeof past);
    *series->past = past;
    return true;
}

struct bucket_figures series_figures(const struct series *series)
{
    const struct gauge *gauge = &series->gauge;

    return (struct bucket_figures){
        .bucket_at = gauge->open.at,
        .complaints = gauge->open.complaints,
        .heard = gauge->open.heard,
        .distinct = gauge->open.distinct,
        .warned = gauge->tier.warned,
        .campaign = gauge->tier.campaign,
        .raised = gauge->tier.raised,
        .literal = (uint16_t)gauge->tier.literal,
    };
}

void series_resume(struct series *series, const struct series_context *context,
                   const struct bucket_figures *figures)
{
    struct gauge *gauge = &series->gauge;

    if (gauge->open.at == MOMENT_NEVER)
        return;
    if (figures->bucket_at != MOMENT_NEVER && figures->bucket_at >= gauge->open.at) {
        series_advance(series, context, figures->bucket_at);
        take_from_window(series);
        gauge->open.complaints = figures->complaints;
        gauge->open.heard = figures->heard;
        gauge->open.distinct = figures->distinct;
        gauge->tier.warned = figures->warned;
        gauge->tier.campaign = figures->campaign;
        gauge->tier.raised = figures->raised;
        gauge->tier.literal = figures->literal;
    }
    (void)series_settle(series, context, gauge->open.at); /* nobody compares */
}
