/* What one step of the core brought about: triggers, in order. Everything a trigger points to lives
 * in the arena of the effects, or in the rules. */
#pragma once

#include "core/trigger.h"

struct effects {
    struct arena *arena;
    struct trigger *triggers; /* `sequence` and `late` are the fold's to fill in */
    size_t count;
    size_t capacity;
};

/* The effects are the caller's storage; the arena is borrowed. */
void effects_init(struct effects *effects, struct arena *arena);
/* Forgets the triggers; the arena is cleared by its owner. */
void effects_clear(struct effects *effects);
/* A new trigger at the end, to be filled in at once: people and distinct do not apply (-1), all
 * else is absent. Borrowed until the next one is added. */
struct trigger *effects_add(struct effects *effects, enum trigger_type type, int64_t at);
/* A copy of the string in the arena. */
const char *effects_copy(struct effects *effects, struct slice string);
