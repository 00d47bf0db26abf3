#include "wire/detector_rules.h"

#include <stddef.h>

/* How a number is written: growth over the mean in percent, a plain number, a length. */
enum row_kind { ROW_GROWTH, ROW_NUMBER, ROW_HOURS, ROW_DAYS };

struct row {
    const char *section;
    const char *key;
    size_t place;
    enum row_kind kind;
    double low;
    double high; /* of the number itself, or in percent, hours, days */
};

#define SETTING(member) offsetof(struct detector_settings, member)

static const struct row ROWS[] = {
    { "tiers", "growth_200", SETTING(tier_ratio[0]), ROW_GROWTH, 0, 10000 },
    { "tiers", "growth_300", SETTING(tier_ratio[1]), ROW_GROWTH, 0, 10000 },
    { "tiers", "growth_500", SETTING(tier_ratio[2]), ROW_GROWTH, 0, 10000 },
    { "decide", "minimum_count", SETTING(minimum_count), ROW_NUMBER, 1, 1e+06 },
    { "decide", "minimum_ratio", SETTING(minimum_ratio), ROW_NUMBER, 1, 100 },
    { "decide", "guard", SETTING(guard_minimum), ROW_NUMBER, 0, 1000 },
    { "decide", "raise", SETTING(raise_probability), ROW_NUMBER, 0, 1 },
    { "decide", "raise_inside", SETTING(raise_inside), ROW_NUMBER, 0, 1 },
    { "decide", "warn", SETTING(warn_probability), ROW_NUMBER, 0, 1 },
    { "decide", "warn_inside", SETTING(warn_inside), ROW_NUMBER, 0, 1 },
    { "decide", "tier_300", SETTING(tier_300_probability), ROW_NUMBER, 0, 1 },
    { "decide", "tier_500", SETTING(tier_500_probability), ROW_NUMBER, 0, 1 },
    { "decide", "hold_share", SETTING(hold_share), ROW_NUMBER, 0, 1 },
    { "decide", "hold_ratio", SETTING(hold_ratio), ROW_NUMBER, 1, 100 },
    { "decide", "cold_start", SETTING(cold_hours), ROW_HOURS, 0, 100000 },
    { "decide", "daily_mean_weight", SETTING(mean_weight_days), ROW_DAYS, 0, 1000 },
    { "learn", "level_half_life", SETTING(level_half_life_days), ROW_DAYS, 0.01, 1000 },
    { "learn", "profile_half_life", SETTING(profile_half_life_days), ROW_DAYS, 0.01, 1000 },
    { "learn", "hour_own_weight", SETTING(hour_own_weight), ROW_NUMBER, 0, 1e+06 },
    { "learn", "hour_weight", SETTING(hour_weight), ROW_NUMBER, 0, 1e+06 },
    { "learn", "weekday_weight", SETTING(weekday_weight), ROW_NUMBER, 0, 1e+06 },
    { "learn", "weekday_own_weight", SETTING(weekday_own_weight), ROW_NUMBER, 0, 1e+06 },
    { "learn", "cell_weight", SETTING(cell_weight), ROW_NUMBER, 0, 1e+06 },
    { "learn", "cells_after", SETTING(cell_from_days), ROW_DAYS, 0, 1000 },
    { "learn", "hour_curve", SETTING(hour_curve), ROW_NUMBER, 0, 1 },
    { "learn", "swing_share", SETTING(swing_share), ROW_NUMBER, 0, 100 },
    { "learn", "mature_after", SETTING(mature_days), ROW_DAYS, 0, 1000 },
    { "learn", "clip_deviations", SETTING(clip_deviations), ROW_NUMBER, 0, 100 },
    { "learn", "flagged_ratio", SETTING(flagged_ratio), ROW_NUMBER, 0, 100 },
    { "learn", "flagged_weight", SETTING(flagged_weight), ROW_NUMBER, 0, 1 },
    { "learn", "flag", SETTING(flag_probability), ROW_NUMBER, 0, 1 },
    { "learn", "flag_at_most", SETTING(flag_days), ROW_DAYS, 0, 1000 },
    { "learn", "heard_within", SETTING(heard_hours), ROW_HOURS, 0, 24 },
    { "learn", "outage", SETTING(outage_expected), ROW_NUMBER, 0.1, 1e+06 },
    { "learn", "floor_a_day", SETTING(floor_a_day), ROW_NUMBER, 0.001, 1e+06 },
    { "learn", "floor_count", SETTING(floor_count), ROW_NUMBER, 0.0001, 1e+06 },
    { "repeats", "usual_share", SETTING(repeat_share), ROW_NUMBER, 0, 1 },
    { "repeats", "coordinated_count", SETTING(coordinated_count), ROW_NUMBER, 0, 1e+06 },
    { "repeats", "coordinated_share", SETTING(coordinated_share), ROW_NUMBER, 0, 1 },
    { "repeats", "few_authors", SETTING(few_authors), ROW_NUMBER, 0, 1000 },
    { "repeats", "one_voice", SETTING(one_voice), ROW_NUMBER, 0, 1 },
    { "filter", "likelihood_floor", SETTING(likelihood_floor), ROW_NUMBER, 0, 100 },
    { "filter", "onset", SETTING(onset), ROW_NUMBER, 0, 1 },
    { "filter", "end", SETTING(end), ROW_NUMBER, 0, 1 },
    { "filter", "drift", SETTING(drift), ROW_NUMBER, 0, 1 },
    { "filter", "jump", SETTING(jump), ROW_NUMBER, 0, 1 },
    { "filter", "swing_buckets", SETTING(swing_buckets), ROW_NUMBER, 1, 1e+06 },
    { "filter", "swing_least", SETTING(swing_least), ROW_NUMBER, 0, 10 },
    { "filter", "swing_most", SETTING(swing_most), ROW_NUMBER, 0, 10 },
    { "filter", "noise_factor", SETTING(noise_factor), ROW_NUMBER, 0, 100 },
    { "filter", "noise_least", SETTING(noise_least), ROW_NUMBER, 0.0001, 100 },
    { "filter", "noise_most", SETTING(noise_most), ROW_NUMBER, 0.0001, 100 },
    { "filter", "unknown_factor", SETTING(unknown_factor), ROW_NUMBER, 0, 100 },
    { "filter", "variance_clip", SETTING(variance_clip), ROW_NUMBER, 0, 1e+06 },
};

