/* What the word lists say of n-grams before anything is learned.
 *
 * An entry of one to three tokens has an n-gram of its own and is taken at its word. A longer one
 * is only known by its parts: a part counts as far as the entries that hold it agree, so that a
 * thousand complaints about 服务 and as many praises of it say nothing of the word itself. */
#pragma once

#include "read/lexemes.h"
#include "read/train.h"

struct lexicon;

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lexicon);
RELEASE_WITH(lexicon, struct lexicon, lexicon_free)

enum lexicon_list {
    LEXICON_MOOD,      /* positive is good, and no complaint */
    LEXICON_COMPLAINT, /* positive is a complaint */
};

void lexicon_add(struct lexicon *lexicon, const struct lexemes *entry, enum lexicon_list list,
                 double value);

/* What all entries together say; borrowed until the next entry is added. */
const struct train_word *lexicon_words(struct lexicon *lexicon, size_t *count);
