/* The numbers of the detector: how fast it forgets, how sure it must be, when a window counts.
 *
 * They stand in rules/detector.yaml and are filled in by whoever loads the rules; the shipped ones
 * are here too, for tests. What each does is told in DETECTOR.md. Grid, windows and bucket are
 * the shape of the state and therefore no settings. */
#pragma once

#include "base/moment.h"

#include <stdbool.h>

/* Everything closes per quarter of an hour, in UTC. */
#define BUCKET_MS (15 * MINUTE_MS)

enum {
    BUCKETS_A_DAY = 96,
    SPAN_COUNT = 6,  /* windows of 15 min, 1, 3, 6, 12 and 24 h */
    SWING_COUNT = 7, /* natural swings of the filter */
    SURGE_COUNT = 29, /* surge ratios of the filter */
    SURGE_ROW = 32,  /* the same, padded so that a row is a whole number of vectors */
};

/* The windows, in buckets: 1 4 12 24 48 96. */
extern const int span_buckets[SPAN_COUNT];
/* The natural swings, in standard deviations: −2.25 … 2.25 by .75. */
extern const double swing_deviations[SWING_COUNT];

enum growth_mode { GROWTH_EARLY, GROWTH_LITERAL };

struct detector_settings {
    enum growth_mode mode; /* literal: the 24 h rule alone */

    /* What must be reached. Ratios, not percent: growth over 200 % is a ratio over 3. */
    double tier_ratio[3];      /* 3 4 6: tiers 200, 300 and 500 */
    double minimum_count;      /* distinct complaints in a window */
    double minimum_ratio;      /* a window that supports the filter has at least this ratio */
    double guard_minimum;      /* D */
    double raise_probability;  /* P(> 3) for tier 200 at a bucket's end */
    double raise_inside;       /* the same inside a bucket */
    double warn_probability;   /* P(> 3) for the warning at a bucket's end */
    double warn_inside;
    double tier_300_probability; /* mean of P(> 4) over the last four buckets */
    double tier_500_probability; /* mean of P(> 6) */
    double hold_share;         /* a tier is held while its probability is above this share */
    double hold_ratio;         /* … or, for tier 200, the 24 h ratio above this */
    double cold_hours;         /* no decision before, unless a daily mean is known */
    double mean_weight_days;   /* a configured daily mean counts like so many days */

    /* The baseline. */
    double level_half_life_days;
    double profile_half_life_days;
    double hour_own_weight; /* of an hour and its neighbours together, before it stands out; 0: each
                               hour by itself */
    double hour_weight;    /* weight of the shared profile, in expected complaints */
    double weekday_weight;
    double weekday_own_weight; /* of workdays or of rest days together, before a weekday stands out;
                                  0: each weekday by itself */
    double cell_weight;
    double cell_from_days; /* hours of the week are learned once hours and weekdays are known */
    double hour_curve;     /* 1: from hour to hour the expectation follows a curve; 0: a step */
    double swing_share;    /* a bucket of many complaints shares one swing: its weight saturates */
    double mature_days;    /* clipping begins */
    double clip_deviations;
    double flagged_ratio;  /* a flagged bucket teaches at most this much of what was expected */
    double flagged_weight;
    double flag_probability; /* P(> 1.49) that flags a bucket */
    double flag_days;      /* after so many days of flags the new normal is learned */
    double heard_hours;    /* what comes later than that speaks of the past: the filter is not told */
    double outage_expected; /* zeros where so much was expected are an outage of the source */
    double floor_a_day;    /* the level before anything is known … */
    double floor_count;    /* … as if learned from so many complaints */

    /* Repeats and coordination. */
    double repeat_share;   /* of complaints that are ordinary repeats */
    double coordinated_count;
    double coordinated_share;
    double few_authors;    /* a surge by fewer people than that is a campaign … */
    double one_voice;      /* … and one of which repeats make more than this share */
    bool literal_less_repeats; /* counts without people: the 24 h rule takes excess repeats off too */

    /* The filter. */
    double likelihood_floor; /* −ln of what any bucket leaves of every hypothesis */
    double onset;          /* chance a bucket that a surge begins */
    double end;
    double drift;
    double jump;
    double swing_buckets;  /* correlation of the natural swing */
    double swing_least, swing_most;
    double noise_factor, noise_least, noise_most;
    double unknown_factor; /* how much the baseline's own uncertainty widens the swing */
    double variance_clip;

    /* Made from the numbers above by detector_prepare(); never set by hand. */
    struct detector_made {
        double level_keep; /* what a bucket, or a day, leaves of what was known */
        double shape_keep;
        double guard_variance; /* v_max: beyond it the guard would forbid the first tier */
        float surge_log[SURGE_ROW]; /* the grid: surge ratios, padded with the last */
        float surge_inverse[SURGE_ROW];
        float stay[SURGE_ROW]; /* how the filter moves among surge ratios in a bucket … */
        float from_left[SURGE_ROW];
        float from_right[SURGE_ROW];
        float begin[SURGE_ROW];
        float least[SURGE_ROW];
        float swing_up[SWING_COUNT]; /* … and among natural swings */
        float swing_down[SWING_COUNT];
        float swing_start[SWING_COUNT];
        float floor;               /* e^−likelihood_floor */
        int over_flag;             /* first surge ratio over 1.49, and over each tier's ratio */
        int over[3];
    } made;
};

struct detector_settings detector_shipped(void);
/* Makes the derived numbers; to be called after any setting was changed. */
void detector_prepare(struct detector_settings *settings);
