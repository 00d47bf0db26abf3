#include "view/orgs.h"

#include "wire/keys.h"

#include <stdlib.h>

static int by_name(const void *left, const void *right)
{
    return slice_compare(((const struct org *)left)->name, ((const struct org *)right)->name);
}

/* Each once; "_other" may lie in several partitions, of which the first is shown. */
static size_t sort(struct org *rows, size_t count)
{
    size_t kept = 0;

    if (count == 0)
        return 0;
    qsort(rows, count, sizeof *rows, by_name);
    for (size_t i = 1; i < count; i++) {
        if (!slice_equals(rows[i].name, rows[kept].name))
            rows[++kept] = rows[i];
    }
    return kept + 1;
}

static struct slice decoded(struct arena *arena, struct slice encoded)
{
    OWNED(text) struct text name = { 0 };

    keys_add_decoded(&name, encoded);
    return (struct slice){ .bytes = arena_copy(arena, text_string(&name), name.length),
                           .length = name.length };
}

int orgs_read(struct store *store, int32_t partitions, struct arena *arena, struct orgs *orgs,
              struct fault *fault)
{
    const size_t count = (size_t)partitions;
    struct question *questions = arena_take(arena, count * sizeof *questions);
    struct redis_reply **replies = arena_take(arena, count * sizeof(struct redis_reply *));
    struct org *rows = NULL;
    size_t row_count = 0;
    size_t capacity = 0;

    for (size_t i = 0; i < count; i++)
        questions[i] = (struct question){ "SMEMBERS", (int32_t)i, SLICE("orgs"), { { 0 } } };
    if (store_ask(store, questions, count, replies, fault) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        for (size_t n = 0; n < redis_reply_count(replies[i]) && row_count < ORG_LIMIT; n++) {
            MEMORY_GROW(rows, row_count, capacity);
            rows[row_count++] = (struct org){
                decoded(arena, redis_reply_text(redis_reply_item(replies[i], n))), (int32_t)i
            };
        }
        redis_reply_free(replies[i]);
    }
    row_count = sort(rows, row_count);
    orgs->rows = (const void *)arena_copy(arena, rows, row_count * sizeof *rows);
    orgs->count = row_count;
    memory_free(rows);
    return 0;
}

const struct org *orgs_find(const struct orgs *orgs, struct slice name)
{
    for (size_t i = 0; i < orgs->count; i++) {
        if (slice_equals(orgs->rows[i].name, name))
            return &orgs->rows[i];
    }
    return NULL;
}
