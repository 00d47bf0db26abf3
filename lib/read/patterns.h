/* Many expressions searched for in one pass over a folded text.
 *
 * The literals of all of them are looked for at once (`starts`). Most alternatives are a literal and
 * nothing else; the others are followed only around the place where one of theirs stands. Words, of
 * which an organisation may bring any number, are left to Vectorscan (`literals`). */
#pragma once

#include "base/fault.h"
#include "read/fold.h"

#include <stdbool.h>
#include <stdint.h>

/* More hits than these are not looked at: nobody says so much in one text. */
enum { PATTERN_HITS_MOST = 4096 };

struct pattern {
    struct slice text; /* folded already */
    struct slice file; /* where it stands, for complaints */
    unsigned line;
    bool is_word; /* plain text, not an expression */
};

struct pattern_hit {
    uint32_t pattern; /* its place in the array that was compiled */
    uint32_t begin;   /* bytes of the folded text */
    uint32_t end;
};

struct pattern_hits {
    struct pattern_hit *items; /* by begin, then end; each once */
    size_t count;
    size_t capacity;
    bool is_cut;
};

void pattern_hits_done(struct pattern_hits *hits);

/* Adds the hits of another scan of the same text, in order. */
void pattern_hits_add(struct pattern_hits *hits, const struct pattern_hits *more);

struct patterns;

/* Compiles; FAULT_SETUP names file and line of every expression that is refused. No patterns are
 * allowed and hit nothing. */
MUST_CHECK int patterns_open(struct patterns **patterns, const struct pattern *list, size_t count,
                             struct fault *fault);
void patterns_free(struct patterns *patterns);
RELEASE_WITH(patterns, struct patterns, patterns_free)

/* Finds every hit, replacing what `hits` held. */
void patterns_scan(struct patterns *patterns, const struct folded *folded,
                   struct pattern_hits *hits);
