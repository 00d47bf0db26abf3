/* One incident: what happened, what is in force, what runs, who said what.
 *
 * A plain record of an episode. core/sign and core/trail put what is heard into it, core/grade
 * reads it, core/episode moves it from level to level, core/deadline runs its clocks. Readers
 * (why, the desk's JSON) only look. */
#pragma once

#include "core/state.h"
#include "core/casebook.h"
#include "core/people.h"
#include "core/plan.h"
#include "core/trail.h"

enum {
    INCIDENT_OUTLET_LIMIT = 64,
    INCIDENT_LETTER_LIMIT = 32,
    INCIDENT_NODE_LIMIT = 200,      /* posts kept for the tree of reposts */
    INCIDENT_TIMELINE_LIMIT = 400,  /* the oldest but the first go first */
    INCIDENT_FLAG_LIMIT = 128,
    INCIDENT_CLOCK_LIMIT = 256,
    INCIDENT_REGION_LIMIT = 200,
    INCIDENT_SERIES_LIMIT = 64,
    INCIDENT_WORDS_LIMIT_BYTES = 2000, /* of what a person says; what was cut ends in `…` */
};

enum { CLOCK_STAGE_LOOK = 90 }; /* of a clock that answers meet */

/* A severity marker of the organisation's own. */
struct marker_seen {
    int64_t count;
    int64_t first_at;
    int64_t last_at;
    bool is_trusted;                           /* a trusted source said it */
    struct key authors[MARKER_AUTHOR_LIMIT];
    size_t author_count;
    char *evidence;                            /* id of the first record */
};

struct outlet_seen {
    char *name;
    enum outlet_tier tier;
    int64_t at;          /* of its last item */
    int64_t received_at; /* log time of that item */
};

struct letter_seen {
    enum letter_rank rank;
    int64_t received_at;
    char *id;
};

/* What a person attested. */
struct flag {
    char *item;
    bool value;
    double number;   /* of `value`, else 0 */
    char *text;      /* `value` as it was given */
    char *evidence;
    char *actor;
    enum role role;
    int64_t at;
};

enum clock_state { CLOCK_PENDING, CLOCK_MET, CLOCK_WAIVED, CLOCK_ENDED };

/* "pending", "met", "waived", "ended". */
const char *incident_clock_state(enum clock_state state);

struct clock {
    char *id;                  /* of its rule: "CLK-16.callback" */
    enum clock_purpose purpose;
    enum level level;          /* whose clock it is; of a proposal: the level proposed */
    int64_t started_at;
    int64_t due_at;
    uint32_t n;                /* which one of that id in this incident */
    int stage;                 /* 0, 50, 80, CLOCK_STAGE_LOOK, 100: what was said already */
    int answered_percent;      /* of the complaints, which meets it; 0: people meet it */
    int64_t look_ms;           /* so long before it is due it looks whether that will be reached */
    enum clock_state state;
    bool is_overdue;           /* the due instant passed unmet */
    int64_t ended_at;
    char *actor;
    char *reason;
};

/* A clause as it was when it decided: rules may change meanwhile. */
struct kept_clause {
    char *id;
    char *place;
    char *quote;
};

struct kept_clauses {
    struct kept_clause *rows;
    size_t count;
};

struct proposal {
    bool is_pending;
    int64_t at;
    int64_t verified_at; /* MOMENT_NEVER until somebody verified */
    struct kept_clauses clauses;
};

struct node {
    char *id;
    char *parent; /* NULL when unknown */
    char *source;
    enum channel channel;
    int64_t at;
    int64_t reach;
    bool is_repost;
};

struct region_seen {
    char *name;
    int64_t count;
};

struct timeline_entry {
    int64_t at;
    char *what;  /* a trigger's type, a verb, or "joined", "silenced" … */
    char *who;   /* NULL when nobody in person */
    bool has_level;
    enum level level; /* in force from here on, when it has one */
    char *text;
};

struct approval {
    char *actor;
    enum role role;
    int64_t at;
};

struct incident {
    char id[INCIDENT_ID_BYTES];
    char *subject;
    uint64_t revision;
    bool is_changed;        /* since it was last stored */

