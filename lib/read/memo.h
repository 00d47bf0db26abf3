/* What following expressions has found out, kept for the next text: sets of steps that wait for a
 * character, and which set comes of which by which character.
 *
 * It only saves time: an edge carries the effort that finding it took, so that a limit of effort
 * is met at the same place whether an edge was known or not. Whatever does not fit is forgotten. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct branch;

enum {
    MEMO_NONE = 0,                 /* no set: the start of everything, and the end of a match */
    MEMO_OTHER = 0x1FFFFF,         /* a character that the branch does not mention */
    MEMO_CONDITION_SHIFT = 24,     /* above the character in the key of an edge */
};

struct memo_set {
    const struct branch *branch;
    uint32_t first; /* in memo.steps */
    uint32_t count;
    uint32_t next;  /* of the same bucket */
    bool matched;   /* a match ends here */
};

struct memo_edge {
    uint32_t from;
    uint32_t key; /* character and conditions; for starts something of the branch */
    uint32_t to;
    uint32_t effort;
};

struct memo {
    struct memo_edge *edges;
    uint32_t *buckets;
    struct memo_set *sets; /* the first is MEMO_NONE */
    size_t set_count;
    size_t set_capacity;
    uint32_t *steps;
    size_t step_count;
    size_t step_capacity;
};

void memo_done(struct memo *memo);
/* Forgets everything when there is too much; only between two matches. */
void memo_tidy(struct memo *memo);

/* The number of that set, which is made when there was none: its steps are copied. An empty one
 * without a match is MEMO_NONE. */
uint32_t memo_set(struct memo *memo, const struct memo_set *set, const uint32_t *steps);

/* Where the edge is or has to go: it is the one asked for when `from` and `key` agree. */
static inline struct memo_edge *memo_edge(struct memo *memo, uint32_t from, uint32_t key)
{
    enum { EDGE_SHIFT = 32 - 14 };
    uint32_t hash = (from * 0x9E3779B1u ^ key * 0x85EBCA6Bu) * 0xC2B2AE35u;

    return &memo->edges[hash >> EDGE_SHIFT];
}
