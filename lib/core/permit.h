/* Who may do what, when: one table of situation × verb. The roles behind each decision stand in the
 * plan; a test enumerates situation × verb × role completely. */
#pragma once

#include "core/incident.h"
#include "core/plan.h"

enum situation {
    SITUATION_NONE, /* nothing is open there */
    SITUATION_WARNING,
    SITUATION_WARNING_PROPOSED, /* … and a response is proposed */
    SITUATION_LEVEL_3,
    SITUATION_LEVEL_3_PROPOSED, /* … and a worse level is proposed */
    SITUATION_LEVEL_3_CLOSING,  /* … and its closing is proposed */
    SITUATION_LEVEL_2,
    SITUATION_LEVEL_2_PROPOSED,
    SITUATION_LEVEL_1,
    SITUATION_RELEASED,
    SITUATION_DRILL_OVER, /* its report is awaited (CLK-19) */
    SITUATION_COUNT,
};

const char *situation_name(enum situation situation);
/* NULL is SITUATION_NONE. */
enum situation situation_of(const struct incident *incident);

/* What a verb asks for there. */
enum permit_kind {
    PERMIT_REFUSED,   /* never, and `why` says so */
    PERMIT_DECISION,  /* whoever may take that decision */
    PERMIT_CHECKLIST, /* whoever the checklist of the release names */
};

struct permit {
    enum permit_kind kind;
    enum decision decision;
    const char *why;
};

const struct permit *permit_find(enum situation situation, enum verb verb);
/* May the role take it there? `incident` may be NULL. */
bool permit_admits(const struct permit *permit, const struct plan *plan,
                   const struct incident *incident, enum role role);
