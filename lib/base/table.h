/* A table from strings of bytes to pointers, and from keys to whole numbers.
 * Iteration is in the order of insertion, so that it never depends on a hash. */
#pragma once

#include "base/digest.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct table;

struct table *table_new(void);
/* Values are the caller's and are not freed. */
void table_free(struct table *table);
RELEASE_WITH(table, struct table, table_free)

size_t table_count(const struct table *table);
/* The value, or NULL. */
void *table_find(const struct table *table, struct slice name);
/* Sets the value (not NULL), replacing the one before; the name is copied. */
void table_set(struct table *table, struct slice name, void *value);
/* Takes the entry out and returns its value, or NULL. */
void *table_remove(struct table *table, struct slice name);

/* One entry after the other: start with a zeroed cursor. The current entry may be removed. */
struct table_cursor {
    size_t position;
    struct slice name; /* borrowed until the entry is removed */
    void *value;
};

bool table_next(const struct table *table, struct table_cursor *cursor);
