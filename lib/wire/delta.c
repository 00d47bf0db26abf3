#include "wire/delta.h"

void delta_init(struct delta *delta)
{
    *delta = (struct delta){ .arena = arena_new() };
}

void delta_done(struct delta *delta)
{
    arena_free(delta->arena);
    memory_free(delta->changes);
    text_done(&delta->scratch);
}

void delta_clear(struct delta *delta)
{
    delta->count = 0;
    delta->bytes = 0;
    arena_clear(delta->arena);
}

static struct slice copy(struct delta *delta, struct slice slice)
{
    delta->bytes += slice.length;
    return (struct slice){ arena_copy(delta->arena, slice.bytes, slice.length), slice.length };
}

void delta_change(struct delta *delta, enum change_kind kind, struct slice key)
{
    MEMORY_GROW(delta->changes, delta->count, delta->capacity);
    delta->changes[delta->count++] = (struct change){ .kind = kind, .key = copy(delta, key) };
}

void delta_field(struct delta *delta, struct slice field)
{
    delta->changes[delta->count - 1].field = copy(delta, field);
}

void delta_value(struct delta *delta, struct slice value)
{
    delta->changes[delta->count - 1].value = copy(delta, value);
}

struct slice delta_scratch(const struct delta *delta)
{
    return (struct slice){ text_string(&delta->scratch), delta->scratch.length };
}
