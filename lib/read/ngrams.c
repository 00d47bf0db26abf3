#include "read/ngrams.h"

#include "read/processor.h"

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

/* Those of n-grams that end with each token, made for eight tokens at once. */
enum { LANES = 8, HASHES = (LEXEMES_MOST + LANES) / LANES + 1 };

typedef uint32_t lanes __attribute__((vector_size(LANES * sizeof(uint32_t)), aligned(4)));

struct ngram_hashes {
    lanes before; /* the end of it is the token before the first, of which nothing is asked */
    lanes tokens[HASHES];
    lanes gap;
    lanes joined[HASHES]; /* with the token before; not mixed yet */
    lanes words[HASHES];
    lanes pairs[HASHES];
    lanes triples[HASHES];
};

void ngrams_done(struct ngrams *features)
{
    memory_free(features->items);
    memory_free(features->seen);
    memory_free(features->hashes);
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

/* mix(), eight times. */
static inline void mix_lanes(lanes *values)
{
    *values ^= *values >> 16;
    *values *= 0x21F0AAADu;
    *values ^= *values >> 15;
    *values *= 0x735A2D97u;
    *values ^= *values >> 15;
}

/* join(), eight times; what is to the left ends one token before. */
static inline void join_lanes(const uint32_t *left, const lanes *right, lanes *to)
{
    lanes before;

    memcpy(&before, left - 1, sizeof before);
    *to = before * 0x85EBCA6Bu + *right + 0x165667B1u;
    mix_lanes(to);
}

FOR_EACH_PROCESSOR static void hash_all(struct ngram_hashes *hashes, size_t count)
{
    const uint32_t *tokens = (const uint32_t *)hashes->tokens;
    const uint32_t *joined = (const uint32_t *)hashes->joined;

    for (size_t i = 0; i < (count + LANES - 1) / LANES; i++) {
        const lanes *token = &hashes->tokens[i];
        lanes value = *token;

        mix_lanes(&value);
        hashes->words[i] = value;
        join_lanes(tokens + i * LANES, token, &value);
        hashes->joined[i] = value;
        mix_lanes(&value);
        hashes->pairs[i] = value;
        join_lanes(joined + i * LANES, token, &value);
        mix_lanes(&value);
        hashes->triples[i] = value;
    }
}

/* The n-grams on their way into `features`. */
struct putting {
    struct ngram *items;
    size_t count;
    uint64_t *seen;
    uintptr_t lines;
};

/* A bitmap instead of a set: two features that fall on one bit lose one of them, the same in
 * training and in use. One that is there already, or not wanted, is written and not counted. */
static inline void put(struct putting *putting, struct ngram feature, bool is_wanted)
{
    uint32_t bit = feature.hash % SEEN_BITS;
    uint64_t seen = putting->seen[bit / 64];
    uint64_t is_new = ~seen >> bit % 64 & is_wanted;

    putting->seen[bit / 64] = seen | (uint64_t)is_wanted << bit % 64;
    putting->items[putting->count] = feature;
    putting->count += is_new;
    /* What is not counted fetches the first line again. */
    __builtin_prefetch((const void *)(putting->lines +
                                      (ngrams_line(feature.hash) & -(uint32_t)is_new) *
                                          (size_t)LINE_BYTES));
}

static uint32_t affix_hash(const struct folded *folded, size_t begin, uint32_t salt)
{
    uint32_t hash = salt;

    for (size_t i = begin; i < begin + AFFIX; i++)
        hash = (hash ^ folded->codes[i]) * 0x01000193u;
    return mix(hash);
}

static inline void put_affixes(struct putting *putting, const struct folded *folded,
                               const struct lexeme *token, uint16_t number)
{
    size_t length = token->end - token->begin;

    if (length >= PREFIX_LEAST)
        put(putting, (struct ngram){affix_hash(folded, token->begin, SALT_PREFIX), number, number},
            true);
    if (length >= SUFFIX_LEAST)
        put(putting,
            (struct ngram){affix_hash(folded, token->end - AFFIX, SALT_SUFFIX), number, number},
            true);
}

static void prepare(struct ngrams *features, const struct lexemes *tokens)
{
    uint32_t *hashes;

    if (features->seen == NULL) {
        features->seen = memory_new(SEEN_BITS / 8);
        features->items = memory_array(2 * NGRAMS_MOST + 1, sizeof *features->items);
        features->hashes = memory_new(sizeof *features->hashes);
    }
    memset(features->seen, 0, SEEN_BITS / 8);
    features->count = 0;
    hashes = (uint32_t *)features->hashes->tokens;
    for (size_t i = 0; i < tokens->count; i++)
        hashes[i] = tokens->items[i].hash;
    hash_all(features->hashes, tokens->count);
}

FOR_EACH_PROCESSOR void ngrams_read(const struct folded *folded, const struct lexemes *tokens,
                                    struct ngrams *features)
{
    struct putting putting;
    const struct lexeme *token = tokens->items;
    const uint32_t *words;
    const uint32_t *pairs;
    const uint32_t *triples;
    size_t since_negator = SCOPE_END + 1;
    size_t in_clause = 0;

    prepare(features, tokens);
    putting = (struct putting){features->items, 0, features->seen, (uintptr_t)features->lines};
    words = (const uint32_t *)features->hashes->words;
    pairs = (const uint32_t *)features->hashes->pairs;
    triples = (const uint32_t *)features->hashes->triples;
    for (size_t i = 0; i < tokens->count; i++, token++) {
        uint16_t number = (uint16_t)i;

        in_clause = token->starts_clause ? 1 : in_clause + 1;
        since_negator = token->starts_clause ? SCOPE_END + 1 : since_negator + 1;
        put(&putting, (struct ngram){words[i], number, number}, true);
        if (token->is_latin)
            put_affixes(&putting, folded, token, number);
        if (since_negator >= SCOPE_BEGIN && since_negator <= SCOPE_END)
            put(&putting, (struct ngram){mix(token->hash ^ SALT_NEGATED), number, number}, true);
        since_negator = token->is_negator ? 0 : since_negator;
        put(&putting, (struct ngram){pairs[i], (uint16_t)(i - 1), number}, in_clause >= 2);
        put(&putting, (struct ngram){triples[i], (uint16_t)(i - 2), number},
            (in_clause > 2) & !token->is_latin);
    }
    features->count = putting.count;
}
