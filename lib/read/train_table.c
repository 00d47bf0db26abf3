#include "read/train_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void train_table_done(struct train_table *table)
{
    memory_free(table->places);
    memory_free(table->hashes);
    *table = (struct train_table){0};
}

static uint32_t *find_slot(const struct train_table *table, uint32_t hash)
{
    size_t at = (hash * 0x9E3779B1u) & (table->capacity - 1);

    while (table->places[at] != 0 && table->hashes[table->places[at] - 1] != hash)
        at = (at + 1) & (table->capacity - 1);
    return &table->places[at];
}

static void grow(struct train_table *table)
{
    enum { FIRST_CAPACITY = 1 << 20 };

    memory_free(table->places);
    table->capacity = table->capacity == 0 ? FIRST_CAPACITY : table->capacity * 2;
    table->places = memory_array(table->capacity, sizeof *table->places);
    for (size_t i = 0; i < table->count; i++)
        *find_slot(table, table->hashes[i]) = (uint32_t)i + 1;
}

uint32_t train_table_place(struct train_table *table, uint32_t hash)
{
    uint32_t *slot;

    if (table->count * 2 >= table->capacity)
        grow(table);
    slot = find_slot(table, hash);
    if (*slot == 0) {
        MEMORY_GROW(table->hashes, table->count, table->hash_capacity);
        table->hashes[table->count++] = hash;
        *slot = (uint32_t)table->count;
    }
    return *slot - 1;
}

/* All but the largest: a few giants must not coarsen all others. */
enum { GIANTS = 100 };

static float scale_of(const struct train_entry *entries, size_t count, int head)
{
    float largest[GIANTS] = {0}; /* falling */
    float scale;

    for (size_t i = 0; i < count; i++) {
        float size = fabsf(entries[i].weights[head]);
        size_t at = GIANTS - 1;

        if (size <= largest[at])
            continue;
        for (; at > 0 && largest[at - 1] < size; at--)
            largest[at] = largest[at - 1];
        largest[at] = size;
    }
    scale = largest[GIANTS - 1] / 127;
    return scale > 0 ? scale : 1;
}

static double importance_of(const struct train_entry *entry)
{
    float most = 0;

    for (int head = 0; head < HEAD_COUNT; head++)
        if (fabsf(entry->weights[head]) > most)
            most = fabsf(entry->weights[head]);
    return (double)most * sqrt(sqrt((double)entry->texts + 0.5));
}

static int compare_entries(const void *left, const void *right)
{
    const struct train_entry *one = left;
    const struct train_entry *other = right;

    if (one->importance != other->importance)
        return one->importance > other->importance ? -1 : 1;
    return one->hash < other->hash ? -1 : one->hash > other->hash;
}

static void put(struct model_line *line, const struct train_entry *entry,
                const struct model_numbers *numbers)
{
    uint64_t tag = model_tag_of(entry->hash);
    bool is_empty = true;
    int8_t row[MODEL_HEADS] = {0};

    for (int head = 0; head < HEAD_COUNT; head++) {
        float value = roundf(entry->weights[head] / numbers->scales[head]);

        row[head] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : value);
        is_empty = is_empty && row[head] == 0;
    }
    for (unsigned i = 0; i < MODEL_ROWS && !is_empty; i++) {
        uint64_t found = line->tags >> i * MODEL_TAG_BITS & ((1u << MODEL_TAG_BITS) - 1);

        if (found == tag)
            return;
        if (found != 0)
            continue;
        line->tags |= tag << i * MODEL_TAG_BITS;
        memcpy(line->rows[i], row, sizeof row);
        return;
    }
}

void train_pack(struct train_entry *entries, size_t count, struct model_numbers *numbers,
                struct text *model)
{
    struct model_line *lines = memory_array(MODEL_LINES, sizeof *lines);

    for (int head = 0; head < HEAD_COUNT; head++)
        numbers->scales[head] = scale_of(entries, count, head);
    for (size_t i = 0; i < count; i++)
        entries[i].importance = importance_of(&entries[i]);
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0; i < count; i++)
        put(&lines[model_line_of(entries[i].hash)], &entries[i], numbers);
    model_write(model, lines, numbers);
    memory_free(lines);
}
