#include "read/clause.h"

/* No clause is looked at further than this many characters to either side. */
enum { REACH_CHARACTERS = 400 };

static uint32_t at(const struct folded *folded, size_t index)
{
    return index < folded->count ? folded->codes[index] : '\n';
}

/* A full stop between digits or letters (3.5, acme.com) ends nothing. */
static bool ends_sentence(const struct folded *folded, size_t index)
{
    uint32_t code = folded->codes[index];

    if (code == '.')
        return !fold_is_word(at(folded, index + 1));
    return code == 0x3002 || code == '!' || code == '?' || code == '\n' || code == ';' ||
           code == 0xFF61 || code == 0x2026;
}

static bool ends_clause(const struct folded *folded, size_t index)
{
    uint32_t code = folded->codes[index];

    if (ends_sentence(folded, index))
        return true;
    if (code == ',')
        return !(at(folded, index + 1) >= '0' && at(folded, index + 1) <= '9' && index > 0 &&
                 folded->codes[index - 1] >= '0' && folded->codes[index - 1] <= '9');
    if (code == ' ')
        return index > 0 && fold_is_han(folded->codes[index - 1]) &&
               fold_is_han(at(folded, index + 1));
    return code == '~' || code == '|' || code == 0x2014;
}

static struct span around(const struct folded *folded, struct span place,
                          bool (*ends)(const struct folded *, size_t))
{
    size_t first = folded_index(folded, place.begin);
    size_t last = folded_index(folded, place.end > place.begin ? place.end - 1 : place.begin);
    size_t least = first > REACH_CHARACTERS ? first - REACH_CHARACTERS : 0;
    size_t most = last + REACH_CHARACTERS < folded->count ? last + REACH_CHARACTERS : folded->count;

    while (first > least && !ends(folded, first - 1))
        first--;
    last++;
    while (last < most && !ends(folded, last))
        last++;
    if (last > folded->count)
        last = folded->count;
    return (struct span){folded->places[first], folded->places[last]};
}

struct span clause_around(const struct folded *folded, struct span place)
{
    return around(folded, place, ends_clause);
}

struct span sentence_around(const struct folded *folded, struct span place)
{
    return around(folded, place, ends_sentence);
}
