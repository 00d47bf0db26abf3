/* The flush: one scripted call that stores a delta of one partition, or nothing.
 *
 * The script refuses when the incarnation, the offset or the edition in Redis is not the one this
 * delta starts from. That comparison is the safety property: it catches a second owner, an answer
 * that was lost, and a Redis that was rolled back under a living owner. DESIGN.md §3. The edition
 * grows when somebody else changes the state (`tocsin state erase`), so that the owner reads it
 * again.
 *
 * Keys, all behind `tocsin:{p}:`:
 *   position    hash {layout, incarnation, offset, hash, edition}; `offset` is the next to fold
 *   outbox      list of "<trigger id> <CloudEvent>" in fold order
 *   outbox:ids  set of the ids in that list */
#pragma once

#include "base/fault.h"
#include "base/text.h"
#include "core/change.h"
#include "edge/redis.h"

#include <stdint.h>

/* The shape of all keys and values; a member with another one refuses to start. */
enum { REDIS_LAYOUT = 1 };

/* Where a partition stands in Redis. */
struct redis_position {
    bool exists;
    int64_t layout;
    struct slice incarnation; /* borrowed from the arena given */
    int64_t offset;           /* next to fold */
    uint64_t hash;            /* of the record at offset - 1; 0 when none was folded */
    int64_t edition;          /* how often somebody else changed the state */
};

struct redis_flush {
    int32_t partition;
    const char *script;                /* of redis_flush_prepare() */
    struct slice expected_incarnation; /* empty: nothing is stored yet */
    int64_t expected_offset;
    int64_t expected_edition;
    struct slice incarnation;
    int64_t offset;
    uint64_t hash;
    const struct change *changes;
    size_t change_count;
    const struct slice *delivered; /* trigger ids that leave the outbox, from its front */
    size_t delivered_count;
};

enum { REDIS_SCRIPT_BYTES = 41 }; /* a SHA-1 in hexadecimal and its NUL */

/* Loads the script into this Redis; waits. `script` is its name there. */
MUST_CHECK int redis_flush_prepare(struct redis *redis, char script[REDIS_SCRIPT_BYTES],
                                   struct fault *fault);
/* Adds the request that redis_send_request() takes; nothing is borrowed afterwards. */
void redis_flush_write(struct text *request, const struct redis_flush *flush);
/* What the answer means: 0 stored; -1 and the fault when it was anything else, NULL included:
 * then the state in memory is worth nothing and is read again. Never send it a second time. */
MUST_CHECK int redis_flush_stored(const struct redis_reply *reply, struct fault *fault);

/* Reads where the partition stands; waits. */
MUST_CHECK int redis_position_read(struct redis *redis, int32_t partition, struct arena *arena,
                                   struct redis_position *position, struct fault *fault);
/* Adds "tocsin:{7}:". */
void redis_key_add_prefix(struct text *text, int32_t partition);

/* One value that is put in place of another. */
struct redis_exchange {
    struct slice key; /* without the prefix */
    struct slice before;
    struct slice after;
};

/* Puts the values in place, all or none, and makes the partition's owner read its state again;
 * waits. *done is false, and nothing has changed, when one of them is not what it was. */
MUST_CHECK int redis_exchange(struct redis *redis, int32_t partition,
                              const struct redis_exchange *exchanges, size_t count, bool *done,
                              struct fault *fault);
