/* A ring of frames that many readers follow, each at its own pace.
 *
 * A frame has a number (from 1, without holes), a mark (the reader's place in some log, never
 * falling), and a tag. New frames push out the oldest when the bytes or the count run out; a
 * reader that was passed finds out by ring_first(). Readers keep only a number. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct ring_frame {
    uint64_t number;
    int64_t mark;
    uint32_t tag;
    struct slice content; /* borrowed until the next ring_add() */
};

struct ring;

struct ring *ring_new(size_t limit_count, size_t limit_bytes);
void ring_free(struct ring *ring);
RELEASE_WITH(ring, struct ring, ring_free)

/* Copies the content and returns the frame's number. */
uint64_t ring_add(struct ring *ring, uint32_t tag, int64_t mark, struct slice content);
/* The number of the oldest frame that is still there, and of the one that comes next. */
uint64_t ring_first(const struct ring *ring);
uint64_t ring_next(const struct ring *ring);
/* The frame of that number; false when it has gone or has not come. */
bool ring_find(const struct ring *ring, uint64_t number, struct ring_frame *frame);
/* The number of the first frame whose mark is greater; ring_next() when there is none. */
uint64_t ring_after(const struct ring *ring, int64_t mark);
