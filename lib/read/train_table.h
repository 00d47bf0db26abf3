/* Features and the places they have while there is learned, and how what was learned is packed into
 * the model's table. */
#pragma once

#include "read/model.h"

struct train_table {
    uint32_t *places; /* of each slot, and 1; 0: the slot is free */
    size_t capacity;  /* a power of two */
    uint32_t *hashes; /* by place */
    size_t count;
    size_t hash_capacity;
};

void train_table_done(struct train_table *table);
/* The place of a feature; one that is new gets the next. */
uint32_t train_table_place(struct train_table *table, uint32_t hash);

struct train_entry {
    uint32_t hash;
    uint32_t texts; /* that hold it */
    float weights[HEAD_COUNT];
    double importance; /* set when it is packed */
};

/* Rounds weights to whole numbers, keeps the weightiest seven of each line, adds a model file. */
void train_pack(struct train_entry *entries, size_t count, struct model_numbers *numbers,
                struct text *model);
