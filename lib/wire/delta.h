/* A delta while it is gathered: changes to named values, copied as they come. Names and values are
 * built in `scratch`, one after the other. */
#pragma once

#include "core/change.h"

struct delta {
    struct arena *arena; /* of the changes */
    struct change *changes;
    size_t count;
    size_t capacity;
    size_t bytes;        /* of all keys, fields and values */
    struct text scratch;
};

void delta_init(struct delta *delta);
void delta_done(struct delta *delta);
/* Forgets the changes and keeps the memory. */
void delta_clear(struct delta *delta);

/* Adds a change; field and value belong to the change added last. Everything is copied. */
void delta_change(struct delta *delta, enum change_kind kind, struct slice key);
void delta_field(struct delta *delta, struct slice field);
void delta_value(struct delta *delta, struct slice value);
/* The scratch as a slice. */
struct slice delta_scratch(const struct delta *delta);
