/* A trigger: what the product tells the world. wire/cloudevent.c writes it as a CloudEvent.
 *
 * Its id is made from its cause, so that saying it twice is the same as saying it once:
 * the digest of (incident, type, clause, n), for clocks with clock and stage, for sources of
 * (org, source, start of the silence), for commands of (org, command id). */
#pragma once

#include "base/digest.h"
#include "core/level.h"
#include "core/record.h"

enum trigger_type {
    TRIGGER_WARNING_RAISED,
    TRIGGER_WARNING_RELEASED,
    TRIGGER_WARNING_SUPERSEDED,
    TRIGGER_RESPONSE_PROPOSED,
    TRIGGER_RESPONSE_TRIGGERED,
    TRIGGER_RESPONSE_UPGRADED,
    TRIGGER_RESPONSE_DOWNGRADED,
    TRIGGER_RESPONSE_RELEASED,
    TRIGGER_RESPONSE_CLOSED,
    TRIGGER_UPGRADE_REQUESTED,
    TRIGGER_CLOCK_DUE,
    TRIGGER_CLOCK_OVERDUE,
    TRIGGER_SOURCE_SILENT,
    TRIGGER_SOURCE_BACK,
    TRIGGER_COMMAND_DONE,
    TRIGGER_COMMAND_REFUSED,
    TRIGGER_TYPE_COUNT,
};

/* "tocsin.warning.raised.v1" … */
const char *trigger_type_name(enum trigger_type type);

enum trigger_mode { MODE_NONE, MODE_ACTIVE, MODE_PASSIVE };

/* The row of PLAN.md, the place in the document, its words; borrowed from the rules. */
struct clause {
    const char *id;
    const char *place;
    const char *quote;
};

/* How much more than usual. `ratio` 4.4 is 440 % of the mean and growth of +340 %. */
struct growth {
    enum growth_decider { DECIDED_BY_NOTHING, DECIDED_BY_LITERAL, DECIDED_BY_EARLY } decided_by;
    int tier;           /* 0, 100 (warning), 200, 300 or 500: the growth threshold in force */
    int literal_tier;   /* 0, 200, 300 or 500: by the 24 h rule alone */
    int64_t window_ms;  /* the window that is shown */
    int64_t observed;
    double expected;
    double ratio;
    double growth_percent;
    double day_percent; /* of the last 24 h by the literal rule; 0 while they are too few for it */
    double corrected_ratio; /* on counts corrected for the sources' error rates */
    double guard;       /* D of the guard; it must reach the rules' minimum */
    double probability; /* P(ratio > 3) of the filter */
    double score;       /* 0 … 1: how unusual the last hour is */
    double baseline_days;
    uint32_t baseline_version;
    double expected_at_open; /* as the baseline stood when the incident opened; 0 when none */
    bool suspected_coordination;
    bool is_usual_known; /* learned for long enough, or told; not stored, right when it was asked for */
};

struct evidence {
    const char *id;
    const char *source;
    const char *excerpt; /* redacted */
    int64_t at;
};

struct trigger_deadline {
    const char *clock; /* "CLK-1" */
    const char *group; /* who must act */
    const char *place;
    int64_t due_at;
    const char *state; /* "pending", "met", "waived", "overdue" */
};

struct trigger {
    struct key id;
    enum trigger_type type;
    int64_t at;         /* log time of the decision */
    bool late;          /* decided while catching up */
    uint64_t sequence;  /* per organisation */
    const char *org;
    const char *incident; /* hexadecimal, NULL when none */
    const char *subject;
    enum level level;
    enum level previous_level;
    enum trigger_mode mode;
    const struct clause *clauses;
    size_t clause_count;
    bool has_growth;
    struct growth growth;
    const char *series; /* whose growth it is */
    int64_t people;     /* exact distinct people, -1 when it does not apply */
    int64_t distinct;   /* distinct complaints in the window, -1 when it does not apply */
    const struct evidence *evidence;
    size_t evidence_count;
    const struct trigger_deadline *deadlines;
    size_t deadline_count;
    /* clocks */
    const char *clock;
    const char *stage; /* "50", "80", "due" */
    int64_t due_at;
    /* sources */
    const char *source;
    int64_t since_at;
    /* commands */
    const char *command;
    const char *verb;
    const char *actor;
    const char *role; /* NULL when none */
    const char *reason; /* why it was refused, or the person's reason */
    const char *note;   /* a plain sentence for people, NULL when none */
};

/* The ids of triggers that belong to no incident. */
struct key trigger_command_id(enum trigger_type type, struct slice org, struct slice command);
struct key trigger_source_id(enum trigger_type type, struct slice org, struct slice source,
                             int64_t since_at);
