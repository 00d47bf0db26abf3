/* What the files of this program share: one struct for what lives as long as the process, one for
 * each partition that it owns. DESIGN.md beside this file says how they work together. */
#pragma once

#include "base/fault.h"
#include "base/text.h"
#include "core/record.h"
#include "edge/clock.h"
#include "edge/kafka_consumer.h"
#include "edge/kafka_producer.h"
#include "edge/log.h"
#include "edge/process.h"
#include "edge/redis_flush.h"
#include "edge/signals.h"
#include "engine/engine.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

struct surge_settings {
    const char *kafka;
    const char *redis;
    const char *state;
    const char *rules;
    const char *clock;
    const char *embedded; /* the embedded broker's id; NULL: a real Kafka */
    const char *group;
    const char *alarm;
    const char *heartbeat;
    int64_t heartbeat_every_ms;
    const char *checkpoints;
    int64_t checkpoint_every_ms;
    bool no_texts;
    bool check_config;
};

enum {
    FLUSH_BUSY_MS = 250,   /* at most this long after the first change */
    FLUSH_IDLE_MS = 1000,  /* also when nothing changed, to notice a Redis that was rolled back */
    FLUSH_BYTES = 4 << 20, /* at once when this much waits */
    RETRY_FIRST_MS = 100,
    RETRY_MOST_MS = 2000,
    TICK_MS = 1000,
    AHEAD_MS = 600000,     /* a record stamped further ahead holds its partition */
    STALL_MS = 30000,      /* no progress with work to do is an alarm about ourselves */
};

/* A trigger on its way out. */
struct outbox_entry {
    char *id;    /* hexadecimal */
    char *event; /* a CloudEvent */
    size_t length;
};

/* Entries in fold order; the first `delivered` ones wait to be removed from Redis. */
struct outbox {
    struct outbox_entry *entries;
    size_t count;
    size_t capacity;
    size_t delivered;
    bool is_producing; /* the entry after the delivered ones */
    int64_t retry_at;
};

/* A delta that was gathered and is not answered yet. */
struct flight {
    bool is_gathered;
    bool is_sent;
    struct text request;
    uint64_t outputs;  /* must all be delivered before it is sent */
    int64_t offset;    /* what it stores */
    uint64_t hash;
    uint64_t records;
    size_t leaving;    /* entries of the outbox that it removes */
    struct outbox added;
};

enum stage {
    STAGE_WAITING, /* to be read from Redis at `retry_at` */
    STAGE_PROVING, /* the record before the stored offset is awaited, to be compared */
    STAGE_FOLDING,
    STAGE_STOPPED, /* a person must act */
};

struct owned {
    struct app *surge;
    int32_t partition;
    uint32_t generation;      /* 1. grows when the state in memory is thrown away */
    enum stage stage;
    int64_t retry_at;         /* 2. monotonic; for WAITING and STOPPED */
    int64_t retry_ms;
    bool has_stopped;         /* only then does a person's acceptance count */
    bool is_accepted;         /* until a flush has stored where it goes on */
    int64_t held_until;       /* 3. a record of the log is stamped this far ahead; 0: none */
    struct engine_partition *engine; /* 4. NULL in WAITING and STOPPED */
    struct text incarnation;  /* 5. as stored; empty when nothing is */
    int64_t stored_offset;
    uint64_t stored_hash;
    int64_t stored_edition;
    int64_t next_offset;      /* 6. next to fold, and the hash of the record before it */
    uint64_t last_hash;
    uint64_t records;         /* 7. folded since the last gathering; at most `record_limit` */
    uint64_t record_limit;
    int64_t dirty_at;         /* 8. monotonic, of the first change since then; 0: none */
    int64_t flushed_at;       /* 9. monotonic, of the last answer */
    int64_t checkpoint_at;    /* when the next one is due; monotonic */
    int64_t checkpoint_offset; /* of the last one */
    int64_t heard_at;         /* 10. monotonic, of the last record or tick */
    uint64_t outputs_sent;    /* 11. quarantine and register records */
    uint64_t outputs_delivered;
    struct outbox outbox;
    struct flight flight;
};

