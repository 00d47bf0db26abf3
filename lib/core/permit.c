#include "core/permit.h"

#include "core/deadline.h"
#include "core/release.h"

#define MAY(what)   { PERMIT_DECISION, DECISION_##what, "" }
#define NEVER(why)  { PERMIT_REFUSED, DECISION_NOTE, why }
#define CHECKLIST   { PERMIT_CHECKLIST, DECISION_NOTE, "" }

#define NOTHING_OPEN "no incident is open there"
#define IS_OVER      "that incident is over; a new surge opens a new one"
#define DRILL_IS_OVER "that drill is over; only its report is awaited (CLK-19)"

/* 一級響應不得降級,二級可轉為一級,三級可升為二級 (S1 四.3) */
#define NO_WAY_DOWN  "level 1 is never downgraded or voided, only released (DYN-3)"

/* Rows: where the incident stands. Columns: what a person asks for. */
static const struct permit TABLE[SITUATION_COUNT][VERB_SOURCE_STATE] = {
    [SITUATION_NONE] = {
        [VERB_ACK] = NEVER(NOTHING_OPEN),
        [VERB_CONFIRM] = MAY(OPEN),
        [VERB_REJECT] = NEVER(NOTHING_OPEN),
        [VERB_UPGRADE] = MAY(RESPOND),
        [VERB_DOWNGRADE] = NEVER(NOTHING_OPEN),
        [VERB_ATTEST] = NEVER(NOTHING_OPEN),
        [VERB_VERIFY] = MAY(OPEN),
        [VERB_NOTE] = NEVER(NOTHING_OPEN),
        [VERB_RELEASE] = NEVER(NOTHING_OPEN),
        [VERB_SILENCE] = MAY(SILENCE),
    },
    [SITUATION_WARNING] = {
        [VERB_ACK] = MAY(NOTE),
        [VERB_CONFIRM] = MAY(OPEN),
        [VERB_REJECT] = MAY(OPEN),
        [VERB_UPGRADE] = MAY(REGRADE),
        [VERB_DOWNGRADE] = NEVER("a warning is not downgraded, it is released (WRN-7)"),
        [VERB_ATTEST] = MAY(ATTEST),
        [VERB_VERIFY] = MAY(OPEN),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = CHECKLIST,
        [VERB_SILENCE] = MAY(SILENCE),
    },
    [SITUATION_WARNING_PROPOSED] = {
        [VERB_ACK] = MAY(NOTE),
        [VERB_CONFIRM] = MAY(RESPOND),
        [VERB_REJECT] = MAY(RESPOND),
        [VERB_UPGRADE] = MAY(REGRADE),
        [VERB_DOWNGRADE] = NEVER("a warning is not downgraded, it is released (WRN-7)"),
        [VERB_ATTEST] = MAY(ATTEST),
        [VERB_VERIFY] = MAY(VERIFY),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = CHECKLIST,
        [VERB_SILENCE] = MAY(SILENCE),
    },
    [SITUATION_LEVEL_3] = {
        [VERB_ACK] = MAY(NOTE),
        [VERB_CONFIRM] = MAY(SIGN_OFF),
        [VERB_REJECT] = MAY(REGRADE),
        [VERB_UPGRADE] = MAY(REGRADE),
        [VERB_DOWNGRADE] = NEVER("below level 3 there is only its closing (DYN-7)"),
        [VERB_ATTEST] = MAY(ATTEST),
        [VERB_VERIFY] = MAY(VERIFY),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = CHECKLIST,
        [VERB_SILENCE] = MAY(SILENCE),
    },
    [SITUATION_LEVEL_3_PROPOSED] = {
        [VERB_ACK] = MAY(NOTE),
        [VERB_CONFIRM] = MAY(REGRADE),
        [VERB_REJECT] = MAY(REGRADE),
        [VERB_UPGRADE] = MAY(REGRADE),
        [VERB_DOWNGRADE] = NEVER("below level 3 there is only its closing (DYN-7)"),
        [VERB_ATTEST] = MAY(ATTEST),
        [VERB_VERIFY] = MAY(VERIFY),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = CHECKLIST,
        [VERB_SILENCE] = MAY(SILENCE),
    },
    [SITUATION_LEVEL_3_CLOSING] = {
        [VERB_ACK] = MAY(NOTE),
        [VERB_CONFIRM] = CHECKLIST,
        [VERB_REJECT] = CHECKLIST,
        [VERB_UPGRADE] = MAY(REGRADE),
        [VERB_DOWNGRADE] = NEVER("below level 3 there is only its closing (DYN-7)"),
        [VERB_ATTEST] = MAY(ATTEST),
        [VERB_VERIFY] = MAY(VERIFY),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = CHECKLIST,
        [VERB_SILENCE] = MAY(SILENCE),
    },
    [SITUATION_LEVEL_2] = {
        [VERB_ACK] = MAY(NOTE),
        [VERB_CONFIRM] = MAY(SIGN_OFF),
        [VERB_REJECT] = MAY(REGRADE),
        [VERB_UPGRADE] = MAY(REGRADE),
        [VERB_DOWNGRADE] = MAY(REGRADE),
        [VERB_ATTEST] = MAY(ATTEST),
        [VERB_VERIFY] = MAY(VERIFY),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = CHECKLIST,
        [VERB_SILENCE] = MAY(SILENCE),
    },
    [SITUATION_LEVEL_2_PROPOSED] = {
        [VERB_ACK] = MAY(NOTE),
        [VERB_CONFIRM] = MAY(REGRADE),
        [VERB_REJECT] = MAY(REGRADE),
        [VERB_UPGRADE] = MAY(REGRADE),
        [VERB_DOWNGRADE] = MAY(REGRADE),
        [VERB_ATTEST] = MAY(ATTEST),
        [VERB_VERIFY] = MAY(VERIFY),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = CHECKLIST,
        [VERB_SILENCE] = MAY(SILENCE),
    },
    [SITUATION_LEVEL_1] = {
        [VERB_ACK] = MAY(NOTE),
        [VERB_CONFIRM] = MAY(SIGN_OFF),
        [VERB_REJECT] = NEVER(NO_WAY_DOWN),
        [VERB_UPGRADE] = NEVER("nothing is worse than level 1"),
        [VERB_DOWNGRADE] = NEVER(NO_WAY_DOWN),
        [VERB_ATTEST] = MAY(ATTEST),
        [VERB_VERIFY] = MAY(VERIFY),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = CHECKLIST,
        [VERB_SILENCE] = NEVER("silences never cover level 1"),
    },
    [SITUATION_RELEASED] = {
        [VERB_ACK] = NEVER(IS_OVER),
        [VERB_CONFIRM] = NEVER(IS_OVER),
        [VERB_REJECT] = NEVER(IS_OVER),
        [VERB_UPGRADE] = NEVER(IS_OVER),
        [VERB_DOWNGRADE] = NEVER(IS_OVER),
        [VERB_ATTEST] = NEVER(IS_OVER),
        [VERB_VERIFY] = NEVER(IS_OVER),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = NEVER(IS_OVER),
        [VERB_SILENCE] = NEVER(IS_OVER),
    },
    [SITUATION_DRILL_OVER] = {
        [VERB_ACK] = NEVER(DRILL_IS_OVER),
        [VERB_CONFIRM] = NEVER(DRILL_IS_OVER),
        [VERB_REJECT] = NEVER(DRILL_IS_OVER),
        [VERB_UPGRADE] = NEVER(DRILL_IS_OVER),
        [VERB_DOWNGRADE] = NEVER(DRILL_IS_OVER),
        [VERB_ATTEST] = MAY(ATTEST),
        [VERB_VERIFY] = NEVER(DRILL_IS_OVER),
        [VERB_NOTE] = MAY(NOTE),
        [VERB_RELEASE] = NEVER(DRILL_IS_OVER),
        [VERB_SILENCE] = NEVER(DRILL_IS_OVER),
    },
};

