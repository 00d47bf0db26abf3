/* Many literals looked for at once in every text: where one may start.
 *
 * Bitmaps hold the first bytes of all literals, so nearly every character of a text is dismissed by one
 * look at them; at the others the literals with that beginning are compared. All memory that will be
 * needed is asked for before the first of it is waited for. Vectorscan's automata (lib/read/literals)
 * are larger, and wait for each piece of theirs when much else is done between two texts. Both find
 * the same. */
#pragma once

#include "read/fold.h"

#include <stddef.h>
#include <stdint.h>

struct starts;

struct starts *starts_new(void);
void starts_free(struct starts *starts);
RELEASE_WITH(starts, struct starts, starts_free)

/* That member wants to know where the literal (not empty, copied) stands. */
void starts_add(struct starts *starts, struct slice literal, uint32_t member);
/* When all are added. */
void starts_compile(struct starts *starts);

/* A literal that stands in the text. */
struct start_hit {
    const uint32_t *members; /* that wanted it */
    uint32_t count;
    uint32_t member; /* the first of them */
    uint32_t begin;  /* bytes of the folded text */
    uint32_t end;
    uint32_t index; /* the character it begins with */
};

struct start_hits {
    struct start_hit *items;
    size_t count;
    size_t capacity;
};

void start_hits_done(struct start_hits *hits);
static inline void start_hits_release(struct start_hits *hits)
{
    start_hits_done(hits);
}

/* More are not looked for in one text. */
enum { START_HITS_MOST = 32768 };

/* Finds every literal in the order of their beginnings, replacing what `hits` held. */
void starts_scan(const struct starts *starts, const struct folded *folded, struct start_hits *hits);
