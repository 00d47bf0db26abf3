/* The fold: the state of one partition, and how one record after the other changes it.
 *
 * Time is in the log. `now` is the greatest stamp seen; before a record is folded, everything
 * that fell due up to its stamp is decided, instant by instant. So decisions fall at a record or
 * at a moment of `now`, never at a poll or a flush, and the same log gives the same state
 * (DESIGN.md §3, §4). */
#pragma once

#include "base/table.h"
#include "core/account.h"
#include "core/org.h"
#include "core/seen.h"

enum {
    FOLD_UNLISTED_ORG_LIMIT = 1000,
    FOLD_IDS_LIMIT = 20000000,
};

/* How far a record's own time may lie from its stamp, and how long ids are known. */
#define FOLD_LATE_MS   DAY_MS
#define FOLD_FUTURE_MS (5 * MINUTE_MS)
#define FOLD_IDS_MS    (25 * HOUR_MS)
#define FOLD_STALE_MS  (10 * MINUTE_MS)
/* A deadline that is decided so much after its instant was missed while we were away. */
#define FOLD_BEHIND_MS (10 * SECOND_MS)

struct fold_options {
    int32_t partition;
    bool knows_staleness; /* the live log: old commands are refused, missed deadlines are late */
};

struct fold {
    struct fold_options options;
    const struct rules *rules;
    int64_t now;             /* MOMENT_NEVER before the first record */
    struct table *orgs;      /* name → struct org */
    size_t unlisted_count;   /* of those without a file of their own */
    struct seen *ids;        /* of feedback */
    struct seen *commands;
    struct accounts accounts;
    int64_t given_up_hours;  /* of ids, for want of room */
};

struct fold *fold_new(const struct rules *rules, const struct fold_options *options);
void fold_free(struct fold *fold);
RELEASE_WITH(fold, struct fold, fold_free)

/* Decides by these rules from now on. */
void fold_use(struct fold *fold, const struct rules *rules);

/* What became of a record. */
struct outcome {
    enum account account;
    bool is_complaint;
    bool is_distinct;
    int64_t counted_at;     /* its event time as it counts */
    struct placing placing; /* lives as the effects do */
};

/* A record that could be read. */
struct folding {
    int64_t stamp;        /* its timestamp in the log */
    int64_t now;          /* of the fold, filled in by it; at least the stamp */
    const struct feedback *feedback;
    enum account account; /* 1. filled in by fold_meet() */
    struct key id;
    const struct reading *reading; /* 2. of those that are counted */
    struct key person;    /* HMAC of the author; read only where the feedback names one */
};

/* Decides everything that falls due up to and including the moment. A moment before `now` changes
 * nothing. */
void fold_pass(struct fold *fold, int64_t now, struct effects *effects);
/* The first step: is it late, a repeat, or to be counted? Only of the last need a text be read. */
enum account fold_meet(const struct fold *fold, struct folding *folding);
/* The second step, of every record that was met; nothing may be folded between the two. */
void fold_feedback(struct fold *fold, struct folding *folding, struct effects *effects,
                   struct outcome *outcome);
void fold_command(struct fold *fold, const struct command *command, int64_t stamp,
                  struct effects *effects);
void fold_quarantine(struct fold *fold);

/* The next moment at which the passing of time alone can decide something; INT64_MAX: none. */
int64_t fold_due_at(const struct fold *fold);
/* The organisation of that name, made when it is not there; beyond the limit it is `_other`. */
struct org *fold_org(struct fold *fold, struct slice name);
