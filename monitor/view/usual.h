/* What is usual for a series, from the detector's state as surge has stored it. */
#pragma once

#include "core/rules.h"
#include "core/usual.h"
#include "view/counts.h"

struct usual_request {
    struct view view;
    struct slice series;
    const struct org_rules *rules; /* of the organisation */
    int64_t from_at;               /* a whole hour */
    size_t hours;
};

/* Three thresholds for the 24 h that end with the last hour: over the first, second, third ratio. */
enum { USUAL_TIERS = 3 };

struct usual_answer {
    struct usual *hours; /* NULL: nothing is known of the series yet */
    size_t count;
    double growth_percent[USUAL_TIERS];
    double thresholds[USUAL_TIERS];
    double baseline_days;
};

/* Everything lives in the view's arena. */
MUST_CHECK int usual_read(const struct usual_request *request, struct usual_answer *answer,
                          struct fault *fault);
