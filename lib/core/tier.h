/* Which growth threshold is in force: raised on good evidence, held on weaker. */
#pragma once

#include "core/detector.h"
#include "core/filter.h"

#include <stdbool.h>
#include <stdint.h>

enum { TIER_WARNING = 100, TIER_200 = 200, TIER_300 = 300, TIER_500 = 500 };

/* The filter's means run over so many buckets. */
enum { TIER_MEMORY = 4 };

struct tier {
    bool warned;
    bool campaign; /* few people make much of it: a warning, and no more */
    bool raised; /* 200 */
    bool raised_300;
    bool raised_500;
    int literal; /* 0, 200, 300, 500: by the 24 h rule, as last looked at */
    float over_300[TIER_MEMORY]; /* P(> 4) and P(> 6) of the last buckets */
    float over_500[TIER_MEMORY];
};

struct evidence_at {
    struct odds odds;
    bool is_supported; /* some window has enough, and no coordination is suspected */
    double day_ratio;  /* of the literal 24 h */
};

/* At a bucket's end; `steps` says which of the last buckets it is. tier->literal is set before. */
void tier_close(struct tier *tier, const struct detector_settings *settings,
                const struct evidence_at *evidence, uint32_t steps);
/* Inside a bucket nothing falls. True when something rose. */
bool tier_inside(struct tier *tier, const struct detector_settings *settings,
                 const struct evidence_at *evidence);
/* The tier in force; the rules' mode says whether the filter has a say. */
int tier_in_force(const struct tier *tier, const struct detector_settings *settings);
/* 0, 200, 300 or 500 for a ratio that is exceeded by more than rounding. */
int tier_of_ratio(const struct detector_settings *settings, double count, double expected);
/* The least count that exceeds the ratio of that tier (0, 1, 2) and is enough to count. */
double tier_least_count(const struct detector_settings *settings, int tier, double expected);
/* For people: "clear", "warning", "> +200%" … */
const char *tier_name(int tier);
