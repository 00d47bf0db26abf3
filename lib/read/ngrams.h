/* What of a text the model weighs: words, pairs and triples of them, words under a negation,
 * beginnings and endings of Latin words. Each counts once in a text. */
#pragma once

#include "read/lexemes.h"

enum { NGRAMS_MOST = 4 * LEXEMES_MOST };

struct ngram {
    uint32_t hash;
    uint16_t first; /* tokens */
    uint16_t last;
};

/* Lines of a table of n-grams: eight mebibytes at most. The fuzzer of model files takes a small table, of
 * which it opens thousands a second. */
#ifdef NGRAMS_LINES_OF_FUZZER
enum { NGRAMS_LINES = NGRAMS_LINES_OF_FUZZER };
#else
enum { NGRAMS_LINES = 130000 };
#endif

/* Where an n-gram stands in it. The lowest bits of the hash say nothing of it. */
static inline uint32_t ngrams_line(uint32_t hash)
{
    return (uint32_t)((uint64_t)hash * NGRAMS_LINES >> 32);
}

struct ngrams {
    struct ngram *items;
    size_t count;
    const char *lines; /* where they will be looked up, if that is known: cache lines, fetched while the
                          next n-grams are made */
    uint64_t *seen; /* a bit for each of SEEN_BITS places a hash can fall on */
    struct ngram_hashes *hashes;
};

void ngrams_done(struct ngrams *features);
static inline void ngrams_release(struct ngrams *features)
{
    ngrams_done(features);
}

/* Replaces what `features` held. */
void ngrams_read(const struct folded *folded, const struct lexemes *tokens,
                 struct ngrams *features);

/* The hash of an n-gram of one to three tokens, for word lists. */
uint32_t ngrams_hash(const struct lexeme *tokens, size_t count);
