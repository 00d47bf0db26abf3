#include "read/simhash.h"

#include "read/processor.h"

#include <string.h>

enum {
    CHARACTERS_LEAST = 6,   /* "很好很好" is said by everybody */
    CHARACTERS_MOST = 4096, /* longer texts are told apart by their beginning */
    SHINGLE = 3,
    BLOCK = 8,
    PLANES = 13, /* counters go up to CHARACTERS_MOST */
};

enum { LANES = 4 };

typedef uint32_t narrow __attribute__((vector_size(LANES * sizeof(uint32_t)), aligned(4)));
typedef uint64_t wide __attribute__((vector_size(LANES * sizeof(uint64_t)), aligned(8)));

static inline void mix(wide *values)
{
    *values ^= *values >> 32;
    *values *= 0xD6E8FEB86659FD93u;
    *values ^= *values >> 29;
    *values *= 0xD6E8FEB86659FD93u;
    *values ^= *values >> 32;
}

/* Without a branch: nobody can guess what comes next. */
static inline unsigned counts(uint32_t code)
{
    unsigned is_latin = (code - '0' < 10) | (code - 'a' < 26);
    unsigned is_marked = (code - 0xC0 < 0x2000 - 0xC0) & (code != 0xD7) & (code != 0xF7);

    return (code >= 0x3041) | (code == 0x3007) | is_latin | is_marked;
}

/* Votes for all 64 bits at once: `planes[i]` holds bit i of every one of 64 counters. Hashes come in
 * blocks of eight, which seven adders make four numbers of. */
struct votes {
    uint64_t planes[PLANES];
    uint64_t block[BLOCK];
};

/* Sum and carry of three numbers, 64 times. */
static inline uint64_t add_three(uint64_t *sum, uint64_t left, uint64_t right)
{
    uint64_t half = *sum ^ left;
    uint64_t carry = (*sum & left) | (half & right);

    *sum = half ^ right;
    return carry;
}

WITH_CALLER void add_block(struct votes *votes)
{
    uint64_t *planes = votes->planes;
    const uint64_t *block = votes->block;
    uint64_t two = add_three(&planes[0], block[0], block[1]);
    uint64_t four = add_three(&planes[1], two, add_three(&planes[0], block[2], block[3]));
    uint64_t carry;

    two = add_three(&planes[0], block[4], block[5]);
    carry = add_three(&planes[1], two, add_three(&planes[0], block[6], block[7]));
    carry = add_three(&planes[2], four, carry);
    for (unsigned plane = 3; carry != 0; plane++) {
        uint64_t next = planes[plane] & carry;

        planes[plane] ^= carry;
        carry = next;
    }
}

/* The bits that more than half of all voted for. */
static uint64_t majority(const struct votes *votes, size_t total)
{
    size_t half = total / 2;
    uint64_t more = 0;
    uint64_t equal = UINT64_MAX;

    for (unsigned plane = PLANES; plane-- > 0;) {
        uint64_t wanted = (half >> plane & 1) != 0 ? UINT64_MAX : 0;

        more |= equal & votes->planes[plane] & ~wanted;
        equal &= ~(votes->planes[plane] ^ wanted);
    }
    return more;
}

/* The characters that count, without names. What does not count is written, but not counted. */
WITH_CALLER size_t read_characters(const struct folded *folded, size_t begin, size_t end,
                                   uint32_t *characters)
{
    const uint32_t *codes = folded->codes;
    size_t count = 0;

    for (size_t at = begin; at < end && count < CHARACTERS_MOST; at++) {
        characters[count] = codes[at];
        count += counts(codes[at]);
        if (codes[at] != '@')
            continue;
        while (at + 1 < end &&
               (fold_is_word(codes[at + 1]) || fold_is_han(codes[at + 1]) || codes[at + 1] == '_'))
            at++;
    }
    return count;
}

