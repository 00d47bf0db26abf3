/* Grading: does a condition of the plan hold, and how far is it from holding? Nothing is changed. */
#pragma once

#include "core/view.h"

/* Closed time: the last whole minute at or before `now` − 5 min, for what can un-cross. */
int64_t grade_closed_at(int64_t now);

bool grade_holds(const struct view *view, const struct condition *condition);

/* A leaf of a condition with its numbers. */
struct finding {
    const struct condition *condition;
    bool holds;
    double have;
    double need;
    const char *unit; /* "%", "people", "outlets" … */
    struct growth growth; /* of a condition on growth */
};

/* The leaves of a condition in their order; returns how many there are, at most `limit`. */
size_t grade_findings(const struct view *view, const struct condition *condition,
                      struct finding *findings, size_t limit);
/* The finding as words: "growth 250 % (over 300 % wanted)". */
void grade_add_finding(struct text *text, const struct finding *finding);

/* Complaints of the closed hour that ended so many hours ago: whether they grow is the acceleration. */
int64_t grade_hour(const struct view *view, int64_t back);
/* PLAN.md A-15: how many signs of a risk of spreading there are, a bit for each in `*signs`. */
enum spread_sign {
    SPREAD_CHANNELS,
    SPREAD_REGIONS,
    SPREAD_RISING,
    SPREAD_MEDIA,
    SPREAD_REPOSTS,
    SPREAD_INFLUENCER,
    SPREAD_SIGN_COUNT,
};

const char *spread_sign_name(enum spread_sign sign);
int grade_spread(const struct view *view, unsigned *signs);
