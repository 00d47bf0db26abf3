#include "core/effects.h"

#include <string.h>

enum { FIRST_TRIGGERS = 8 };

void effects_init(struct effects *effects, struct arena *arena)
{
    *effects = (struct effects){ .arena = arena };
}

void effects_clear(struct effects *effects)
{
    effects_init(effects, effects->arena);
}

struct trigger *effects_add(struct effects *effects, enum trigger_type type, int64_t at)
{
    if (effects->count == effects->capacity) {
        size_t capacity = effects->capacity == 0 ? FIRST_TRIGGERS : effects->capacity * 2;
        struct trigger *triggers = arena_take(effects->arena, capacity * sizeof *triggers);
        if (effects->count > 0)
            memcpy(triggers, effects->triggers, effects->count * sizeof *triggers);
        effects->triggers = triggers;
        effects->capacity = capacity;
    }
    struct trigger *trigger = &effects->triggers[effects->count++];
    *trigger = (struct trigger){ .type = type, .at = at, .people = -1, .distinct = -1 };
    return trigger;
}

const char *effects_copy(struct effects *effects, struct slice string)
{
    return arena_copy(effects->arena, string.bytes, string.length);
}
