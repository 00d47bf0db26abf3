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

/* What a token adds to `places` of put(). */
static const uint64_t ONE_BEFORE = (uint64_t)1 << 32; /* to the first */
static const uint64_t BOTH_PLACES = (uint64_t)1 << 32 | (uint64_t)1 << 48;

_Static_assert(sizeof(struct ngram) == sizeof(uint64_t), "an n-gram is written as one word");

/* The n-grams on their way into `features`. */
struct putting {
    struct ngram *items;
    size_t count;
    uint64_t *seen;
    uintptr_t lines;
};

/* A bitmap instead of a set: two features that fall on one bit lose one of them, the same in
 * training and in use. One that is there already is written and not counted. `places` are the first token
 * and the last, as they stand behind the hash. */
static inline void put(struct putting *putting, uint32_t hash, uint64_t places)
{
    uint64_t *seen = &putting->seen[hash % SEEN_BITS / 64];
    uint64_t bit = (uint64_t)1 << hash % 64;
    uint64_t item = places | hash;
    uint64_t was = *seen;

    *seen = was | bit;
    memcpy(&putting->items[putting->count], &item, sizeof item);
    putting->count += (was & bit) == 0;
    __builtin_prefetch((const void *)(putting->lines + ngrams_line(hash) * (size_t)LINE_BYTES));
}

static uint32_t affix_hash(const struct folded *folded, size_t begin, uint32_t salt)
{
    uint32_t hash = salt;

    for (size_t i = begin; i < begin + AFFIX; i++)
        hash = (hash ^ folded->codes[i]) * 0x01000193u;
    return mix(hash);
}

static inline void put_affixes(struct putting *putting, const struct folded *folded,
                               const struct lexeme *token, uint64_t places)
{
    size_t length = token->end - token->begin;

    if (length >= PREFIX_LEAST)
        put(putting, affix_hash(folded, token->begin, SALT_PREFIX), places);
    if (length >= SUFFIX_LEAST)
        put(putting, affix_hash(folded, token->end - AFFIX, SALT_SUFFIX), places);
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
        uint64_t places = i * BOTH_PLACES;
        bool has_pair;
        bool has_triple;

        in_clause = token->starts_clause ? 1 : in_clause + 1;
        since_negator = token->starts_clause ? SCOPE_END + 1 : since_negator + 1;
        has_pair = in_clause >= 2;
        has_triple = (in_clause > 2) & !token->is_latin;
        put(&putting, words[i], places);
        if (token->is_latin)
            put_affixes(&putting, folded, token, places);
        if (since_negator - SCOPE_BEGIN <= SCOPE_END - SCOPE_BEGIN)
            put(&putting, mix(token->hash ^ SALT_NEGATED), places);
        since_negator = token->is_negator ? 0 : since_negator;
        /* In place of one that is not wanted the word is put again, which is there already. */
        put(&putting, has_pair ? pairs[i] : words[i], places - ONE_BEFORE);
        put(&putting, has_triple ? triples[i] : words[i], places - 2 * ONE_BEFORE);
    }
    features->count = putting.count;
}
