/* Many literals looked for at once in every text: where one may start.
 *
 * A bitmap holds the first bytes of all literals, so nearly every character of a text is dismissed by
 * one look at it; at the others the literals with that beginning are compared. It is small enough to
 * stay beside the processor, which Vectorscan's automata (lib/read/literals) are not: those wait for
 * memory when much else is done between two texts. Both find the same. */
#pragma once

#include "read/fold.h"
#include "read/literals.h"

struct starts;

struct starts *starts_new(void);
void starts_free(struct starts *starts);
RELEASE_WITH(starts, struct starts, starts_free)

/* That member wants to know where the literal (not empty, copied) stands. */
void starts_add(struct starts *starts, struct slice literal, uint32_t member);
/* When all are added. */
void starts_compile(struct starts *starts);

/* Calls `found` for every place of a literal, in the order of their beginnings, with all members that
 * wanted it. Gives up after LITERALS_FOUND_MOST of them. */
void starts_scan(const struct starts *starts, const struct folded *folded, literals_found *found,
                 void *context);
