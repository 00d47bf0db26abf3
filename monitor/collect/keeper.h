/* What Redis remembers of each source, for the next start and for whoever wants to see: a hash
 * tocsin:collect:source:<name> with
 *   org kind channel required expected_ms   as configured
 *   state reason trouble since              "up", "down" or "new"; of the last try; RFC 3339
 *   through item_at items refused waiting   what came, since the program started
 *   on_disk                                 of those waiting, what Kafka has not been given yet
 *   cursor                                  where the source stands for certain
 *   at                                      when this was written
 * and their names in the set tocsin:collect:sources. Writing never waits. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

struct keeper;

/* `address` as for redis_open(). */
MUST_CHECK int keeper_open(const char *address, struct keeper **keeper, struct fault *fault);
void keeper_free(struct keeper *keeper);
RELEASE_WITH(keeper, struct keeper, keeper_free)

/* What a source has left: where it stood, and when something came last. Waits for Redis. */
MUST_CHECK int keeper_read(struct keeper *keeper, const char *name, struct text *cursor,
                           int64_t *item_at, struct fault *fault);

struct keeper_field {
    const char *name;
    struct slice value;
};

/* Queues the fields of a source; they replace the ones of these names. */
void keeper_write(struct keeper *keeper, const char *name, const struct keeper_field *fields,
                  size_t count);
/* Writes what is queued. FAULT_AWAY: what was queued is lost, and must be written again. */
MUST_CHECK int keeper_serve(struct keeper *keeper, int64_t now, struct fault *fault);
bool keeper_is_busy(const struct keeper *keeper);
/* Fills in what to wait for; returns how many. */
size_t keeper_waits(const struct keeper *keeper, struct pollfd *wait);
