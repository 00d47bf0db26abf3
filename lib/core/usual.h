/* What was usual for a series, for people to see beside what was counted: hour by hour, the trailing
 * 24 h that the baseline as it is now expects, and the range in which nine of ten days lie by chance
 * and by what the baseline does not know. Nothing is decided by it. */
#pragma once

#include "core/series.h"

struct usual {
    double expected;
    double low;
    double high;
};

/* hours[i] is for the 24 h that end at `from_at` + (i + 1) hours. All zero when the series has no
 * state. */
void usual_hours(const struct series *series, const struct series_context *context, int64_t from_at,
                 struct usual *hours, size_t count);
/* The least distinct complaints in 24 h that pass the ratio of that tier (0, 1, 2) where so many are
 * expected, the guard included. */
double usual_threshold(const struct series *series, const struct detector_settings *settings,
                       int tier, double expected);
