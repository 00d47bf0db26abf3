#include "base/table.h"

#include <string.h>

enum { FIRST_SLOTS = 16 };

struct entry {
    char *name; /* NULL: removed */
    size_t length;
    uint64_t hash;
    void *value;
};

struct table {
    struct entry *entries; /* 1. in order of insertion, removed ones included */
    size_t entry_count;
    size_t entry_capacity;
    size_t live_count;
    uint32_t *slots; /* 2. 0: free; otherwise the entry's place plus one; never over half full */
    size_t slot_count;
};

struct table *table_new(void)
{
    struct table *table = memory_new(sizeof *table);

    table->slot_count = FIRST_SLOTS;
    table->slots = memory_array(table->slot_count, sizeof *table->slots);
    return table;
}

void table_free(struct table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->entry_count; i++)
        memory_free(table->entries[i].name);
    memory_free(table->entries);
    memory_free(table->slots);
    memory_free(table);
}

size_t table_count(const struct table *table)
{
    return table->live_count;
}

static uint32_t *find_slot(const struct table *table, struct slice name, uint64_t hash)
{
    size_t mask = table->slot_count - 1;

    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &table->slots[i];
        if (*slot == 0)
            return slot;
        const struct entry *entry = &table->entries[*slot - 1];
        if (entry->hash == hash && entry->name != NULL &&
            slice_equals((struct slice){ entry->name, entry->length }, name))
            return slot;
    }
}

void *table_find(const struct table *table, struct slice name)
{
    uint32_t *slot = find_slot(table, name, digest_fast(name));

    return *slot == 0 ? NULL : table->entries[*slot - 1].value;
}

/* Throws removed entries away and makes the slots anew, twice as many as needed. */
static void rebuild(struct table *table)
{
    size_t kept = 0;

    for (size_t i = 0; i < table->entry_count; i++) {
        if (table->entries[i].name != NULL)
            table->entries[kept++] = table->entries[i];
    }
    table->entry_count = kept;
    while (table->slot_count < kept * 4)
        table->slot_count *= 2;
    memory_free(table->slots);
    table->slots = memory_array(table->slot_count, sizeof *table->slots);
    for (size_t i = 0; i < kept; i++) {
        size_t slot = table->entries[i].hash & (table->slot_count - 1);
        while (table->slots[slot] != 0)
            slot = (slot + 1) & (table->slot_count - 1);
        table->slots[slot] = (uint32_t)i + 1;
    }
}

void table_set(struct table *table, struct slice name, void *value)
{
    uint64_t hash = digest_fast(name);
    uint32_t *slot = find_slot(table, name, hash);

    if (*slot != 0) {
        table->entries[*slot - 1].value = value;
        return;
    }
    if ((table->entry_count + 1) * 2 > table->slot_count) {
        rebuild(table);
        slot = find_slot(table, name, hash);
    }
    MEMORY_GROW(table->entries, table->entry_count, table->entry_capacity);
    table->entries[table->entry_count++] = (struct entry){
        .name = memory_copy(name.bytes, name.length),
        .length = name.length,
        .hash = hash,
        .value = value,
    };
    table->live_count++;
    *slot = (uint32_t)table->entry_count;
}

void *table_remove(struct table *table, struct slice name)
{
    uint32_t *slot = find_slot(table, name, digest_fast(name));

    if (*slot == 0)
        return NULL;
    /* The entry stays as a gravestone, so that probing goes past it until the next rebuild. */
    struct entry *entry = &table->entries[*slot - 1];
    memory_free(entry->name);
    entry->name = NULL;
    table->live_count--;
    return entry->value;
}

bool table_next(const struct table *table, struct table_cursor *cursor)
{
    while (cursor->position < table->entry_count) {
        const struct entry *entry = &table->entries[cursor->position++];
        if (entry->name == NULL)
            continue;
        cursor->name = (struct slice){ entry->name, entry->length };
        cursor->value = entry->value;
        return true;
    }
    return false;
}
