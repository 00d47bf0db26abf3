/* Everything that was loaded from rules/: plans, organisations, how to count. One rules object is
 * one version; a swap makes another. Nothing in it changes after loading. */
#pragma once

#include "base/text.h"
#include "core/outlet.h"
#include "core/plan.h"
#include "core/record.h"

struct calendar;          /* core/calendar.h */
struct detector_settings; /* core/series.h */
struct subject_rule;      /* core/text_rules.h */
struct text_rules;

/* One source of an organisation. A source that no file names has the values of `*`. */
struct source_rules {
    const char *name;
    bool required;               /* data are complete only while it is up */
    bool trusted;                /* its word on severity needs no second */
    int64_t expected_interval_ms; /* silent for longer is an outage; 0 unknown */
    bool has_threshold;
    double threshold;            /* of the complaint probability */
    double true_positive_rate;
    double false_positive_rate;
};

/* A mean for cold starts: so many a day are usual in this series. */
struct daily_mean {
    const char *series; /* "*", "subject/battery" … */
    double mean;
};

/* Who may act in a role. Where a role has no row, everybody who comes with it may. */
struct approver {
    enum role role;
    const char *actor;
};

struct org_rules {
    const char *org;    /* "default" for those without a file */
    const char *title;
    const struct plan *plan;
    const char *zone;   /* the name, for people */
    const char *zone_place; /* "file:line:column" where it stands */
    const struct calendar *calendar;
    const struct detector_settings *detector;
    const struct subject_rule *subjects;
    size_t subject_count;
    const struct source_rules *sources;
    size_t source_count;
    const struct source_rules *other_source; /* `*` */
    const struct daily_mean *means;
    size_t mean_count;
    const struct approver *approvers;
    size_t approver_count;
};

/* What an organisation's past has taught (`tocsin learn`): series that begin without a baseline begin
 * with these. */
struct seed_series {
    struct slice series;
    struct slice state; /* as series_write() made it */
};

struct seed_rules {
    struct slice org;   /* "default" for those without a file of their own */
    struct slice pool;  /* as pool_write() made it */
    const struct seed_series *series;
    size_t series_count;
};

struct rules {
    struct arena *arena;
    char version[2 * KEY_BYTES + 1]; /* digest of everything that was read, hexadecimal */
    const struct plan *const *plans;
    size_t plan_count;
    struct org_rules *orgs; /* whoever knows zones puts the calendars in */
    size_t org_count;
    const struct org_rules *other; /* for organisations without a file; one of `orgs` */
    struct outlets outlets;
    const struct detector_settings *detector;
    struct text_rules *texts; /* owned */
    const struct seed_rules *seeds;
    size_t seed_count;
};

void rules_free(struct rules *rules);
RELEASE_WITH(rules, struct rules, rules_free)

/* A drill (PLAN.md DRL-1) happens in an organisation of its own, "acme.drill" beside "acme": no count,
 * baseline, person or level of the one is ever another's. It has the settings of the real one. */
bool org_is_drill(struct slice org);
/* "acme" of "acme.drill", and of "acme". */
struct slice org_behind(struct slice org);

/* The settings of that organisation; those of `default` when it has none of its own. */
const struct org_rules *rules_org(const struct rules *rules, struct slice org);
const struct plan *rules_plan(const struct rules *rules, struct slice name);
/* The row of that source; the row `*` when it has none of its own. */
const struct source_rules *org_rules_source(const struct org_rules *org, struct slice source);
/* The mean that is configured for that series, or a negative number. */
double org_rules_mean(const struct org_rules *org, struct slice series);
/* What was learned for that organisation, or for "default"; NULL when nothing was. */
const struct seed_rules *rules_seed(const struct rules *rules, struct slice org);
/* The state learned for that series, or an empty slice. */
struct slice seed_rules_state(const struct seed_rules *seed, struct slice series);
/* May this actor act in this role? */
bool org_rules_admits(const struct org_rules *org, struct slice actor, enum role role);
/* The tier of an item: what the record says, else what its outlet is known for. */
enum outlet_tier rules_outlet_tier(const struct rules *rules, const struct feedback *feedback);