static bool is_same(const char *left, const char *right)
{
    return slice_is(slice_of(left), right);
}

static bool read_row(const struct row *row, const struct yaml_node *node, double *number)
{
    int64_t length_ms = 0;

    switch (row->kind) {
    case ROW_GROWTH:
        if (!yaml_percent(node, row->low, row->high, number))
            return false;
        *number = 1 + *number / 100; /* growth over 200 % is a ratio over 3 */
        return true;
    case ROW_NUMBER:
        return yaml_number(node, row->low, row->high, number);
    case ROW_HOURS:
    case ROW_DAYS:
        break;
    }
    if (!yaml_length(node, &length_ms))
        return false;
    *number = (double)length_ms / (double)(row->kind == ROW_HOURS ? HOUR_MS : DAY_MS);
    return (*number >= row->low && *number <= row->high) ||
           yaml_complain(node, "this length is outside what makes sense");
}

static void read_mode(struct yaml_node *node, struct detector_settings *settings)
{
    const char *mode = NULL;

    if (!yaml_string(node, &mode))
        return;
    if (slice_is(slice_of(mode), "early"))
        settings->mode = GROWTH_EARLY;
    else if (slice_is(slice_of(mode), "literal"))
        settings->mode = GROWTH_LITERAL;
    else
        (void)yaml_complain(node, "the mode is early or literal, not '%s'", mode); /* recorded */
}

void detector_rules_read(struct yaml_node *root, struct detector_settings *settings)
{
    struct yaml_node *section = NULL;

    read_mode(yaml_find(root, "mode"), settings);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const struct row *row = &ROWS[i];
        bool starts = i == 0 || !is_same(ROWS[i - 1].section, row->section);
        if (starts)
            section = yaml_find(root, row->section);
        double number = 0;
        if (section != NULL && read_row(row, yaml_find(section, row->key), &number))
            *(double *)((char *)settings + row->place) = number;
        bool ends = i + 1 == sizeof ROWS / sizeof ROWS[0] || !is_same(ROWS[i + 1].section, row->section);
        if (section != NULL && ends)
            yaml_finish(section);
    }
    yaml_finish(root);
    detector_prepare(settings);
}