struct app {
    const struct surge_settings *settings;
    const struct log *log;
    struct clock *clock;
    struct signals *signals;
    struct engine *engine;
    struct text key; /* of the installation */
    struct kafka_consumer *consumer;
    struct kafka_producer *producer;
    struct redis *store;  /* flushes; never waited for */
    struct redis *reader; /* for what is waited for: reading a partition's state */
    char script[REDIS_SCRIPT_BYTES];
    char *incarnation;
    int32_t partition_count;
    bool is_log_append;
    struct owned *owned[KAFKA_PARTITION_LIMIT];
    size_t owned_count;
    struct owned *sent[KAFKA_PARTITION_LIMIT]; /* 1. whose flush each coming answer is for */
    size_t sent_count;
    bool assign_again;    /* 2. partitions joined or left those that are fetched */
    bool is_broken;       /* 3. Kafka's client is of no use any more */
    int64_t progress_at;  /* 4. monotonic, of the last stored flush that moved */
    int64_t status_at;
    bool is_degraded;
    struct process alarm;  /* the last that was run */
    struct http_client *heart; /* NULL before the first heartbeat */
    int64_t heartbeat_at;  /* monotonic, not before */
    int64_t probe_at;      /* monotonic; a tick for its sake, not before */
    struct checkpointing {
        struct process process; /* writes the checkpoint of one partition */
        bool is_written;        /* and waits for the delivery of its outputs */
        int32_t partition;
        uint32_t generation;
        uint64_t outputs;
    } checkpointing;
    struct text trouble;  /* 5. the last thing that went wrong; for the status */
};

/* start.c */
MUST_CHECK int surge_start(struct app *surge, struct fault *fault);
void surge_stop(struct app *surge);

/* loop.c */
MUST_CHECK int surge_run(struct app *surge, struct fault *fault);

/* owned.c */
struct owned *owned_add(struct app *surge, int32_t partition);
struct owned *owned_find(const struct app *surge, int32_t partition);
void owned_remove_all(struct app *surge);
/* Forgets what is in memory and reads it again after a pause that grows. */
void owned_throw_away(struct owned *owned, const char *id, const struct fault *why);
/* Nothing goes on in this partition until a person acts. */
void owned_stop(struct owned *owned, const char *id, const struct fault *why);
/* Fetches exactly what should be fetched. */
MUST_CHECK int owned_assign_all(struct app *surge, struct fault *fault);

/* restore.c: reads a WAITING partition; then it is PROVING or FOLDING. */
MUST_CHECK int restore_partition(struct owned *owned, struct fault *fault);
/* Looks whether a person accepted the log of a STOPPED partition as it is. */
void restore_look_for_acceptance(struct owned *owned);

/* checkpoint.c: begins the checkpoint that is due, and hears of the one that was begun. */
void checkpoint_tend(struct app *surge, int64_t now);
/* The file of a partition's last checkpoint (""), or of the one before it (".before"); yours to
 * free. */
char *checkpoint_path(const struct app *surge, int32_t partition, const char *ending);

/* heartbeat.c */
void heartbeat_tend(struct app *surge, int64_t now);
size_t heartbeat_waits(const struct app *surge, struct pollfd *waits, size_t most);
int64_t heartbeat_due_at(const struct app *surge);
void heartbeat_free(struct app *surge);

/* recover.c: Redis has nothing of this partition: its newest checkpoint is put there, or it is said
 * what will not be known. */
MUST_CHECK int recover_partition(struct owned *owned, struct fault *fault);

/* take.c: folds what Kafka has, for at most one turn; false when there was nothing more. */
bool take_records(struct app *surge);

/* flush.c */
void flush_all(struct app *surge, int64_t now);
void flush_answers(struct app *surge, int64_t now);
/* When flush_all() must be called at the latest. */
int64_t flush_due_at(const struct app *surge);

/* outbox.c */
void outbox_add(struct outbox *outbox, struct slice id, struct slice event);
void outbox_drop(struct outbox *outbox, size_t count);
void outbox_clear(struct outbox *outbox);
/* Adds the ids that may leave Redis, borrowed until outbox_drop(). */
void outbox_delivered_ids(const struct outbox *outbox, struct slice *ids);

/* outputs.c: quarantine and register records, and what becomes of all that is produced. */
MUST_CHECK int outputs_send(struct owned *owned, struct fault *fault);
/* The next trigger of each outbox. */
void outputs_send_triggers(struct app *surge, int64_t now);
/* A signed command of this program, into the log of the partition it is about: VERB_TICK, or
 * VERB_RULES with the version loaded last. */
MUST_CHECK int outputs_send_command(struct owned *owned, enum verb verb, struct fault *fault);
kafka_report outputs_report;

/* reload.c: reads the rules again; they take effect at their place in each partition's log. */
void reload_rules(struct app *surge);

/* status.c: what others see of us. */
void status_tell(struct app *surge, int64_t now);
void status_add_changes(struct owned *owned, struct arena *arena, struct change **changes,
                        size_t *count);
