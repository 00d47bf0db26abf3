/* The cursor of one source: the newest one of which everything before is safe, kept in Redis under
 * tocsin:collect:source:NAME. Offers become safe out of order when their organisations are on
 * different partitions; the cursor moves in the order of the offers. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

struct cursors;
struct cursors_entry;

/* Reads what was kept; waits for Redis. */
int cursors_open(const char *redis, const char *source, struct cursors **cursors,
                 struct fault *fault) MUST_CHECK;
void cursors_free(struct cursors *cursors);
RELEASE_WITH(cursors, struct cursors, cursors_free)

/* What is kept; borrowed until the next cursors_keep(). Empty at the very first start. */
struct slice cursors_kept(const struct cursors *cursors);

/* One more offer, with its cursor (empty: unchanged). */
struct cursors_entry *cursors_add(struct cursors *cursors, struct slice cursor);
/* That offer is safe. */
void cursors_settle(struct cursors_entry *entry);
/* That offer, the one added last, was not made. */
void cursors_withdraw(struct cursors *cursors, struct cursors_entry *entry);

/* Writes the cursor down when it can move; *moved says whether it did. Waits for Redis. */
int cursors_keep(struct cursors *cursors, bool *moved, struct fault *fault) MUST_CHECK;
