#include "core/passing.h"

#include "core/gauge.h"
#include "core/outage.h"

#include <assert.h>

static void sooner(int64_t *due_at, int64_t candidate)
{
    if (candidate < *due_at)
        *due_at = candidate;
}

void passing_expect(struct org *org, const struct tracked *tracked)
{
    sooner(&org->due_at, series_due_at(tracked->series));
}

static int64_t next_midnight(const struct org *org, int64_t at)
{
    struct local_time local = calendar_local(org->settings->calendar, at);

    return calendar_day_starts_at(org->settings->calendar, local.day + 1);
}

/* At local midnight the series show what shape a day has; the sum is taken in byte order. */
static void close_day(struct org *org, int64_t instant)
{
    size_t count = 0;
    struct tracked *const *all = org_sorted_series(org, &count);

    for (size_t i = 0; i < count; i++) {
        struct series_context context = org_context(org, all[i], instant);
        series_catch_up(all[i]->series, &context, instant);
        pool_add(org->pool, &series_gauge(all[i]->series)->baseline);
        org_note(org, all[i]); /* idle ones too are stored once a day */
    }
    pool_close(org->pool, instant);
    org->pool_due_at = next_midnight(org, instant);
    org->dirty = true;
}

static void decide_series(struct org *org, int64_t instant, struct effects *effects)
{
    size_t count = 0, changed = 0;
    struct tracked *const *all = org_sorted_series(org, &count);
    struct surge *surges = NULL;

    for (size_t i = 0; i < count; i++) {
        struct tracked *tracked = all[i];
        if (series_due_at(tracked->series) > instant)
            continue;
        struct series_context context = org_context(org, tracked, instant);
        bool differs = series_minute(tracked->series, &context, instant);
        org_note(org, tracked);
        if (tracked->kind == SERIES_SOURCE)
            outage_judge(org, tracked, instant, effects);
        if (!differs)
            continue;
        if (surges == NULL)
            surges = arena_take(effects->arena, count * sizeof *surges);
        surges[changed++] = (struct surge){
            .series = series_name(tracked->series),
            .growth = series_growth(tracked->series, &context, instant),
        };
    }
    if (changed > 0)
        casebook_growth(org->casebook, surges, changed, instant, effects);
}

void passing_find_next(struct org *org, int64_t now)
{
    size_t count = 0;
    struct tracked *const *all = org_sorted_series(org, &count);
    int64_t next_minute = moment_floor(now, MINUTE_MS) + MINUTE_MS;

    org->due_at = org->pool_due_at;
    sooner(&org->due_at, casebook_due_at(org->casebook));
    for (size_t i = 0; i < count; i++) {
        int64_t due_at = series_due_at(all[i]->series);
        /* After a takeover a series knows its open bucket only; its minutes have been decided. */
        sooner(&org->due_at, due_at > now ? due_at : next_minute);
    }
}

void passing_decide(struct org *org, int64_t instant, struct effects *effects)
{
    org->now = instant;
    decide_series(org, instant, effects);
    if (casebook_due_at(org->casebook) <= instant)
        casebook_moment(org->casebook, instant, effects);
    if (org->pool_due_at <= instant)
        close_day(org, instant);
    novelty_forget(org->novelty, instant);
    passing_find_next(org, instant);
    assert(org->due_at > instant); /* or time would stand still */
}
