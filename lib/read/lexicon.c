#include "read/lexicon.h"

#include "base/table.h"
#include "read/ngrams.h"

#include <math.h>
#include <string.h>

enum { LISTS = 2 };

/* Found by leaving whole sources out. */
static const double WEIGHT = 2;
static const double PARTS_MOST = 0.5; /* all that its parts can say, in the unit of an entry */

struct part {
    uint32_t hash;
    bool is_entry[LISTS];  /* an entry of its own: what longer ones say is not needed */
    double values[LISTS];  /* of its own entries */
    double sums[LISTS];    /* of its shares of longer ones */
    double amounts[LISTS]; /* the same without their signs */
};

struct lexicon {
    struct table *places; /* hash -> part */
    struct part **parts;
    size_t count;
    size_t capacity;
    struct train_word *words;
};

struct lexicon *lexicon_new(void)
{
    struct lexicon *lexicon = memory_new(sizeof *lexicon);

    lexicon->places = table_new();
    return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    for (size_t i = 0; i < lexicon->count; i++)
        memory_free(lexicon->parts[i]);
    table_free(lexicon->places);
    memory_free(lexicon->parts);
    memory_free(lexicon->words);
    memory_free(lexicon);
}

static struct part *part_of(struct lexicon *lexicon, uint32_t hash)
{
    struct slice key = {(const char *)&hash, sizeof hash};
    struct part *part = table_find(lexicon->places, key);

    if (part != NULL)
        return part;
    part = memory_new(sizeof *part);
    part->hash = hash;
    table_set(lexicon->places, key, part);
    MEMORY_GROW(lexicon->parts, lexicon->count, lexicon->capacity);
    return lexicon->parts[lexicon->count++] = part;
}

static void add_share(struct lexicon *lexicon, uint32_t hash, enum lexicon_list list, double share)
{
    struct part *part = part_of(lexicon, hash);

    part->sums[list] += share;
    part->amounts[list] += fabs(share);
}

void lexicon_add(struct lexicon *lexicon, const struct lexemes *entry, enum lexicon_list list,
                 double value)
{
    const struct lexeme *tokens = entry->items;
    size_t count = entry->count;

    if (count == 0)
        return;
    if (count <= 2 || (count == 3 && !tokens[2].is_latin)) {
        struct part *part = part_of(lexicon, ngrams_hash(tokens, count));

        part->is_entry[list] = true;
        part->values[list] += value;
        return;
    }
    for (size_t i = 0; i + 1 < count; i++)
        add_share(lexicon, ngrams_hash(tokens + i, 2), list, value / (double)(count - 1));
    for (size_t i = 0; i + 2 < count; i++)
        if (!tokens[i + 2].is_latin)
            add_share(lexicon, ngrams_hash(tokens + i, 3), list, value / (double)(count - 2));
}

static double value_of(const struct part *part, enum lexicon_list list)
{
    double agreement;
    double sum = part->sums[list];

    if (part->is_entry[list])
        return WEIGHT * part->values[list];
    if (part->amounts[list] == 0)
        return 0;
    agreement = fabs(sum) / part->amounts[list];
    sum = sum > PARTS_MOST ? PARTS_MOST : sum < -PARTS_MOST ? -PARTS_MOST : sum;
    return WEIGHT * sum * agreement * agreement;
}

const struct train_word *lexicon_words(struct lexicon *lexicon, size_t *count)
{
    memory_free(lexicon->words);
    lexicon->words = memory_array(lexicon->count + 1, sizeof *lexicon->words);
    for (size_t i = 0; i < lexicon->count; i++) {
        double mood = value_of(lexicon->parts[i], LEXICON_MOOD);
        double complaint = value_of(lexicon->parts[i], LEXICON_COMPLAINT);

        lexicon->words[i] = (struct train_word){
            .hash = lexicon->parts[i]->hash,
            .weights =
                {
                    [HEAD_NEGATIVE] = (float)-mood,
                    [HEAD_POSITIVE] = (float)mood,
                    [HEAD_COMPLAINT] = (float)(complaint - mood),
                },
        };
    }
    *count = lexicon->count;
    return lexicon->words;
}
