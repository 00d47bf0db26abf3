#include "read/ngrams.h"

#include <string.h>

enum {
    SEEN_BITS = 32768,
    LINE_BYTES = 64,
    SCOPE_BEGIN = 2, /* the word next to a negator is in the pair already */
    SCOPE_END = 4,
    PREFIX_LEAST = 5,
    SUFFIX_LEAST = 6,
    AFFIX = 4,
};

static const uint32_t SALT_NEGATED = 0x9E3779B1u;
static const uint32_t SALT_PREFIX = 0x3C6EF372u;
static const uint32_t SALT_SUFFIX = 0x5BE0CD19u;

void ngrams_done(struct ngrams *features)
{
    memory_free(features->items);
    memory_free(features->seen);
    *features = (struct ngrams){0};
}

static inline uint32_t mix(uint32_t value)
{
    value ^= value >> 16;
    value *= 0x21F0AAADu;
    value ^= value >> 15;
    value *= 0x735A2D97u;
    return value ^ value >> 15;
}

static inline uint32_t join(uint32_t left, uint32_t right)
{
    return mix(left * 0x85EBCA6Bu + right + 0x165667B1u);
}

uint32_t ngrams_hash(const struct lexeme *tokens, size_t count)
{
    uint32_t hash = tokens[0].hash;

    for (size_t i = 1; i < count; i++)
        hash = join(hash, tokens[i].hash);
    return mix(hash);
}

/* A bitmap instead of a set: two features that fall on one bit lose one of them, the same in
 * training and in use. One that is there already is written and not counted. */
static inline void put(struct ngrams *features, struct ngram feature)
{
    uint32_t bit = feature.hash % SEEN_BITS;
    uint64_t *word = &features->seen[bit / 64];
    uint64_t is_new = ~*word >> bit % 64 & 1;

    *word |= (uint64_t)1 << bit % 64;
    features->items[features->count] = feature;
    features->count += is_new;
    __builtin_prefetch(
        (const void *)((uintptr_t)features->lines + (size_t)(feature.hash >> 16) * LINE_BYTES));
}

static uint32_t affix_hash(const struct folded *folded, size_t begin, uint32_t salt)
{
    uint32_t hash = salt;

    for (size_t i = begin; i < begin + AFFIX; i++)
        hash = (hash ^ folded->codes[i]) * 0x01000193u;
    return mix(hash);
}

static void put_affixes(struct ngrams *features, const struct folded *folded,
                        const struct lexeme *token)
{
    size_t length = token->end - token->begin;

    if (!token->is_latin)
        return;
    if (length >= PREFIX_LEAST)
        put(features, (struct ngram){affix_hash(folded, token->begin, SALT_PREFIX), token->begin,
                                     token->end});
    if (length >= SUFFIX_LEAST)
        put(features, (struct ngram){affix_hash(folded, token->end - AFFIX, SALT_SUFFIX),
                                     token->begin, token->end});
}

void ngrams_read(const struct folded *folded, const struct lexemes *tokens, struct ngrams *features)
{
    size_t since_negator = SCOPE_END + 1;
    size_t in_clause = 0;
    uint32_t pair = 0;

    if (features->seen == NULL) {
        features->seen = memory_new(SEEN_BITS / 8);
        features->items = memory_array(2 * NGRAMS_MOST + 1, sizeof *features->items);
    }
    memset(features->seen, 0, SEEN_BITS / 8);
    features->count = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct lexeme *token = &tokens->items[i];
        uint32_t before = pair; /* that of the two tokens before */

        in_clause = token->starts_clause ? 1 : in_clause + 1;
        since_negator = token->starts_clause ? SCOPE_END + 1 : since_negator + 1;
        put(features, (struct ngram){mix(token->hash), token->begin, token->end});
        put_affixes(features, folded, token);
        if (since_negator >= SCOPE_BEGIN && since_negator <= SCOPE_END)
            put(features,
                (struct ngram){mix(token->hash ^ SALT_NEGATED), token->begin, token->end});
        if (token->is_negator)
            since_negator = 0;
        if (in_clause < 2)
            continue;
        pair = join(token[-1].hash, token->hash);
        put(features, (struct ngram){mix(pair), token[-1].begin, token->end});
        if (in_clause > 2 && !token->is_latin)
            put(features,
                (struct ngram){mix(join(before, token->hash)), token[-2].begin, token->end});
    }
}
