/* An item that comes in our own shape (DESIGN.md §2) on its way into the log: what it lacks of `org` and
 * `source` is filled in, what its form lacks is named, and persons are hidden as those of every other
 * source are. Members that nobody knows are kept, without the persons in them. */
#pragma once

#include "base/fault.h"
#include "wire/json.h"

struct surroundings;

struct own_item {
    const struct surroundings *around;
    struct slice org; /* where the item names none */
    struct slice source;
    struct arena *arena;
};

/* Adds the record, and says whose it is. FAULT_INPUT: it can be none. */
MUST_CHECK int own_item_write(const struct own_item *own, const struct json *object,
                              struct text *record, struct slice *org, struct fault *fault);
