#include "read/lexemes.h"

#include "read/processor.h"

#include <string.h>

enum {
    NAME_CHARACTERS_MOST = 40,
    NEGATOR_BYTES_MOST = 9, /* shouldn't */
};

static const uint32_t LATIN_HASH_SEED = 0x811C9DC5u;

/* Where the reading stands. */
struct walk {
    const struct folded *folded;
    struct lexemes *tokens;
    size_t at;
    bool breaks; /* the next token starts a clause */
};

void lexemes_done(struct lexemes *tokens)
{
    memory_free(tokens->items);
    *tokens = (struct lexemes){0};
}

static inline uint32_t mix(uint32_t value)
{
    value ^= value >> 16;
    value *= 0x7FEB352Du;
    value ^= value >> 15;
    value *= 0x846CA68Bu;
    return value ^ value >> 16;
}

/* 不 没 别 未 无 非 莫 冇 唔 弗: each has a place of its own. */
static inline bool is_chinese_negator(uint32_t code)
{
    enum { PLACES = 32 };
    static const uint16_t negators[PLACES] = {
        [0x4E0D / 32 % PLACES] = 0x4E0D, [0x6CA1 / 32 % PLACES] = 0x6CA1,
        [0x522B / 32 % PLACES] = 0x522B, [0x672A / 32 % PLACES] = 0x672A,
        [0x65E0 / 32 % PLACES] = 0x65E0, [0x975E / 32 % PLACES] = 0x975E,
        [0x83AB / 32 % PLACES] = 0x83AB, [0x5187 / 32 % PLACES] = 0x5187,
        [0x5514 / 32 % PLACES] = 0x5514, [0x5F17 / 32 % PLACES] = 0x5F17,
    };

    return negators[code / 32 % PLACES] == code;
}

/* Those of one length stand together: most words are compared with a few only. */
static bool is_english_negator(const struct folded *folded, size_t begin, size_t end)
{
    static const char *const negators[][NEGATOR_BYTES_MOST + 1] = {
        [2] = {"no"},
        [3] = {"not", "nor"},
        [4] = {"none", "cant", "dont", "isnt", "wont", "lack"},
        [5] = {"never", "can't", "don't", "didnt", "isn't", "won't", "ain't", "lacks"},
        [6] = {"nobody", "hardly", "barely", "cannot", "doesnt", "didn't", "wasn't", "aren't",
               "hasn't"},
        [7] = {"nothing", "neither", "without", "doesn't", "weren't", "haven't"},
        [8] = {"wouldn't", "couldn't"},
        [9] = {"shouldn't"},
    };
    const char *word = folded->bytes.bytes + folded->places[begin];
    size_t length = folded->places[end] - folded->places[begin];

    if (length > NEGATOR_BYTES_MOST)
        return false;
    for (const char *const *negator = negators[length]; *negator != NULL; negator++)
        if (word[0] == (*negator)[0] && memcmp(word, *negator, length) == 0)
            return true;
    return false;
}

static bool is_emoji(uint32_t code)
{
    return (code >= 0x1F000 && code <= 0x1FAFF && !(code >= 0x1F3FB && code <= 0x1F3FF)) ||
           (code >= 0x2600 && code <= 0x27BF) || code == 0x2B50 || code == 0x203C;
}

static inline void put(struct walk *walk, struct lexeme token)
{
    struct lexemes *tokens = walk->tokens;
    size_t count = tokens->count;

    if (count >= 2 && !walk->breaks && tokens->items[count - 1].hash == token.hash &&
        tokens->items[count - 2].hash == token.hash) {
        tokens->items[count - 1].end = token.end;
        return;
    }
    token.starts_clause = walk->breaks;
    walk->breaks = false;
    tokens->items[tokens->count++] = token;
}

WITH_CALLER void put_word(struct walk *walk)
{
    const struct folded *folded = walk->folded;
    size_t begin = walk->at;
    size_t end = begin;
    uint32_t hash = LATIN_HASH_SEED;
    uint32_t previous = 0;
    unsigned run = 0;

    while (end < folded->count && fold_is_word(folded->codes[end])) {
        uint32_t code = folded->codes[end];

        run = code == previous ? run + 1 : 1;
        if (run <= 2)
            hash = (hash ^ code) * 0x01000193u;
        previous = code;
        end++;
    }
    walk->at = end;
    while (begin < end && folded->codes[begin] == '\'')
        begin++;
    if (begin == end)
        return;
    put(walk, (struct lexeme){
                  .hash = mix(hash),
                  .begin = (uint32_t)begin,
                  .end = (uint32_t)end,
                  .is_latin = true,
                  .is_negator = is_english_negator(folded, begin, end),
              });
}