    int64_t opened_at;      /* log time */
    int64_t heard_from_at;  /* complaints from here on are its own: the window that decided */
    int64_t level_at;       /* since when the level is in force */
    int64_t assessed_at;    /* start of the day whose growth was assessed last (日評估) */
    int64_t rejected_at;    /* when level 1 was last rejected; MOMENT_NEVER */
    int64_t response_at;    /* when a response first began; MOMENT_NEVER */
    int64_t released_at;    /* MOMENT_NEVER while it is open */
    enum level level;       /* in force; NONE once released */
    enum level worst;
    enum trigger_mode mode; /* how the level came into force */
    struct kept_clauses clauses; /* that put the level in force */
    bool is_casualty;       /* the termination set applies */
    bool is_settled;        /* LVL-11: corrected; what was known then escalates nothing */
    uint32_t happened[TRIGGER_TYPE_COUNT];

    /* what was heard */
    struct people people;
    int64_t anonymous;      /* complaints without an author */
    int64_t complaints;
    int64_t mentions;
    int64_t sentiment[SENTIMENT_COUNT];
    struct marker_seen markers[MARKER_COUNT];
    struct outlet_seen outlets[INCIDENT_OUTLET_LIMIT];
    size_t outlet_count;
    struct letter_seen letters[INCIDENT_LETTER_LIMIT];
    size_t letter_count;
    struct region_seen regions[INCIDENT_REGION_LIMIT];
    size_t region_count;
    struct node nodes[INCIDENT_NODE_LIMIT];
    size_t node_count;

    /* what is counted elsewhere, as last decided */
    bool has_growth;
    struct growth growth;   /* of the series that decides */
    char *series;           /* whose growth it is */
    char *joined[INCIDENT_SERIES_LIMIT]; /* wider series that joined */
    size_t joined_count;
    bool is_narrow;         /* of "*": only series that joined are in it, not the whole */
    double expected_at_open;
    int64_t peak_complaints; /* of the rolling 24 h, distinct */
    int64_t peak_mentions;
    int64_t spread_at;      /* when the spread trend was last seen; MOMENT_NEVER */

    /* what runs */
    uint64_t *fired;        /* keys of criteria that hold and were acted upon */
    size_t fired_count;
    struct proposal proposals[LEVEL_COUNT]; /* of NONE: to close level 3 */
    struct clock clocks[INCIDENT_CLOCK_LIMIT];
    size_t clock_count;
    struct flag flags[INCIDENT_FLAG_LIMIT];
    size_t flag_count;
    struct approval *approvals; /* of a release that takes several */
    size_t approval_count;
    char *acknowledged_by;
    struct timeline_entry *timeline;
    size_t timeline_count;
    size_t timeline_capacity;
};

struct incident *incident_new(struct slice subject, int64_t now);
void incident_free(struct incident *incident);
RELEASE_WITH(incident, struct incident, incident_free)

bool incident_is_open(const struct incident *incident);
/* "subject/battery" or "*": the series of its subject. Adds to the text. */
void incident_add_series(const struct incident *incident, struct text *text);
/* Is the series one of those that joined? */
bool incident_has_joined(const struct incident *incident, struct slice series);
/* Something changed: it is to be stored and shown again. */
void incident_touch(struct incident *incident);
/* A line of its history; `who` may be NULL. */
void incident_log(struct incident *incident, int64_t at, const char *what, const char *who,
                  const char *format, ...) PRINTF_LIKE(5, 6);
/* The line added last tells of the level that is in force now. */
void incident_log_level(struct incident *incident);
/* The flag of that item, or NULL. */
const struct flag *incident_flag(const struct incident *incident, const char *item);
/* Is that item attested true? */
bool incident_is_attested(const struct incident *incident, const char *item);
/* Sets it; the last word counts. False when there are too many. */
bool incident_set_flag(struct incident *incident, const struct command *command, int64_t now);
bool incident_has_fired(const struct incident *incident, uint64_t key);
/* Replaces the strings by copies of the clauses. */
void kept_clauses_set(struct kept_clauses *kept, const struct clause *clauses, size_t count);
void kept_clauses_done(struct kept_clauses *kept);

/* The state, without the people. */
void incident_write(const struct incident *incident, struct text *text);
/* NULL when the bytes are none of ours. */
struct incident *incident_read(struct slice content);
