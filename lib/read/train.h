/* The arithmetic of training; lib/read/trainer.h is the door. */
#pragma once

#include "read/model.h"

struct train_row {
    const uint32_t *hashes;
    uint32_t count;
    int sentiment;
    int complaint;
    float weight;
};

/* What a word list says of a feature before anything is learned. */
struct train_word {
    uint32_t hash;
    float weights[HEAD_COUNT];
};

struct train_input {
    const struct train_row *rows;
    size_t row_count;
    const struct train_word *words;
    size_t word_count;
};

/* (rows of the source / 3000)^-0.25 */
double train_row_weight(size_t source_rows);
/* Adds a model file. */
void train(const struct train_input *input, struct text *model);
