/* One organisation as a partition counts it: its series, sources, people and incidents.
 *
 * All that concerns one organisation is on one partition, in order (DESIGN.md §1). The fields are
 * shown because lib/wire/keep stores them; only org.c and fold.c change them. */
#pragma once

#include "base/table.h"
#include "core/casebook.h"
#include "core/novelty.h"
#include "core/pool.h"
#include "core/rules.h"
#include "core/series.h"
#include "core/source.h"

enum {
    ORG_SUBJECT_LIMIT = 1000,  /* beyond, a subject counts in "*" only */
    ORG_SERIES_LIMIT = 20000,  /* of all dimensions together */
    ORG_DIRTY_MINUTES = 1600,  /* more than the minutes a record may lie back */
};

/* A minute that the window was about to forget before it was stored: it can change no more. */
struct frozen_minute {
    int64_t minute_at;
    struct counts minute;
    struct counts hour; /* of the hour it lies in */
};

/* A series and what of it was changed since it was stored. */
struct tracked {
    struct series *series;
    enum series_kind kind;
    int64_t *dirty_minutes; /* starts of minutes; may name one twice */
    size_t dirty_count;
    size_t dirty_capacity;
    int64_t oldest_dirty_at; /* INT64_MAX when there is none */
    struct frozen_minute *frozen;
    size_t frozen_count;
    size_t frozen_capacity;
    bool is_changed;        /* its figures or growth may have; it is among org->changed */
    int64_t written_bucket_at; /* the bucket that was open when the detector was last stored */
    bool is_new;            /* not in the index yet */
    double daily_mean;      /* configured; 0 when none */
};

struct org {
    char *name;
    const struct rules *rules;
    const struct org_rules *settings;
    struct table *series;   /* name → struct tracked */
    struct tracked *whole;  /* 1. those that are asked for most often; NULL until they are there */
    struct tracked *channels[CHANNEL_COUNT];
    struct table *sources;  /* name → struct source */
    struct pool *pool;
    struct novelty *novelty;
    struct casebook *casebook;
    uint64_t sequence;      /* of the last trigger */
    int64_t now;            /* of the fold, at the decision that is being taken */
    size_t subject_count;
    struct tracked **sorted; /* all series by name; valid while sorted_count is their number */
    size_t sorted_count;
    struct tracked **changed; /* series of which something may have to be stored, each once */
    size_t changed_count;
    size_t changed_capacity;
    int64_t due_at;         /* 2. at most the least of all series' and the casebook's */
    int64_t pool_due_at;    /* 3. the next local midnight; INT64_MAX before the first record */
    bool had_outage;        /* 4. while false, no source was ever out */
    bool dirty;             /* sequence, pool or sources changed */
    bool is_new;            /* not in the index yet */
    int64_t overflow_count; /* subjects that were counted in "*" only */
    struct text scratch;    /* the name of the series that is looked for */
};

struct org *org_new(struct slice name, const struct rules *rules);
void org_free(struct org *org);
RELEASE_WITH(org, struct org, org_free)
/* Decides by these rules from now on. */
void org_use(struct org *org, const struct rules *rules);

/* The series of that name, made when it is not there. */
struct tracked *org_series(struct org *org, struct slice name);
/* The series of that name, or NULL. */
struct tracked *org_find_series(const struct org *org, struct slice name);
struct source *org_source(struct org *org, struct slice name);

/* The figures of the series may have changed, and have to be stored. */
void org_note(struct org *org, struct tracked *tracked);
/* All of them were stored, or never will be. */
void org_settle(struct org *org);

/* What a series is counted with at that moment; borrowed until the next call. */
struct series_context org_context(struct org *org, const struct tracked *tracked, int64_t now);

/* What is known of outages is about to change: series that were left alone are stepped with what was
 * known until now, so that it does not matter when one of them is looked at. */
void org_catch_up(struct org *org, int64_t now);

/* Notes that the minute of `at` must be stored. */
void tracked_touch(struct tracked *tracked, int64_t at);
/* Before something is counted at that moment: keeps what the window would forget by it unstored. */
void tracked_freeze(struct tracked *tracked, int64_t at);
/* Everything was stored. */
void tracked_settle(struct tracked *tracked);

/* All series in order of their names' bytes; borrowed until one is added. */
struct tracked *const *org_sorted_series(struct org *org, size_t *count);
