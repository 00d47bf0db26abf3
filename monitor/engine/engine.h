/* The engine: bytes of the log in, decisions out. Surge, replay and the story runner share it, so
 * that a file and the live topic are judged by the same code.
 *
 * It joins lib/wire (bytes to records), lib/read (what a text says) and lib/core (the fold); it
 * knows neither Kafka nor Redis, asks no clock, and logs nothing. One engine holds rules and
 * readers; each partition has its own fold, in memory until the owner stores a delta. */
#pragma once

#include "base/fault.h"
#include "core/account.h"
#include "core/change.h"
#include "wire/kept.h"

#include <stdbool.h>
#include <stdint.h>

struct engine;
struct engine_partition;
struct complaints;
struct json;
struct reader;

struct engine_setup {
    const char *rules_folder;
    struct complaints *complaints; /* of wire/yaml.h: every line that is wrong with the rules */
    struct slice install_key; /* empty: commands need no signature */
    bool reads_texts;         /* false leaves the text path out (benchmarks) */
    bool keeps_no_register;   /* nobody asks for register records (replay) */
};

/* Loads and checks all rules; FAULT_SETUP when something is wrong with them. */
MUST_CHECK int engine_open(const struct engine_setup *setup, struct engine **engine,
                           struct fault *fault);
void engine_free(struct engine *engine);
RELEASE_WITH(engine, struct engine, engine_free)
/* Loads the rules again. A partition goes on with the old ones until a `rules` record of the new
 * version comes along in its log. On failure nothing changes. */
MUST_CHECK int engine_reload(struct engine *engine, struct complaints *complaints,
                             struct fault *fault);
/* The version of the rules loaded last, hexadecimal. */
const char *engine_version(const struct engine *engine);
/* Those rules, and the reader made from them; borrowed until the next engine_reload(). */
const struct rules *engine_rules(const struct engine *engine);
struct reader *engine_reader(const struct engine *engine);

struct engine_partition_setup {
    int32_t partition;
    int32_t partition_count; /* 0: no check that a record's key leads to its partition */
    const char *cluster;     /* for quarantine and register records */
    bool is_log_append;      /* the topic's stamps are the broker's; else only records with our
                                header move time */
    bool is_live;            /* no file is played: old commands are refused, missed deadlines late */
};

struct engine_partition *engine_partition_new(struct engine *engine,
                                              const struct engine_partition_setup *setup);
void engine_partition_free(struct engine_partition *partition);
RELEASE_WITH(engine_partition, struct engine_partition, engine_partition_free)

/* Restoring: the owner fetches what is wanted and hands it over, stage by stage, until nothing more
 * is wanted (wire/kept.h). */
const struct kept_wish *engine_wanted(struct engine_partition *partition, size_t *count);
MUST_CHECK int engine_restore(struct engine_partition *partition, size_t wish,
                              const struct slice *items, size_t count, struct fault *fault);

/* One record of the log. */
struct engine_record {
    int64_t offset;
    int64_t at;   /* its timestamp */
    bool is_ours; /* has the header `tocsin`; read only where stamps are not the broker's */
    struct slice key;
    struct slice value;
    const struct json *document; /* the value, where somebody has read it already; else NULL */
};

/* Folds one record; whatever it holds, it is accounted for. */
void engine_take(struct engine_partition *partition, const struct engine_record *record);
/* Time passes without a record (replay only: the live engine is driven by the log). */
void engine_pass(struct engine_partition *partition, int64_t now);

struct engine_output {
    const char *topic; /* "quarantine" or "register" */
    struct slice key;
    struct slice value;
};

/* What must be stored and sent. Borrowed until the next engine_gather(); records may be taken
 * meanwhile, they belong to the next delta. */
struct engine_delta {
    const struct change *changes;
    size_t change_count;
    size_t bytes; /* of all keys and values together */
};

/* Gathers what changed since the last time; call it when the flush before was answered. */
void engine_gather(struct engine_partition *partition, struct engine_delta *delta);
/* Gathers the whole state, as if nothing were stored. What is gathered must go into a store that has
 * nothing, or the partition is thrown away (a copy of the process, for a checkpoint). */
void engine_gather_all(struct engine_partition *partition, struct engine_delta *delta);
/* About how many bytes the next delta will have; cheap. */
size_t engine_pending_bytes(const struct engine_partition *partition);
bool engine_pending_triggers(const struct engine_partition *partition);
/* Forgets what would have to be stored, for those who store nothing (replay), and the events. */
void engine_settle(struct engine_partition *partition);
/* Quarantine and register records that the last engine_take() made, to be produced at once and
 * delivered before the flush that passes them. Borrowed until the next engine_take(). */
const struct engine_output *engine_outputs(struct engine_partition *partition, size_t *count);

/* The trigger events since the last gather or settle, in order, each a CloudEvent. */
const struct slice *engine_triggers(struct engine_partition *partition, size_t *count);

const struct accounts *engine_accounts(const struct engine_partition *partition);
/* The state itself, to look at. */
const struct fold *engine_fold(const struct engine_partition *partition);
/* Log time of the partition; MOMENT_NEVER before the first record. */
int64_t engine_now(const struct engine_partition *partition);
/* The next moment at which the passing of time alone can decide something; INT64_MAX: none. */
int64_t engine_due_at(const struct engine_partition *partition);
/* The version of the rules in force in this partition's state. */
const char *engine_partition_version(const struct engine_partition *partition);
