/* The two characters with which a match can begin: most places where an expression might start
 * are dismissed by them, without following it. Says yes too often, never no too often. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct branch;

enum {
    OPENING_CODES = 512,
    OPENING_PAIRS = 1024,
};

struct opening {
    bool any;                           /* every place has to be tried */
    uint64_t firsts[OPENING_CODES / 64]; /* what comes first, by the low bits of the character */
    uint64_t alone[OPENING_CODES / 64];  /* behind these anything may follow */
    uint64_t pairs[OPENING_PAIRS / 64];  /* by opening_pair() */
};

/* Reads the compiled steps of the branch. */
void opening_read(const struct branch *branch, struct opening *opening);

/* Where a pair stands among the bits. */
static inline uint32_t opening_pair(uint32_t code, uint32_t next)
{
    return (code * 0x9E3779B1u ^ next * 0x85EBCA6Bu) >> 22;
}

static inline bool opening_holds(const uint64_t *bits, uint32_t bit)
{
    return (bits[bit / 64] >> bit % 64 & 1) != 0;
}

/* Marks a character, by its low bits. */
static inline void opening_mark(uint64_t bits[OPENING_CODES / 64], uint32_t code)
{
    bits[code % OPENING_CODES / 64] |= (uint64_t)1 << code % 64;
}

/* Marks all characters from `first` to `last`. */
static inline void opening_mark_range(uint64_t bits[OPENING_CODES / 64], uint32_t first,
                                      uint32_t last)
{
    for (uint32_t i = 0; i <= last - first && i < OPENING_CODES; i++)
        opening_mark(bits, first + i);
}

/* Can a match begin with these two characters? `next` is 0 behind the end of the text. */
static inline bool opening_allows(const struct opening *opening, uint32_t code, uint32_t next)
{
    uint32_t low = code % OPENING_CODES;

    if (!opening_holds(opening->firsts, low))
        return opening->any;
    return opening_holds(opening->alone, low) ||
           opening_holds(opening->pairs, opening_pair(code, next));
}
