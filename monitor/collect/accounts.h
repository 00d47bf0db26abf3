/* What became of everything that was played: the collector's own counts beside those that surge
 * stored with its flushes, so that they survive whatever died on the way. DESIGN.md §12. */
#pragma once

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

struct accounts_place {
    const char *redis;
    int32_t partitions;
};

struct accounts_sent {
    int64_t read;
    int64_t refused;
};

/* Has every trigger left the outbox? Waits for Redis. */
int accounts_outbox_is_empty(const struct accounts_place *place, bool *is_empty,
                             struct fault *fault) MUST_CHECK;

/* Writes STATE/accounts.json, one JSON object. *balanced is false when a partition's classes do not
 * add up to what it consumed. */
int accounts_write(const struct accounts_place *place, const struct accounts_sent *sent,
                   const char *state, bool *balanced, struct fault *fault) MUST_CHECK;
