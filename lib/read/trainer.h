/* Makes the model from labelled texts and word lists: the same bytes for the same input, on every
 * run. Adagrad on hashed n-grams, pulled towards the word lists; lib/read/model.h is the result.
 *
 * All rows are kept in memory as hashes, so that one trainer can train again without a source. */
#pragma once

#include "read/fold_table.h"
#include "read/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* -1 stands for a label that is not known. */
struct label {
    int sentiment; /* enum head: HEAD_NEGATIVE, HEAD_NEUTRAL, HEAD_POSITIVE */
    int complaint; /* 0 or 1 */
};

struct trainer;

/* The table is borrowed. */
struct trainer *trainer_new(const struct fold_table *table);
void trainer_free(struct trainer *trainer);
RELEASE_WITH(trainer, struct trainer, trainer_free)

/* A word of a list: positive is good; it also says that the text is no complaint. */
void trainer_add_word(struct trainer *trainer, struct slice word, double value);
/* A word that speaks for a complaint, or with a negative value against one. */
void trainer_add_complaint_word(struct trainer *trainer, struct slice word, double value);

/* The number of the source of that name; a new one when it was not heard of. */
size_t trainer_source(struct trainer *trainer, struct slice name);
size_t trainer_source_count(const struct trainer *trainer);
struct slice trainer_source_name(const struct trainer *trainer, size_t source);

void trainer_add(struct trainer *trainer, struct slice text, size_t source, struct label label);
size_t trainer_row_count(const struct trainer *trainer);
size_t trainer_row_source(const struct trainer *trainer, size_t row);

/* Which rows are trained on. */
struct trainer_choice {
    const bool *without; /* by source; NULL: none is left out */
    bool half;           /* only every other row, so that the others can tell how good it is */
};

/* Trains and adds a model file. */
void trainer_train(struct trainer *trainer, const struct trainer_choice *choice,
                   struct text *model);

/* One row as the model sees it. */
struct trainer_row {
    size_t source;
    struct label label;
};

/* The row of that number; its features replace what `features` held. */
struct trainer_row trainer_row(const struct trainer *trainer, size_t row, struct ngrams *features);
