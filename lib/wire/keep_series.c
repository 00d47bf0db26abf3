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
                        int64_t minute_at)
{
    name_series(delta, "m", org, tracked);
    text_add_char(&delta->scratch, ':');
    keys_add_hour(&delta->scratch, minute_at);
    delta_change(delta, CHANGE_HASH_SET, delta_scratch(delta));
    text_clear(&delta->scratch);
    text_add_format(&delta->scratch, "%02d", civil_from_moment(minute_at).minute);
    delta_field(delta, delta_scratch(delta));
    text_clear(&delta->scratch);
    add_counts(&delta->scratch, window_minute(series_window(tracked->series), minute_at));
    delta_value(delta, delta_scratch(delta));
}

static void keep_hour(struct delta *delta, const struct org *org, const struct tracked *tracked,
                      int64_t hour_at)
{
    name_series(delta, "h", org, tracked);
    text_add_char(&delta->scratch, ':');
    keys_add_day(&delta->scratch, hour_at);
    delta_change(delta, CHANGE_HASH_SET, delta_scratch(delta));
    text_clear(&delta->scratch);
    text_add_format(&delta->scratch, "%02d", civil_from_moment(hour_at).hour);
    delta_field(delta, delta_scratch(delta));
    text_clear(&delta->scratch);
    add_counts(&delta->scratch, window_hour(series_window(tracked->series), hour_at));
    delta_value(delta, delta_scratch(delta));
}

static int by_moment(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

static void keep_windows(struct delta *delta, const struct org *org, struct tracked *tracked)
{
    int64_t *minutes = tracked->dirty_minutes;

    if (tracked->dirty_count == 0)
        return;
    qsort(minutes, tracked->dirty_count, sizeof *minutes, by_moment);
    for (size_t i = 0; i < tracked->dirty_count; i++) {
        if (i > 0 && minutes[i] == minutes[i - 1])
            continue;
        keep_minute(delta, org, tracked, minutes[i]);
        int64_t hour_at = moment_floor(minutes[i], HOUR_MS);
        if (i == 0 || moment_floor(minutes[i - 1], HOUR_MS) != hour_at)
            keep_hour(delta, org, tracked, hour_at);
    }
    tracked->dirty_count = 0;
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
    pack_number(&delta->scratch, figures.raised | figures.warned << 1);
    pack_number(&delta->scratch, figures.literal);
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
        tracked->is_new = false;
    }
    keep_windows(delta, org, tracked);
    if (is_write_due(tracked))
        keep_detector(delta, org, tracked, now);
    keep_figures(delta, org, tracked);
    readers_keep_growth(delta, org, tracked, now);
    tracked->figures_dirty = false;
}

void keep_series(struct delta *delta, struct org *org, int64_t now)
{
    for (struct table_cursor at = { 0 }; table_next(org->series, &at);) {
        struct tracked *tracked = at.value;
        if (tracked->figures_dirty || tracked->dirty_count > 0 || tracked->is_new)
            keep_one(delta, org, tracked, now);
    }
}
