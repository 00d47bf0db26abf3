/* A plan profile: one organisation's emergency plan as data, clause by clause.
 *
 * rules/plans/<profile>.yaml says all of it; wire/plan_rules reads it. Nothing here is computed:
 * core/grade asks the conditions, core/deadline runs the clocks, core/release the checklists.
 * Everything is borrowed from the rules it was loaded with and does not change. */
#pragma once

#include "core/level.h"
#include "core/record.h"
#include "core/trigger.h"

enum {
    LEVEL_COUNT = LEVEL_1 + 1,
    MARKER_AUTHOR_LIMIT = 8, /* authors remembered for each marker of an incident */
};

/* A bit for each role, marker, tier … */
#define BIT(number) (1u << (unsigned)(number))

enum condition_kind {
    CONDITION_ALL,
    CONDITION_ANY,
    CONDITION_NOT,
    CONDITION_GROWTH,      /* growth (or ratio) over `percent`, held for `held_ms` */
    CONDITION_UNUSUAL,     /* the detector's warning is in force */
    CONDITION_DAY_GROWTH,  /* the day against the day before: over `percent`, and by `number` */
    CONDITION_PEOPLE,      /* at least `number` people in the incident */
    CONDITION_MARKER,      /* one of `mask`, by a trusted source or `number` authors */
    CONDITION_MEDIA,       /* `number` outlets of at least `tier` within `within_ms` */
    CONDITION_LETTER,      /* a letter of at least `rank` */
    CONDITION_REGIONS,     /* complaints from at least `number` regions */
    CONDITION_SPREAD_RISK, /* at least `number` of the signs of A-15 */
    CONDITION_FLAG,        /* a person said so: `item` */
    CONDITION_VALUE,       /* a person attested `item` with a value of at least `number` */
};

struct condition {
    enum condition_kind kind;
    const struct condition *children;
    size_t child_count;
    double percent;         /* as growth: a ratio of 400 % is growth of 300 */
    bool inclusive;         /* 以上: at least, not over */
    bool literal;           /* mode: literal; else the early reading decides too */
    int64_t held_ms;
    int64_t number;
    unsigned mask;          /* markers */
    bool any_source;        /* a marker needs no trusted source: `number` authors of any kind */
    enum outlet_tier tier;
    bool tier_exactly;      /* of this tier, not of a weightier one */
    enum letter_rank rank;
    int64_t within_ms;
    const char *item;
};

/* One clause that calls for a level. `when` acts at once (passive); while only `propose` holds,
 * the level is proposed (active). Either may be NULL. */
struct criterion {
    uint64_t key;           /* tells it from others, also across a change of rules */
    struct clause clause;
    const struct condition *when;
    const struct condition *propose;
};

/* What starts a clock: a level that begins, a proposal, an upgrade that is asked for, or the end of
 * a drill. */
enum clock_purpose {
    CLOCK_OF_LEVEL,
    CLOCK_OF_PROPOSAL,
    CLOCK_OF_REQUEST,
    CLOCK_OF_DRILL,
    CLOCK_PURPOSE_COUNT,
};

/* One clock of PLAN.md §6 at one level. Where clauses differ the earliest wins: `length_ms` is
 * its length, `clauses` shows each. */
struct clock_rule {
    const char *id;         /* "CLK-1", with a word where the row has several: "CLK-16.callback" */
    const char *title;
    const char *group;      /* who must act */
    enum clock_purpose purpose;
    enum level level;       /* NONE unless it is the clock of a level */
    int64_t length_ms;
    int64_t working_days;   /* in place of `length_ms`: due when the last of them ends; 0 none */
    bool repeats;           /* a cadence: the next period begins where one ends */
    const char *category;   /* only when the incident holds such a complaint; NULL always */
    int64_t regulator_length_ms; /* the length while a regulator is involved; 0 the same */
    int answered_percent;   /* of the complaints, which meets it by itself; 0: people meet it */
    int64_t look_ms;        /* so long before it is due it looks whether that will be reached */
    const struct clause *clauses; /* the one that wins first */
    size_t clause_count;
};

enum check_kind {
    CHECK_PERIOD,     /* `within_ms` of complete data since the level began */
    CHECK_DROP,       /* rolling 24 h complaints down to `percent` of their peak or less */
    CHECK_COOLED,     /* the same of mentions */
    CHECK_NO_GROWTH,  /* three days without growth */
    CHECK_NO_MEDIA,   /* nothing of `tier` within `within_ms` */
    CHECK_ATTESTED,   /* `item` attested true */
    CHECK_NO_CASUALTY,/* no new casualty within `within_ms` */
    CHECK_NO_SPREAD,  /* no spread trend within `within_ms` */
};

