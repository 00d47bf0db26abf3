/* Grading: does a condition of the plan hold, and how far is it from holding?
 *
 * A view is what one decision looks at: the plan, the incident (which may be one that is not open
 * yet), what was last heard of its subject, the counts, and the time. Nothing is changed. */
#pragma once

#include "core/facts.h"
#include "core/incident.h"
#include "core/plan.h"
#include "core/surges.h"
#include "core/trail.h"

struct view {
    const struct plan *plan;
    const struct incident *incident;
    const struct trail *trail;   /* NULL when nothing was heard */
    const struct surges *surges;
    struct facts facts;
    int64_t since_at;            /* media and letters count from here on; MOMENT_NEVER: all */
    int64_t now;
};

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

/* The series that decides the growth of the incident: of its own and those that joined, the worst;
 * NULL when none is in force. */
const struct surge_row *grade_worst_surge(const struct view *view);
/* A metric of the incident's own series over [from_at, to_at). */
int64_t grade_sum(const struct view *view, unsigned metric, int64_t from_at, int64_t to_at);
/* The rolling 24 h of the incident's subject up to that moment: distinct complaints or mentions. */
int64_t grade_day_sum(const struct view *view, unsigned metric, int64_t to_at);
