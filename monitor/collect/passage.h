/* The way of records into the log: sent, delivered, stored.
 *
 * A record is safe once it was delivered and, with the embedded broker, surge has stored it (that
 * broker forgets; and the player must not run ahead of surge anyway). What is under way in one
 * partition stays under a limit, so that a broker with little memory loses nothing. The caller
 * learns in the order of sending, partition by partition, which of its marks are safe. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct passage;

struct passage_options {
    const char *kafka;
    const char *redis;
    const char *incarnation; /* of the log, as surge stores it with its position */
    bool until_stored;       /* safe means stored by surge; else delivered */
    size_t limit_bytes;      /* under way in one partition */
    int64_t give_up_ms;      /* when Kafka takes a record for so long not, it is given up */
    int known_partitions;    /* from an earlier start, should Kafka not answer; 0: it must */
    void (*safe)(void *context, int32_t partition, uint64_t mark);
    void *context;
};

int passage_open(const struct passage_options *options, struct passage **passage,
                 struct fault *fault) MUST_CHECK;
void passage_free(struct passage *passage);
RELEASE_WITH(passage, struct passage, passage_free)

/* How many partitions the input topic has. */
int32_t passage_partitions(const struct passage *passage);

/* In place of a partition: the quarantine topic. */
enum { PASSAGE_ASIDE = -1 };

struct passage_record {
    int32_t partition;
    struct slice key;
    struct slice value;
    int64_t at;
    uint64_t mark; /* comes back in safe(); 0: nobody asks */
};

/* Is there room for so many bytes more in that partition? One record always fits into an empty
 * partition. */
bool passage_has_room(const struct passage *passage, int32_t partition, size_t bytes);
/* Sends a copy to the input topic. FAULT_AWAY: try again later; FAULT_INPUT: it can never be sent. */
int passage_send(struct passage *passage, const struct passage_record *record,
                 struct fault *fault) MUST_CHECK;
/* Sends a copy to the quarantine topic; `mark` as for a record. */
int passage_put_aside(struct passage *passage, struct slice key, struct slice value, uint64_t mark,
                      struct fault *fault) MUST_CHECK;

/* Takes delivery reports and, when it is time, asks Redis what surge has stored. FAULT_AWAY when a
 * record was given up: what is under way is lost and the program starts anew. */
int passage_serve(struct passage *passage, int64_t now_monotonic, struct fault *fault) MUST_CHECK;
/* Has Kafka taken nothing for some seconds, with something to take? */
bool passage_is_away(const struct passage *passage, int64_t now_monotonic);
/* Is anything under way, quarantine included? */
bool passage_is_busy(const struct passage *passage);
/* Readable when passage_serve() has reports to take. */
int passage_descriptor(const struct passage *passage);
