/* What one decision looks at: the plan, the incident (which may be one that is not open yet), what was
 * last heard of its subject, the counts, and the time. Nothing is changed. */
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

/* How many series count for the incident: its own, then those that joined. */
size_t view_surge_limit(const struct view *view);
/* One of them, or NULL while nothing is in force there. */
const struct surge_row *view_surge(const struct view *view, size_t index);
/* The series that decides the growth of the incident: of its own and those that joined, the worst;
 * NULL when none is in force. */
const struct surge_row *view_worst_surge(const struct view *view);
/* A metric of the incident's own series over [from_at, to_at). */
int64_t view_sum(const struct view *view, unsigned metric, int64_t from_at, int64_t to_at);
/* The rolling 24 h of the incident's subject up to that moment: distinct complaints or mentions. */
int64_t view_day_sum(const struct view *view, unsigned metric, int64_t to_at);
