#include "read/simhash.h"

#include <string.h>

enum {
    CHARACTERS_LEAST = 6,   /* "很好很好" is said by everybody */
    CHARACTERS_MOST = 4096, /* longer texts are told apart by their beginning */
    SHINGLE = 3,
    LANES = 8,
};

static uint64_t mix(uint64_t value)
{
    value ^= value >> 32;
    value *= 0xD6E8FEB86659FD93u;
    value ^= value >> 29;
    value *= 0xD6E8FEB86659FD93u;
    return value ^ value >> 32;
}

static bool counts(uint32_t code)
{
    return fold_is_han(code) || (fold_is_word(code) && code != '\'') || code >= 0x3041;
}

/* Votes for all 64 bits at once: eight words of eight byte-wide counters, emptied before one can
 * overflow. */
struct votes {
    uint64_t lanes[LANES];
    int32_t sums[64];
    unsigned pending;
    unsigned total;
};

static void empty(struct votes *votes)
{
    for (unsigned lane = 0; lane < LANES; lane++) {
        for (unsigned byte = 0; byte < 8; byte++)
            votes->sums[byte * 8 + lane] += (int32_t)(votes->lanes[lane] >> (8 * byte) & 0xFF);
        votes->lanes[lane] = 0;
    }
    votes->pending = 0;
}

static void vote(struct votes *votes, uint64_t hash)
{
    if (votes->pending == 255)
        empty(votes);
    for (unsigned lane = 0; lane < LANES; lane++)
        votes->lanes[lane] += hash >> lane & 0x0101010101010101u;
    votes->pending++;
    votes->total++;
}

bool simhash_of(const struct folded *folded, size_t begin, size_t end, uint64_t *simhash)
{
    struct votes votes = {0};
    uint64_t window = 0;
    size_t seen = 0;

    for (size_t i = begin; i < end && seen < CHARACTERS_MOST; i++) {
        uint32_t code = folded->codes[i];

        if (code == '@') {
            while (i + 1 < end &&
                   (fold_is_word(folded->codes[i + 1]) || fold_is_han(folded->codes[i + 1]) ||
                    folded->codes[i + 1] == '_'))
                i++;
            continue;
        }
        if (!counts(code))
            continue;
        window = (window << 21 | (code & 0x1FFFFF)) & 0x7FFFFFFFFFFFFFFFu;
        if (++seen >= SHINGLE)
            vote(&votes, mix(window));
    }
    if (seen < CHARACTERS_LEAST)
        return false;
    empty(&votes);
    *simhash = 0;
    for (unsigned bit = 0; bit < 64; bit++)
        if (votes.sums[bit] * 2 > (int32_t)votes.total)
            *simhash |= (uint64_t)1 << bit;
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

    *begin = formula;
    *end = folded->count;
    /* A chain names its forwarders newest first; the text itself stands behind the last. */
    for (size_t i = 0; i + 1 < folded->count; i++) {
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
