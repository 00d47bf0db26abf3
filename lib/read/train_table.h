/* Features while they are counted and numbered, and how they are packed into the model's table. */
#pragma once

#include "read/model.h"

#define TRAIN_TABLE_NONE UINT32_MAX

struct train_slot {
    uint32_t hash;
    uint32_t texts; /* 0: the slot is free; the highest bit: kept in any case */
    uint32_t place;
};

struct train_table {
    struct train_slot *slots;
    size_t capacity; /* a power of two */
    size_t used;
    uint32_t *hashes; /* by place */
    uint32_t *texts;
    size_t numbered;
};

void train_table_init(struct train_table *table);
void train_table_done(struct train_table *table);
/* One more text holds the feature. */
void train_table_count(struct train_table *table, uint32_t hash);
/* The feature gets a place in any case. */
void train_table_keep(struct train_table *table, uint32_t hash);
/* Gives places to features of at least so many texts, in the order in which they were met. */
void train_table_number(struct train_table *table, uint32_t least);
uint32_t train_table_place(const struct train_table *table, uint32_t hash);

struct train_entry {
    uint32_t hash;
    uint32_t texts;
    float weights[HEAD_COUNT];
};

/* Rounds weights to whole numbers, keeps the weightiest seven of each line, adds a model file. */
void train_pack(struct train_entry *entries, size_t count, struct model_numbers *numbers,
                struct text *model);
