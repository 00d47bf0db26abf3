#include "memory_store.h"

#include "base/table.h"

#include <stdlib.h>

/* A value is a table of fields; a string has the one field "". */
struct memory_store {
    struct table *values; /* key → table of struct text */
    struct table *outbox; /* trigger id → struct text */
    size_t spoiled_place; /* SIZE_MAX: none */
    bool spoils_doubled;
    size_t handed_count;
    struct text doubled;
};

struct memory_store *memory_store_new(void)
{
    struct memory_store *store = memory_new(sizeof *store);

    store->values = table_new();
    store->outbox = table_new();
    store->spoiled_place = SIZE_MAX;
    return store;
}

static void fields_free(struct table *fields)
{
    for (struct table_cursor at = { 0 }; table_next(fields, &at);) {
        text_done(at.value);
        memory_free(at.value);
    }
    table_free(fields);
}

void memory_store_free(struct memory_store *store)
{
    if (store == NULL)
        return;
    for (struct table_cursor at = { 0 }; table_next(store->values, &at);)
        fields_free(at.value);
    table_free(store->values);
    fields_free(store->outbox);
    text_done(&store->doubled);
    memory_free(store);
}

static struct text *field_of(struct table *fields, struct slice name)
{
    struct text *text = table_find(fields, name);

    if (text == NULL) {
        text = memory_new(sizeof *text);
        table_set(fields, name, text);
    }
    return text;
}

static void drop_field(struct table *fields, struct slice name)
{
    struct text *text = table_remove(fields, name);

    if (text != NULL)
        text_done(text);
    memory_free(text);
}

static struct table *fields_of(struct memory_store *store, struct slice key)
{
    struct table *fields = table_find(store->values, key);

    if (fields == NULL) {
        fields = table_new();
        table_set(store->values, key, fields);
    }
    return fields;
}

static void set(struct text *text, struct slice value)
{
    text_clear(text);
    text_add_bytes(text, value.bytes, value.length);
}

static void apply(struct memory_store *store, const struct change *change)
{
    struct table *gone = NULL;

    switch (change->kind) {
    case CHANGE_SET:
        set(field_of(fields_of(store, change->key), SLICE("")), change->value);
        return;
    case CHANGE_HASH_SET:
        set(field_of(fields_of(store, change->key), change->field), change->value);
        return;
    case CHANGE_HASH_REMOVE:
        drop_field(fields_of(store, change->key), change->field);
        return;
    case CHANGE_APPEND:
        text_add_bytes(field_of(fields_of(store, change->key), SLICE("")), change->value.bytes,
                       change->value.length);
        return;
    case CHANGE_MEMBER_ADD:
        set(field_of(fields_of(store, change->key), change->value), SLICE(""));
        return;
    case CHANGE_MEMBER_REMOVE:
        drop_field(fields_of(store, change->key), change->value);
        return;
    case CHANGE_REMOVE:
        gone = table_remove(store->values, change->key);
        if (gone != NULL)
            fields_free(gone);
        return;
    case CHANGE_OUTBOX:
        set(field_of(store->outbox, change->field), change->value);
        return;
    case CHANGE_KIND_COUNT:
        return;
    }
}

void memory_store_apply(struct memory_store *store, const struct change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        apply(store, &changes[i]);
}

static struct slice handed(struct memory_store *store, const struct text *value)
{
    struct slice whole = text_slice(value);

    if (store->handed_count++ != store->spoiled_place)
        return whole;
    if (!store->spoils_doubled)
        return (struct slice){ whole.bytes, whole.length / 2 };
    text_clear(&store->doubled);
    for (int i = 0; i < 2; i++)
        text_add_bytes(&store->doubled, whole.bytes, whole.length);
    return text_slice(&store->doubled);
}

bool memory_store_spoil(struct memory_store *store, size_t place, bool is_doubled)
{
    bool was_there = place == 0 || store->handed_count >= place;

    store->spoiled_place = place;
    store->spoils_doubled = is_doubled;
    store->handed_count = 0;
    return was_there;
}

static int hand_over(struct memory_store *store, struct engine_partition *partition,
                     const struct kept_wish *wish, size_t index, struct fault *fault)
{
    const struct table *fields = table_find(store->values, wish->key);
    size_t count = 0;
    OWNED(memory) void *memory =
        memory_array((fields == NULL ? 0 : table_count(fields)) * 2 + 1, sizeof(struct slice));
    struct slice *items = memory;

    for (struct table_cursor at = { 0 }; fields != NULL && table_next(fields, &at);) {
        const struct text *value = at.value;
        if (wish->kind != KEPT_STRING)
            items[count++] = at.name;
        if (wish->kind != KEPT_SET)
            items[count++] = handed(store, value);
    }
    return engine_restore(partition, index, items, count, fault);
}

int memory_store_restore(struct memory_store *store, struct engine_partition *partition,
                         struct fault *fault)
{
    size_t count = 0;

    for (const struct kept_wish *wishes; (wishes = engine_wanted(partition, &count)) != NULL;) {
        for (size_t i = 0; i < count; i++) {
            if (hand_over(store, partition, &wishes[i], i, fault) != 0)
                return -1;
        }
    }
    return 0;
}

struct row {
    struct slice name;
    struct table *fields;
    const struct text *value;
};

static int by_name(const void *left, const void *right)
{
    return slice_compare(((const struct row *)left)->name, ((const struct row *)right)->name);
}

static void write_fields(const struct table *fields, struct text *text)
{
    OWNED(memory) void *memory = memory_array(table_count(fields), sizeof(struct row));
    struct row *rows = memory;
    size_t count = 0;

    for (struct table_cursor at = { 0 }; table_next(fields, &at);)
        rows[count++] = (struct row){ .name = at.name, .value = at.value };
    qsort(rows, count, sizeof *rows, by_name);
    for (size_t i = 0; i < count; i++) {
        text_add_bytes(text, rows[i].name.bytes, rows[i].name.length);
        text_add_char(text, '=');
        text_add_hex(text, text_string(rows[i].value), rows[i].value->length);
        text_add_char(text, '\n');
    }
}

/* Readers are told of an incident now and then, which no owner depends on. */
static bool is_for_readers(struct slice key)
{
    return key.length > 2 && key.bytes[0] == 'i' && key.bytes[1] == ':';
}

void memory_store_write(const struct memory_store *store, struct text *text)
{
    OWNED(memory) void *memory = memory_array(table_count(store->values), sizeof(struct row));
    struct row *rows = memory;
    size_t count = 0;

    for (struct table_cursor at = { 0 }; table_next(store->values, &at);) {
        if (!is_for_readers(at.name))
            rows[count++] = (struct row){ .name = at.name, .fields = at.value };
    }
    qsort(rows, count, sizeof *rows, by_name);
    for (size_t i = 0; i < count; i++) {
        text_add_bytes(text, rows[i].name.bytes, rows[i].name.length);
        text_add(text, ":\n");
        write_fields(rows[i].fields, text);
    }
    text_add(text, "outbox:\n");
    write_fields(store->outbox, text);
}