/* The hashes of the shingles that begin at four characters. */
WITH_CALLER void hash_shingles(const uint32_t *characters, uint64_t *to)
{
    narrow read[SHINGLE];
    wide values;

    for (unsigned i = 0; i < SHINGLE; i++)
        memcpy(&read[i], characters + i, sizeof read[i]);
    values = __builtin_convertvector(read[0], wide) << 42 |
             __builtin_convertvector(read[1], wide) << 21 | __builtin_convertvector(read[2], wide);
    mix(&values);
    memcpy(to, &values, sizeof values);
}

FOR_EACH_PROCESSOR bool simhash_of(const struct folded *folded, size_t begin, size_t end,
                                   uint64_t *simhash)
{
    struct votes votes = {0};
    uint32_t characters[CHARACTERS_MOST + BLOCK + SHINGLE];
    size_t count = read_characters(folded, begin, end, characters);
    size_t total = count - SHINGLE + 1;

    if (count < CHARACTERS_LEAST)
        return false;
    memset(characters + count, 0, (BLOCK + SHINGLE) * sizeof *characters);
    for (size_t i = 0; i < total; i += BLOCK) {
        for (size_t vote = 0; vote < BLOCK; vote += LANES)
            hash_shingles(characters + i + vote, votes.block + vote);
        for (size_t vote = total - i; vote < BLOCK; vote++)
            votes.block[vote] = 0;
        add_block(&votes);
    }
    *simhash = majority(&votes, total);
    return true;
}

static bool is_name(uint32_t code)
{
    return fold_is_word(code) || fold_is_han(code) || code == '_' || code == '-' || code == '.' ||
           code >= 0x3041;
}

/* Behind "@name" and a colon; 0 when that is not what stands there. */
static size_t behind_name(const struct folded *folded, size_t at)
{
    size_t start = at;

    while (at < folded->count && folded->codes[at] == ' ')
        at++;
    if (at >= folded->count || folded->codes[at] != '@')
        return 0;
    at++;
    while (at < folded->count && is_name(folded->codes[at]) && at - start < 80)
        at++;
    while (at < folded->count && folded->codes[at] == ' ')
        at++;
    return at < folded->count && folded->codes[at] == ':' ? at + 1 : 0;
}

static bool stands_at(const struct folded *folded, size_t index, const char *word)
{
    size_t length = strlen(word);
    size_t place = folded->places[index];

    return folded->bytes.length - place >= length &&
           memcmp(folded->bytes.bytes + place, word, length) == 0;
}

/* What Weibo writes for somebody who forwards without a word. */
static size_t behind_formula(const struct folded *folded)
{
    static const char *const formulas[] = {"转发微博", "轉發微博", "repost", "快转微博", "转发"};

    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        if (folded->count == 0 || !stands_at(folded, 0, formulas[i]))
            continue;
        size_t at = folded_index(folded, strlen(formulas[i]));
        uint32_t next = at < folded->count ? folded->codes[at] : 0;

        if (strlen(formulas[i]) < folded->bytes.length && counts(next))
            continue; /* 转发给大家 is a sentence */
        while (at < folded->count && !counts(folded->codes[at]) && folded->codes[at] != '@' &&
               folded->codes[at] != '/')
            at++;
        return at;
    }
    return 0;
}

bool repost_core(const struct folded *folded, size_t *begin, size_t *end)
{
    size_t formula = behind_formula(folded);
    size_t core = formula;
    size_t last = 0;
    size_t end_of_search = folded->count; /* without a name there is no chain */

    *begin = formula;
    *end = folded->count;
    /* A chain names its forwarders newest first; the text itself stands behind the last. */
    if (memchr(folded->bytes.bytes, '@', folded->bytes.length) == NULL)
        end_of_search = 0;
    for (size_t i = 0; i + 1 < end_of_search; i++) {
        size_t behind = 0;

        if (folded->codes[i] == '/' && folded->codes[i + 1] == '/')
            behind = behind_name(folded, i + 2);
        else if ((i == 0 || folded->codes[i - 1] == ' ') && stands_at(folded, i, "rt"))
            behind = behind_name(folded, i + 2);
        if (behind > 0)
            last = behind;
    }
    if (last > 0)
        core = last;
    if (core == 0)
        return false;
    *begin = core;
    return true;
}
