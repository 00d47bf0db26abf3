/* A store kept in memory: the other implementation of what Redis does for a partition. */
#pragma once

#include "core/change.h"
#include "engine/engine.h"

struct memory_store;

struct memory_store *memory_store_new(void);
void memory_store_free(struct memory_store *store);
RELEASE_WITH(memory_store, struct memory_store, memory_store_free)

/* Stores the changes; outbox entries are counted by trigger id, once. */
void memory_store_apply(struct memory_store *store, const struct change *changes, size_t count);
/* Brings a new partition to what is stored. */
MUST_CHECK int memory_store_restore(struct memory_store *store,
                                    struct engine_partition *partition, struct fault *fault);
/* At the next restore the value in that place of the order is handed over as half of itself, or
 * twice; false when the last restore had no such place. */
bool memory_store_spoil(struct memory_store *store, size_t place, bool is_doubled);
/* Everything that is stored but what is for readers alone, in the order of its names, the outbox
 * last. */
void memory_store_write(const struct memory_store *store, struct text *text);
