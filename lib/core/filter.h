/* Is the rate now over 3, 4 or 6 times the usual one? A grid of hypotheses, seven natural swings by
 * twenty-nine surge ratios, carries a probability each; every bucket they move a little and are
 * weighed by the bucket's count. The first ratio is none: a swing alone.
 *
 * Rate of a bucket = expected · e^(spread · swing) · ratio. */
#pragma once

#include "core/detector.h"

#include <stdbool.h>

enum { FILTER_EDGE = 8 }; /* zeros before the first row and behind the last */

struct filter {
    float mass[FILTER_EDGE + SWING_COUNT * SURGE_ROW + FILTER_EDGE]; /* a row for each swing */
};

/* What a bucket was, for the filter. */
struct observation {
    double count;
    double expected;
    double spread; /* standard deviation of the natural swing's logarithm */
    double noise;  /* independent variance of a bucket beyond Poisson's */
};

/* Probabilities that the surge ratio is over these. */
struct odds {
    double any;
    double flag;    /* 1.49 */
    double tier[3]; /* the ratios of the tiers */
    double log_ratio; /* the mean of its logarithm */
};

void filter_init(struct filter *filter, const struct detector_settings *settings);
/* A bucket passes. */
void filter_predict(struct filter *filter, const struct detector_settings *settings);
/* What the bucket held weighs the hypotheses. Nothing happens where nothing was expected. */
void filter_update(struct filter *filter, const struct detector_settings *settings,
                   const struct observation *observation);
struct odds filter_odds(const struct filter *filter, const struct detector_settings *settings);
