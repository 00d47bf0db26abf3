#include "wire/keep_series.h"

#include "base/moment.h"
#include "base/pack.h"
#include "wire/keys.h"
#include "wire/readers.h"

#include <stdlib.h>

static void name_series(struct delta *delta, const char *kind, const struct org *org,
                        const struct tracked *tracked)
{
    text_clear(&delta->scratch);
    keys_add(&delta->scratch, kind, slice_of(org->name), series_name(tracked->series));
}

/* Four decimal numbers with a space between. */
static void add_counts(struct text *text, struct counts counts)
{
    text_add_format(text, "%u %u %u %u", counts.of[METRIC_MENTIONS], counts.of[METRIC_COMPLAINTS],
                    counts.of[METRIC_DISTINCT], counts.of[METRIC_NEGATIVE]);
}

static void keep_minute(struct delta *delta, const struct org *org, const struct tracked *tracked,
                        const struct frozen_minute *frozen)
{
    name_series(delta, "m", org, tracked);
    text_add_char(&delta->scratch, ':');
    keys_add_hour(&delta->scratch, frozen->minute_at);
    delta_change(delta, CHANGE_HASH_SET, delta_scratch(delta));
    text_clear(&delta->scratch);
    text_add_format(&delta->scratch, "%02d", civil_from_moment(frozen->minute_at).minute);
    delta_field(delta, delta_scratch(delta));
    text_clear(&delta->scratch);
    add_counts(&delta->scratch, frozen->minute);
    delta_value(delta, delta_scratch(delta));
}

static void keep_hour(struct delta *delta, const struct org *org, const struct tracked *tracked,
                      const struct frozen_minute *frozen)
{
    name_series(delta, "h", org, tracked);
    text_add_char(&delta->scratch, ':');
    keys_add_day(&delta->scratch, frozen->minute_at);
    delta_change(delta, CHANGE_HASH_SET, delta_scratch(delta));
    text_clear(&delta->scratch);
    text_add_format(&delta->scratch, "%02d", civil_from_moment(frozen->minute_at).hour);
    delta_field(delta, delta_scratch(delta));
    text_clear(&delta->scratch);
    add_counts(&delta->scratch, frozen->hour);
    delta_value(delta, delta_scratch(delta));
}

static int by_moment(const void *left, const void *right)
{
    int64_t a = ((const struct frozen_minute *)left)->minute_at;
    int64_t b = ((const struct frozen_minute *)right)->minute_at;

    return (a > b) - (a < b);
}

/* All minutes to be stored: those that were frozen, and the dirty ones as they are now. */
static void freeze_all(struct tracked *tracked)
{
    const struct window *window = series_window(tracked->series);

    for (size_t i = 0; i < tracked->dirty_count; i++) {
        int64_t minute_at = tracked->dirty_minutes[i];
        MEMORY_GROW(tracked->frozen, tracked->frozen_count, tracked->frozen_capacity);
        tracked->frozen[tracked->frozen_count++] = (struct frozen_minute){
            .minute_at = minute_at,
            .minute = window_minute(window, minute_at),
            .hour = window_hour(window, minute_at),
        };
    }
}

static void keep_windows(struct delta *delta, const struct org *org, struct tracked *tracked,
                         int64_t now)
{
    int64_t minutes_from_at = moment_floor(now, HOUR_MS) - KEEP_MINUTES_MS;

    freeze_all(tracked);
    const struct frozen_minute *frozen = tracked->frozen;
    size_t count = tracked->frozen_count;
    if (count > 0)
        qsort(tracked->frozen, count, sizeof *frozen, by_moment);
    for (size_t i = 0; i < count; i++) {
        bool is_last_of_hour = i + 1 == count || moment_floor(frozen[i].minute_at, HOUR_MS) !=
                                                     moment_floor(frozen[i + 1].minute_at, HOUR_MS);
        /* What is too old already was swept before. */
        if (frozen[i].minute_at >= minutes_from_at &&
            (i + 1 == count || frozen[i].minute_at != frozen[i + 1].minute_at))
            keep_minute(delta, org, tracked, &frozen[i]);
        if (is_last_of_hour)
            keep_hour(delta, org, tracked, &frozen[i]);
    }
}

/* The detector's state is written when the bucket that is open differs from the one it was written
 * in: what lies between is then in it. Inside a bucket its figures are enough. */
static bool is_write_due(const struct tracked *tracked)
{
    return tracked->written_bucket_at != series_figures(tracked->series).bucket_at;
}

static void keep_detector(struct delta *delta, struct org *org, struct tracked *tracked, int64_t now)
{
    struct series_context context = org_context(org, tracked, now);

    series_catch_up(tracked->series, &context, now);
    name_series(delta, "b", org, tracked);
    delta_change(delta, CHANGE_SET, delta_scratch(delta));
    text_clear(&delta->scratch);
    series_write(tracked->series, &delta->scratch);
    delta_value(delta, delta_scratch(delta));
    tracked->written_bucket_at = series_figures(tracked->series).bucket_at;
}

static void keep_figures(struct delta *delta, const struct org *org, const struct tracked *tracked)
{
    struct bucket_figures figures = series_figures(tracked->series);

    if (figures.bucket_at == MOMENT_NEVER)
        return;
    name_series(delta, "f", org, tracked);
    delta_change(delta, CHANGE_SET, delta_scratch(delta));
    text_clear(&delta->scratch);
    pack_number(&delta->scratch, figures.bucket_at);
    pack_number(&delta->scratch, figures.complaints);
    pack_number(&delta->scratch, figures.distinct);
    pack_number(&delta->scratch, figures.raised | figures.warned << 1 | figures.campaign << 2);
    pack_number(&delta->scratch, figures.literal);
    pack_number(&delta->scratch, figures.heard);
    delta_value(delta, delta_scratch(delta));
}

static void keep_one(struct delta *delta, struct org *org, struct tracked *tracked, int64_t now)
{
    if (tracked->is_new) {
        text_clear(&delta->scratch);
        keys_add_org(&delta->scratch, "series", slice_of(org->name));
        delta_change(delta, CHANGE_MEMBER_ADD, delta_scratch(delta));
        text_clear(&delta->scratch);
        keys_add_name(&delta->scratch, series_name(tracked->series));
        delta_value(delta, delta_scratch(delta));
    }
    keep_windows(delta, org, tracked, now);
    if (is_write_due(tracked))
        keep_detector(delta, org, tracked, now);
    keep_figures(delta, org, tracked);
    readers_keep_growth(delta, org, tracked, now);
}

void keep_series(struct delta *delta, struct org *org, int64_t now)
{
    for (size_t i = 0; i < org->changed_count; i++)
        keep_one(delta, org, org->changed[i], now);
    org_settle(org);
}
