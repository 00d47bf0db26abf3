#include "read/train_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t KEPT = 0x80000000u;

void train_table_init(struct train_table *table)
{
    *table = (struct train_table){.capacity = (size_t)1 << 20};
    table->slots = memory_array(table->capacity, sizeof *table->slots);
}

void train_table_done(struct train_table *table)
{
    memory_free(table->slots);
    memory_free(table->hashes);
    memory_free(table->texts);
    *table = (struct train_table){0};
}

static struct train_slot *find_slot(const struct train_table *table, uint32_t hash)
{
    size_t at = (hash * 0x9E3779B1u) & (table->capacity - 1);

    while (table->slots[at].texts != 0 && table->slots[at].hash != hash)
        at = (at + 1) & (table->capacity - 1);
    return &table->slots[at];
}

static void grow(struct train_table *table)
{
    struct train_slot *old = table->slots;
    size_t count = table->capacity;

    table->capacity *= 2;
    table->slots = memory_array(table->capacity, sizeof *table->slots);
    for (size_t i = 0; i < count; i++)
        if (old[i].texts != 0)
            *find_slot(table, old[i].hash) = old[i];
    memory_free(old);
}

static struct train_slot *slot_of(struct train_table *table, uint32_t hash)
{
    struct train_slot *slot;

    if (table->used * 2 > table->capacity)
        grow(table);
    slot = find_slot(table, hash);
    if (slot->texts == 0) {
        slot->hash = hash;
        slot->place = (uint32_t)table->used++; /* the order in which it was met */
    }
    return slot;
}

void train_table_count(struct train_table *table, uint32_t hash)
{
    slot_of(table, hash)->texts++;
}

void train_table_keep(struct train_table *table, uint32_t hash)
{
    slot_of(table, hash)->texts |= KEPT;
}

void train_table_number(struct train_table *table, uint32_t least)
{
    struct train_slot **met = memory_array(table->used + 1, sizeof *met);

    for (size_t i = 0; i < table->capacity; i++)
        if (table->slots[i].texts != 0)
            met[table->slots[i].place] = &table->slots[i];
    table->hashes = memory_array(table->used + 1, sizeof *table->hashes);
    table->texts = memory_array(table->used + 1, sizeof *table->texts);
    for (size_t i = 0; i < table->used; i++) {
        struct train_slot *slot = met[i];

        if (slot->texts < least) {
            slot->place = TRAIN_TABLE_NONE;
            continue;
        }
        slot->place = (uint32_t)table->numbered;
        table->hashes[table->numbered] = slot->hash;
        table->texts[table->numbered++] = slot->texts & ~KEPT;
    }
    memory_free(met);
}

uint32_t train_table_place(const struct train_table *table, uint32_t hash)
{
    const struct train_slot *slot = find_slot(table, hash);

    return slot->texts == 0 ? TRAIN_TABLE_NONE : slot->place;
}

static int compare_floats(const void *left, const void *right)
{
    float one = *(const float *)left;
    float other = *(const float *)right;

    return one < other ? -1 : one > other;
}

/* The largest but for two in ten thousand: a few giants must not coarsen all others. */
static float scale_of(const struct train_entry *entries, size_t count, int head)
{
    float *sizes = memory_array(count + 1, sizeof *sizes);
    float scale;

    for (size_t i = 0; i < count; i++)
        sizes[i] = fabsf(entries[i].weights[head]);
    qsort(sizes, count, sizeof *sizes, compare_floats);
    scale = count == 0 ? 1 : sizes[(size_t)((double)(count - 1) * 0.9998)] / 127;
    memory_free(sizes);
    return scale > 0 ? scale : 1;
}

static double importance(const struct train_entry *entry)
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
    double first = importance(one);
    double second = importance(other);

    if (first != second)
        return first > second ? -1 : 1;
    return one->hash < other->hash ? -1 : one->hash > other->hash;
}

static void put(struct model_line *line, const struct train_entry *entry,
                const struct model_numbers *numbers)
{
    uint8_t tag = model_tag_of(entry->hash);
    bool is_empty = true;
    int8_t row[MODEL_HEADS] = {0};

    for (int head = 0; head < HEAD_COUNT; head++) {
        float value = roundf(entry->weights[head] / numbers->scales[head]);

        row[head] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : value);
        is_empty = is_empty && row[head] == 0;
    }
    for (unsigned i = 0; i < MODEL_ROWS && !is_empty; i++) {
        if (line->tags[i] == tag)
            return;
        if (line->tags[i] != 0)
            continue;
        line->tags[i] = tag;
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
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0; i < count; i++)
        put(&lines[model_line_of(entries[i].hash)], &entries[i], numbers);
    model_write(model, lines, numbers);
    memory_free(lines);
}
