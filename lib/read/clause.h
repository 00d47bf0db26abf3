/* Where the clause and the sentence around a place begin and end, in bytes of folded text. */
#pragma once

#include "read/fold.h"

struct span {
    uint32_t begin;
    uint32_t end;
};

static inline bool span_meets(struct span left, struct span right)
{
    return left.begin < right.end && right.begin < left.end;
}

/* Ends at commas, stops, line ends, and spaces between Chinese characters. */
struct span clause_around(const struct folded *folded, struct span place);
/* Ends at stops and line ends. */
struct span sentence_around(const struct folded *folded, struct span place);
