#include "wire/keep_series.h"

#include "base/moment.h"
#include "base/pack.h"
#include "wire/keys.h"
#include "wire/readers.h"

#include <stdlib.h>

static void name_series(struct keep *keep, const char *kind, const struct org *org,
                        const struct tracked *tracked)
{
    text_clear(&keep->scratch);
    keys_add(&keep->scratch, kind, slice_of(org->name), series_name(tracked->series));
}

/* Four decimal numbers with a space between. */
static void add_counts(struct text *text, struct counts counts)
{
    text_add_format(text, "%u %u %u %u", counts.of[METRIC_MENTIONS], counts.of[METRIC_COMPLAINTS],
                    counts.of[METRIC_DISTINCT], counts.of[METRIC_NEGATIVE]);
}

static void keep_minute(struct keep *keep, const struct org *org, const struct tracked *tracked,
                        int64_t minute_at)
{
    name_series(keep, "m", org, tracked);
    text_add_char(&keep->scratch, ':');
    keys_add_hour(&keep->scratch, minute_at);
    keep_change(keep, CHANGE_HASH_SET, keep_scratch(keep));
    text_clear(&keep->scratch);
    text_add_format(&keep->scratch, "%02d", civil_from_moment(minute_at).minute);
    keep_field(keep, keep_scratch(keep));
    text_clear(&keep->scratch);
    add_counts(&keep->scratch, window_minute(series_window(tracked->series), minute_at));
    keep_value(keep, keep_scratch(keep));
}

static void keep_hour(struct keep *keep, const struct org *org, const struct tracked *tracked,
                      int64_t hour_at)
{
    name_series(keep, "h", org, tracked);
    text_add_char(&keep->scratch, ':');
    keys_add_day(&keep->scratch, hour_at);
    keep_change(keep, CHANGE_HASH_SET, keep_scratch(keep));
    text_clear(&keep->scratch);
    text_add_format(&keep->scratch, "%02d", civil_from_moment(hour_at).hour);
    keep_field(keep, keep_scratch(keep));
    text_clear(&keep->scratch);
    add_counts(&keep->scratch, window_hour(series_window(tracked->series), hour_at));
    keep_value(keep, keep_scratch(keep));
}

static int by_moment(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

static void keep_windows(struct keep *keep, const struct org *org, struct tracked *tracked)
{
    int64_t *minutes = tracked->dirty_minutes;

    qsort(minutes, tracked->dirty_count, sizeof *minutes, by_moment);
    for (size_t i = 0; i < tracked->dirty_count; i++) {
        if (i > 0 && minutes[i] == minutes[i - 1])
            continue;
        keep_minute(keep, org, tracked, minutes[i]);
        int64_t hour_at = moment_floor(minutes[i], HOUR_MS);
        if (i == 0 || moment_floor(minutes[i - 1], HOUR_MS) != hour_at)
            keep_hour(keep, org, tracked, hour_at);
    }
    tracked->dirty_count = 0;
}

/* The detector's state is written when the bucket that is open differs from the one it was written
 * in: what lies between is then in it. Inside a bucket its figures are enough. */
static bool is_write_due(const struct tracked *tracked)
{
    return tracked->written_bucket_at != series_figures(tracked->series).bucket_at;
}

static void keep_detector(struct keep *keep, struct org *org, struct tracked *tracked, int64_t now)
{
    struct series_context context = org_context(org, tracked, now);

    series_catch_up(tracked->series, &context, now);
    name_series(keep, "b", org, tracked);
    keep_change(keep, CHANGE_SET, keep_scratch(keep));
    text_clear(&keep->scratch);
    series_write(tracked->series, &keep->scratch);
    keep_value(keep, keep_scratch(keep));
    tracked->written_bucket_at = series_figures(tracked->series).bucket_at;
}

static void keep_figures(struct keep *keep, const struct org *org, const struct tracked *tracked)
{
    struct bucket_figures figures = series_figures(tracked->series);

    if (figures.bucket_at == MOMENT_NEVER)
        return;
    name_series(keep, "f", org, tracked);
    keep_change(keep, CHANGE_SET, keep_scratch(keep));
    text_clear(&keep->scratch);
    pack_number(&keep->scratch, figures.bucket_at);
    pack_number(&keep->scratch, figures.complaints);
    pack_number(&keep->scratch, figures.distinct);
    pack_number(&keep->scratch, figures.raised | figures.warned << 1);
    pack_number(&keep->scratch, figures.literal);
    keep_value(keep, keep_scratch(keep));
}

static void keep_one(struct keep *keep, struct org *org, struct tracked *tracked, int64_t now)
{
    if (tracked->is_new) {
        text_clear(&keep->scratch);
        keys_add_org(&keep->scratch, "series", slice_of(org->name));
        keep_change(keep, CHANGE_MEMBER_ADD, keep_scratch(keep));
        text_clear(&keep->scratch);
        keys_add_name(&keep->scratch, series_name(tracked->series));
        keep_value(keep, keep_scratch(keep));
        tracked->is_new = false;
    }
    keep_windows(keep, org, tracked);
    if (is_write_due(tracked))
        keep_detector(keep, org, tracked, now);
    keep_figures(keep, org, tracked);
    readers_keep_growth(keep, org, tracked, now);
    tracked->figures_dirty = false;
}

void keep_all_series(struct keep *keep, struct org *org, int64_t now)
{
    for (struct table_cursor at = { 0 }; table_next(org->series, &at);) {
        struct tracked *tracked = at.value;
        if (tracked->figures_dirty || tracked->dirty_count > 0 || tracked->is_new)
            keep_one(keep, org, tracked, now);
    }
}
