/* Sends records to Kafka and says what became of each.
 *
 * Idempotent, so that retries neither repeat nor reorder; partitioned by murmur2 of the key, as
 * Java's client does it, when no partition is named. Nothing waits here: a full queue is a FAULT_AWAY. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* The header that marks records of our own programs, whose timestamps move `now`. */
#define KAFKA_HEADER "tocsin"

enum { KAFKA_BY_KEY = -1, KAFKA_TOPICS = 4 };

/* What became of one record; `reason` is NULL when it was delivered. */
struct kafka_delivery {
    void *opaque; /* of the message */
    int32_t partition;
    int64_t offset;
    const char *reason; /* borrowed during the call */
};

typedef void kafka_report(void *context, const struct kafka_delivery *delivery);

struct kafka_producer_options {
    const char *servers; /* "HOST:PORT,…" */
    const char *client;  /* shown by the broker: "tocsin-surge" */
    kafka_report *report; /* called inside kafka_producer_serve(); NULL: nobody asks */
    void *context;
    int64_t timeout_ms;  /* give a record up after this long; 0 is 30 s */
    size_t queue_bytes;  /* most that waits; 0 is 64 MiB */
    int linger_ms;       /* how long to gather a batch */
    /* What it will write to, looked up at once (and asked for later when Kafka is away): the first
     * record to a topic that the library has not met waits for its timer, up to a second. */
    const char *topics[KAFKA_TOPICS]; /* NULL: no more */
};

struct kafka_message {
    const char *topic;
    int32_t partition; /* KAFKA_BY_KEY, or the number */
    struct slice key;
    struct slice value;
    int64_t at;        /* timestamp; 0 is the machine's clock */
    bool is_ours;      /* carries the header `tocsin` */
    void *opaque;      /* comes back in the report */
};

struct kafka_producer;

MUST_CHECK int kafka_producer_open(const struct kafka_producer_options *options,
                                   struct kafka_producer **producer, struct fault *fault);
/* Does not wait for what is under way. */
void kafka_producer_free(struct kafka_producer *producer);
RELEASE_WITH(kafka_producer, struct kafka_producer, kafka_producer_free)

/* Queues a copy of the record. FAULT_AWAY: the queue is full, try again later; FAULT_INPUT: this
 * record can never be sent (too large); FAULT_SETUP: the topic or partition is not there. */
MUST_CHECK int kafka_producer_send(struct kafka_producer *producer,
                                   const struct kafka_message *message, struct fault *fault);
/* Readable when kafka_producer_serve() has reports to make. */
int kafka_producer_descriptor(const struct kafka_producer *producer);
/* Makes the reports that are due; never waits. FAULT_SETUP: the producer is broken for good. */
MUST_CHECK int kafka_producer_serve(struct kafka_producer *producer, struct fault *fault);
/* Records whose report is still to come. */
size_t kafka_producer_waiting(const struct kafka_producer *producer);
/* Waits until all was reported, at most this long. */
MUST_CHECK int kafka_producer_flush(struct kafka_producer *producer, int64_t limit_ms,
                                    struct fault *fault);
/* The last trouble the library told of ("1/1 brokers are down"), or NULL; borrowed. */
const char *kafka_producer_trouble(const struct kafka_producer *producer);
