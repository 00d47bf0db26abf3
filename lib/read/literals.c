#include "read/literals.h"

#include "base/table.h"

#include <hs.h>
#include <stdlib.h>

struct literal {
    struct slice text;
    uint32_t *members;
    size_t count;
    size_t capacity;
};

struct literals {
    struct arena *arena;
    struct table *table; /* struct literal by text */
    struct literal **list;
    size_t count;
    size_t capacity;
    hs_database_t *database; /* NULL when there is nothing to find */
    hs_scratch_t *scratch;
};

struct literals *literals_new(void)
{
    struct literals *literals = memory_new(sizeof *literals);

    literals->arena = arena_new();
    literals->table = table_new();
    return literals;
}

void literals_free(struct literals *literals)
{
    if (literals == NULL)
        return;
    hs_free_scratch(literals->scratch);
    hs_free_database(literals->database);
    for (size_t i = 0; i < literals->count; i++)
        memory_free(literals->list[i]->members);
    memory_free(literals->list);
    table_free(literals->table);
    arena_free(literals->arena);
    memory_free(literals);
}

void literals_add(struct literals *literals, struct slice text, uint32_t member)
{
    struct literal *literal = table_find(literals->table, text);

    if (literal == NULL) {
        literal = arena_take(literals->arena, sizeof *literal);
        literal->text =
            (struct slice){arena_copy(literals->arena, text.bytes, text.length), text.length};
        table_set(literals->table, text, literal);
        MEMORY_GROW(literals->list, literals->count, literals->capacity);
        literals->list[literals->count++] = literal;
    }
    if (literal->count > 0 && literal->members[literal->count - 1] == member)
        return;
    MEMORY_GROW(literal->members, literal->count, literal->capacity);
    literal->members[literal->count++] = member;
}

int literals_compile(struct literals *literals, struct fault *fault)
{
    size_t count = literals->count;
    const char **texts = memory_array(count + 1, sizeof *texts);
    size_t *lengths = memory_array(count + 1, sizeof *lengths);
    unsigned *flags = memory_array(count + 1, sizeof *flags);
    unsigned *ids = memory_array(count + 1, sizeof *ids);
    hs_compile_error_t *error = NULL;
    int result = 0;

    for (size_t i = 0; i < count; i++) {
        texts[i] = literals->list[i]->text.bytes;
        lengths[i] = literals->list[i]->text.length;
        ids[i] = (unsigned)i;
    }
    if (count > 0 &&
        hs_compile_lit_multi(texts, flags, ids, lengths, (unsigned)count, HS_MODE_BLOCK, NULL,
                             &literals->database, &error) != HS_SUCCESS) {
        result = fault_set(fault, FAULT_SETUP, "Vectorscan: %s", error->message);
        hs_free_compile_error(error);
    } else if (count > 0 &&
               hs_alloc_scratch(literals->database, &literals->scratch) != HS_SUCCESS) {
        abort(); /* out of memory */
    }
    memory_free(texts);
    memory_free(lengths);
    memory_free(flags);
    memory_free(ids);
    return result;
}

struct scan {
    struct literals *literals;
    literals_found *found;
    void *context;
    size_t count;
};

static int take(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                void *context)
{
    struct scan *scan = context;
    const struct literal *literal = scan->literals->list[id];

    (void)from; /* literals have a length */
    (void)flags;
    scan->found(scan->context, literal->members, literal->count,
                (uint32_t)(to - literal->text.length), (uint32_t)to);
    return ++scan->count == LITERALS_FOUND_MOST;
}

void literals_scan(struct literals *literals, struct slice text, literals_found *found,
                   void *context)
{
    struct scan scan = {literals, found, context, 0};
    hs_error_t error;

    if (literals->database == NULL || text.length == 0)
        return;
    error = hs_scan(literals->database, text.bytes, (unsigned)text.length, 0, literals->scratch,
                    take, &scan);
    if (error != HS_SUCCESS && error != HS_SCAN_TERMINATED)
        abort(); /* the scratch is ours alone and the database was compiled here */
}