const char *situation_name(enum situation situation)
{
    static const char *const NAMES[SITUATION_COUNT] = {
        [SITUATION_NONE] = "none",
        [SITUATION_WARNING] = "warning",
        [SITUATION_WARNING_PROPOSED] = "warning, response proposed",
        [SITUATION_LEVEL_3] = "level-3",
        [SITUATION_LEVEL_3_PROPOSED] = "level-3, worse proposed",
        [SITUATION_LEVEL_3_CLOSING] = "level-3, closing proposed",
        [SITUATION_LEVEL_2] = "level-2",
        [SITUATION_LEVEL_2_PROPOSED] = "level-2, level-1 proposed",
        [SITUATION_LEVEL_1] = "level-1",
        [SITUATION_RELEASED] = "released",
        [SITUATION_DRILL_OVER] = "drill over, report awaited",
    };

    return NAMES[situation];
}

enum situation situation_of(const struct incident *incident)
{
    bool is_proposed = false;

    if (incident == NULL)
        return SITUATION_NONE;
    for (enum level level = LEVEL_3; level <= LEVEL_1; level++)
        is_proposed |= incident->proposals[level].is_pending;
    switch (incident->level) {
    case LEVEL_NONE:
        return incident->released_at != MOMENT_NEVER && deadline_awaits(incident)
                   ? SITUATION_DRILL_OVER
                   : SITUATION_RELEASED;
    case LEVEL_WARNING:
        return is_proposed ? SITUATION_WARNING_PROPOSED : SITUATION_WARNING;
    case LEVEL_3:
        return is_proposed                                  ? SITUATION_LEVEL_3_PROPOSED
               : incident->proposals[LEVEL_NONE].is_pending ? SITUATION_LEVEL_3_CLOSING
                                                            : SITUATION_LEVEL_3;
    case LEVEL_2:
        return is_proposed ? SITUATION_LEVEL_2_PROPOSED : SITUATION_LEVEL_2;
    case LEVEL_1:
        return SITUATION_LEVEL_1;
    }
    return SITUATION_NONE;
}

const struct permit *permit_find(enum situation situation, enum verb verb)
{
    return &TABLE[situation][verb];
}

bool permit_admits(const struct permit *permit, const struct plan *plan,
                   const struct incident *incident, enum role role)
{
    switch (permit->kind) {
    case PERMIT_REFUSED:
        return false;
    case PERMIT_DECISION:
        return (plan->decisions[permit->decision].roles & BIT(role)) != 0;
    case PERMIT_CHECKLIST:
        return incident != NULL && release_admits(plan, incident, role);
    }
    return false;
}
