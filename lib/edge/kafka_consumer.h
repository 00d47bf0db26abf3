/* Takes records from one Kafka topic, from positions that the caller names.
 *
 * With a group, Kafka hands out partitions: ASSIGNED and REVOKED events say which, and the caller
 * answers with kafka_consumer_assign(). Without one, the caller assigns what it likes. Kafka's own
 * committed offsets are never read for positions. Nothing waits but kafka_consumer_watermarks()
 * and kafka_consumer_at(). */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { KAFKA_OFFSET_BEGINNING = -2, KAFKA_OFFSET_END = -1, KAFKA_PARTITION_LIMIT = 1024 };

struct kafka_consumer_options {
    const char *servers;
    const char *client;
    const char *topic;
    const char *group; /* NULL: no group, the caller assigns */
    bool small;        /* little memory, for topics that are read at leisure */
    /* How long a fetch may find nothing, 0: 20 ms. A real broker answers as soon as something comes;
     * the embedded one sleeps it out, and what comes meanwhile waits. */
    int wait_ms;
};

struct kafka_position {
    int32_t partition;
    int64_t offset;
};

/* Borrowed until the next kafka_consumer_next(). */
struct kafka_record {
    int32_t partition;
    int64_t offset;
    int64_t at;         /* the record's timestamp */
    bool is_log_append; /* the broker stamped it */
    bool is_ours;       /* has the header `tocsin` */
    struct slice key;
    struct slice value;
};

enum kafka_event_kind {
    KAFKA_NOTHING,
    KAFKA_RECORD,
    KAFKA_END,      /* nothing more in `partition` at present */
    KAFKA_ASSIGNED, /* `positions`: answer with kafka_consumer_assign() */
    KAFKA_REVOKED,  /* all partitions: answer with kafka_consumer_assign() of none */
    KAFKA_OFFSET_GONE, /* the position of `partition` is not in the log */
    KAFKA_TROUBLE,  /* `reason`; the library goes on trying */
    KAFKA_BROKEN,   /* `reason`; the consumer is of no use any more */
};

struct kafka_event {
    enum kafka_event_kind kind;
    struct kafka_record record;
    int32_t partition;
    const struct kafka_position *positions; /* their offsets mean nothing */
    size_t position_count;
    const char *reason;
};

struct kafka_consumer;

MUST_CHECK int kafka_consumer_open(const struct kafka_consumer_options *options,
                                   struct kafka_consumer **consumer, struct fault *fault);
/* Leaves the group; takes seconds when Kafka is away. */
void kafka_consumer_free(struct kafka_consumer *consumer);
RELEASE_WITH(kafka_consumer, struct kafka_consumer, kafka_consumer_free)

/* Readable when kafka_consumer_next() may have something. */
int kafka_consumer_descriptor(const struct kafka_consumer *consumer);
/* The next event; never waits. */
void kafka_consumer_next(struct kafka_consumer *consumer, struct kafka_event *event);

/* From now on exactly these partitions, from these offsets. */
MUST_CHECK int kafka_consumer_assign(struct kafka_consumer *consumer,
                                     const struct kafka_position *positions, size_t count,
                                     struct fault *fault);
/* Stops and starts fetching all that is assigned. */
MUST_CHECK int kafka_consumer_pause(struct kafka_consumer *consumer, struct fault *fault);
MUST_CHECK int kafka_consumer_resume(struct kafka_consumer *consumer, struct fault *fault);
/* Tells Kafka's group how far we are: a witness for people and tools, read by nobody here. */
void kafka_consumer_witness(struct kafka_consumer *consumer, struct kafka_position position);

/* The first offset still there and the one after the last; asks the broker, at most limit_ms. */
MUST_CHECK int kafka_consumer_watermarks(struct kafka_consumer *consumer, int32_t partition,
                                         int64_t *low, int64_t *high, struct fault *fault);
/* The end of the partition as the last fetch told it, or -1; never waits. */
int64_t kafka_consumer_known_end(struct kafka_consumer *consumer, int32_t partition);
/* The first offset whose timestamp is at or after `at` (the end when none); asks the broker. */
MUST_CHECK int kafka_consumer_at(struct kafka_consumer *consumer, int32_t partition, int64_t at,
                                 int64_t *offset, struct fault *fault);

/* XXH3 of key and value: what a flush stores of the last folded record. */
uint64_t kafka_record_hash(const struct kafka_record *record);