static inline bool is_common_chinese(uint32_t code)
{
    return code - 0x4E00 <= 0x9FFF - 0x4E00;
}

/* put_one() for as many Chinese characters as stand there. */
WITH_CALLER void put_chinese(struct walk *walk)
{
    const uint32_t *codes = walk->folded->codes;
    struct lexeme *items = walk->tokens->items;
    size_t most = walk->folded->count - walk->at < LEXEMES_MOST - walk->tokens->count
                      ? walk->folded->count
                      : walk->at + LEXEMES_MOST - walk->tokens->count;
    struct lexeme *to = items + walk->tokens->count;
    size_t at = walk->at;
    bool breaks = walk->breaks;

    for (; at < most && is_common_chinese(codes[at]); at++) {
        uint32_t hash = mix(codes[at] * 2 + 1);

        if (!breaks && to - items >= 2 && to[-1].hash == hash && to[-2].hash == hash) {
            to[-1].end = (uint32_t)at + 1;
            continue;
        }
        *to++ = (struct lexeme){
            .hash = hash,
            .begin = (uint32_t)at,
            .end = (uint32_t)at + 1,
            .is_negator = is_chinese_negator(codes[at]),
            .starts_clause = breaks,
        };
        breaks = false;
    }
    walk->tokens->count = (size_t)(to - items);
    walk->breaks = breaks;
    walk->at = at;
}

static inline void put_one(struct walk *walk, uint32_t code)
{
    put(walk, (struct lexeme){
                  .hash = mix(code * 2 + 1),
                  .begin = (uint32_t)walk->at,
                  .end = (uint32_t)walk->at + 1,
                  .is_negator = is_chinese_negator(code),
              });
    walk->at++;
}

/* An URL or a name stands alone between two clauses. */
static void put_alone(struct walk *walk, uint32_t kind, size_t end)
{
    walk->breaks = true;
    put(walk, (struct lexeme){
                  .hash = mix(kind),
                  .begin = (uint32_t)walk->at,
                  .end = (uint32_t)end,
              });
    walk->breaks = true;
    walk->at = end;
}

static size_t name_end(const struct walk *walk)
{
    const struct folded *folded = walk->folded;
    size_t end = walk->at + 1;

    while (end < folded->count && end - walk->at < NAME_CHARACTERS_MOST &&
           (fold_is_word(folded->codes[end]) || fold_is_han(folded->codes[end]) ||
            folded->codes[end] == '_' || folded->codes[end] == '-'))
        end++;
    return end;
}

static bool starts_name(const struct walk *walk)
{
    const struct folded *folded = walk->folded;

    return folded->codes[walk->at] == '@' &&
           !(walk->at > 0 && folded->codes[walk->at - 1] < 0x80 &&
             fold_is_word(folded->codes[walk->at - 1])) &&
           name_end(walk) > walk->at + 1;
}

FOR_EACH_PROCESSOR void lexemes_read(const struct folded *folded, struct lexemes *tokens)
{
    struct walk walk = {.folded = folded, .tokens = tokens, .breaks = true};

    tokens->count = 0;
    if (tokens->items == NULL)
        tokens->items = memory_array(LEXEMES_MOST, sizeof *tokens->items);
    while (walk.at < folded->count && tokens->count < LEXEMES_MOST) {
        uint32_t code = folded->codes[walk.at];

        if (is_common_chinese(code)) {
            put_chinese(&walk);
        } else if (fold_is_word(code)) {
            put_word(&walk);
        } else if (fold_is_han(code) || (code >= 0x3041 && code <= 0x30FF) || is_emoji(code) ||
                   (code >= 0xAC00 && code <= 0xD7A3)) {
            put_one(&walk, code);
        } else if (code == '!' || code == '?') {
            put_one(&walk, code);
            if (walk.at < folded->count && folded->codes[walk.at] != '!' &&
                folded->codes[walk.at] != '?')
                walk.breaks = true;
        } else if (code == FOLD_URL) {
            put_alone(&walk, FOLD_URL * 2, walk.at + 1);
        } else if (starts_name(&walk)) {
            put_alone(&walk, '@' * 2, name_end(&walk));
        } else {
            walk.breaks = walk.breaks || code != ' ';
            walk.at++;
        }
    }
}