struct check_rule {
    enum check_kind kind;
    struct clause clause;
    const char *title;
    double percent;
    int64_t within_ms;
    enum outlet_tier tier;
    const char *item;
    bool needs_evidence; /* the attestation must name its document */
    bool is_of_closing;  /* INT-5: asked for at the end, not before it is proposed */
    int64_t tolerance_count; /* the greater of the two */
    double tolerance_percent;
};

/* The three release sets and the closing of level 3. */
enum checklist_kind {
    CHECKLIST_WARNING,     /* 预警解除, WRN-7 */
    CHECKLIST_CANCEL,      /* 响应撤销, DYN-4 */
    CHECKLIST_TERMINATION, /* 响应终止, DYN-6: instead, once casualties, site or environment matter */
    CHECKLIST_CLOSE,       /* 结案, DYN-7 */
    CHECKLIST_COUNT,
};

struct checklist {
    struct clause clause;
    const struct check_rule *checks;
    size_t check_count;
    unsigned roles;        /* whose decision it is */
    int approvals;         /* how many different people */
};

/* What people may ask for, and who may. */
enum decision {
    DECISION_RESPOND,   /* confirm or reject a response that is proposed from nothing or a warning */
    DECISION_REGRADE,   /* upgrade, downgrade, confirm a worse level while a response runs */
    DECISION_OPEN,      /* verify a case, confirm a warning: level 3 */
    DECISION_VERIFY,
    DECISION_ATTEST,
    DECISION_WAIVE,
    DECISION_SILENCE,
    DECISION_SIGN_OFF,  /* confirm the announcement of a response that runs */
    DECISION_REVIEW,    /* WRN-5, first step */
    DECISION_PUBLISH,   /* WRN-5, second step */
    DECISION_NOTE,      /* ack, note */
    DECISION_COUNT,
};

struct decision_rule {
    struct clause clause;
    unsigned roles; /* a bit for each role that may */
};

/* PLAN.md A-15. */
struct spread_rules {
    struct clause clause;
    int64_t channels;        /* source types */
    int64_t regions;
    int64_t rising_hours;    /* in a row */
    double repost_percent;   /* of mentions */
    int64_t repost_mentions; /* at least so many mentions before the share counts */
    int64_t reach;           /* followers that make an influencer node */
    int64_t at_least;        /* so many signs are a spread trend (DYN-7) */
};

struct level_rules {
    const char *title;      /* 一级 */
    const char *lead;       /* who leads */
    const char *announce;   /* where it is said */
    const struct criterion *criteria;
    size_t criterion_count;
};

struct plan {
    const char *name;
    const char *title;
    struct level_rules levels[LEVEL_COUNT];
    const struct criterion *indicators; /* DYN-2: any breach asks for an upgrade */
    size_t indicator_count;
    const struct criterion *ceilings;   /* of level 3: beyond one an upgrade is asked for */
    size_t ceiling_count;
    const struct clock_rule *clocks;
    size_t clock_count;
    bool follows_answers;               /* one of the clocks is met by answers */
    struct checklist checklists[CHECKLIST_COUNT];
    struct decision_rule decisions[DECISION_COUNT];
    int level_1_approvals;              /* releasing level 1 takes so many people … */
    unsigned level_1_roles;             /* … of these roles, one of them of the checklist's */
    struct spread_rules spread;
    struct clause clause_open;         /* level 3 by people: LVL-8 */
    struct clause clause_raised;        /* a warning by people: WRN-1 */
    struct clause clause_superseded;    /* WRN-8 */
    struct clause clause_regrade;       /* DYN-3 */
    struct clause clause_downgrade;     /* DYN-3, A-8 */
    struct clause clause_proposal;      /* TRG-1 */
    struct clause clause_void;          /* */
    struct clause clause_drill;         /* DRL-1: people end a drill */
    unsigned trusted_channels;          /* a bit for each channel whose word needs no second */
    unsigned casualty_markers;          /* make the termination set apply */
    int64_t silence_limit_ms;
    const char *holding_text;           /* WRN-2 */
    int64_t people_window_ms;           /* "within: incident" includes at most so much before */
};

/* Does that clock belong to that row? "CLK-16.callback" belongs to "CLK-16" and to itself. */
bool plan_clock_is_of(const char *clock, struct slice row);
/* The rule of exactly that clock for that purpose at that level, or NULL. */
const struct clock_rule *plan_clock(const struct plan *plan, const char *id,
                                    enum clock_purpose purpose, enum level level);
