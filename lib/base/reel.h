/* A reel of frames that many readers follow, each at its own pace.
 *
 * A frame has a number (from 1, without holes), a mark (the reader's place in some log, never
 * falling), and a tag. New frames push out the oldest when the bytes or the count run out; a
 * reader that was passed finds out by reel_first(). Readers keep only a number. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct reel_frame {
    uint64_t number;
    int64_t mark;
    uint32_t tag;
    struct slice content; /* borrowed until the next reel_add() */
};

struct reel;

struct reel *reel_new(size_t limit_count, size_t limit_bytes);
void reel_free(struct reel *reel);
RELEASE_WITH(reel, struct reel, reel_free)

/* Copies the content and returns the frame's number. */
uint64_t reel_add(struct reel *reel, uint32_t tag, int64_t mark, struct slice content);
/* The number of the oldest frame that is still there, and of the one that comes next. */
uint64_t reel_first(const struct reel *reel);
uint64_t reel_next(const struct reel *reel);
/* The frame of that number; false when it has gone or has not come. */
bool reel_find(const struct reel *reel, uint64_t number, struct reel_frame *frame);
/* The number of the first frame whose mark is greater; reel_next() when there is none. */
uint64_t reel_after(const struct reel *reel, int64_t mark);
