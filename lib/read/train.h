/* The arithmetic of training; lib/read/trainer.h is the door. */
#pragma once

#include "read/train_table.h"

struct train_row {
    const uint32_t *features; /* places in the table */
    uint32_t count;
    int sentiment; /* enum head, or -1 */
    int complaint; /* 0 or 1, or -1 */
    uint32_t source;
    float mood_weight;
    float complaint_weight;
};

/* What a word list says of a feature before anything is learned. */
struct train_word {
    uint32_t hash;
    float weights[HEAD_COUNT];
};

struct train_input {
    struct train_table *table; /* of all features of the rows; those of the words are added */
    const struct train_row *rows;
    size_t row_count;
    size_t source_count;
    const struct train_word *words;
    size_t word_count;
};

/* Sets the weights of all rows: train_balance.c says how. */
void train_balance(struct train_row *rows, size_t row_count, size_t source_count);
/* Adds a model file. */
void train(const struct train_input *input, struct text *model);
