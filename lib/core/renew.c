#include "core/renew.h"

#include "base/moment.h"

static bool holds_anything(struct counts counts)
{
    for (int i = 0; i < METRIC_COUNT; i++) {
        if (counts.of[i] > 0)
            return true;
    }
    return false;
}

/* Hours whose minutes are gone stand in the place of their first minute. */
static void renew_hour(struct tracked *tracked, int64_t hour_at)
{
    const struct window *window = series_window(tracked->series);
    struct counts hour = window_hour(window, hour_at);
    bool has_minutes = false;

    if (!holds_anything(hour))
        return;
    for (int64_t at = hour_at; at < hour_at + HOUR_MS; at += MINUTE_MS) {
        if (!holds_anything(window_minute(window, at)))
            continue;
        tracked_touch(tracked, at);
        has_minutes = true;
    }
    if (has_minutes)
        return;
    MEMORY_GROW(tracked->frozen, tracked->frozen_count, tracked->frozen_capacity);
    tracked->frozen[tracked->frozen_count++] =
        (struct frozen_minute){ .minute_at = hour_at, .hour = hour };
}

static void renew_series(struct org *org, struct tracked *tracked)
{
    int64_t latest_at = window_latest_at(series_window(tracked->series));

    tracked->is_new = true;
    org_note(org, tracked);
    tracked->written_bucket_at = MOMENT_NEVER;
    if (latest_at == MOMENT_NEVER)
        return;
    int64_t last_at = moment_floor(latest_at, HOUR_MS);
    for (int64_t at = moment_floor(last_at, DAY_MS) - (WINDOW_DAYS - 1) * DAY_MS; at <= last_at;
         at += HOUR_MS)
        renew_hour(tracked, at);
}

void renew_fold(struct fold *fold)
{
    seen_renew(fold->ids);
    seen_renew(fold->commands);
    for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);) {
        struct org *org = at.value;
        org->is_new = true;
        org->dirty = true;
        novelty_renew(org->novelty);
        casebook_renew(org->casebook);
        for (struct table_cursor one = { 0 }; table_next(org->series, &one);)
            renew_series(org, one.value);
    }
}
