#include "read/starts.h"

#include "base/table.h"

#include <stdlib.h>
#include <string.h>

enum {
    LONG_BITS = 16,                   /* of the hash of a long beginning */
    SHORT_BITS = 12,                  /* of a short one */
    CHAIN_BITS = 12,                  /* of the hash that leads to the literals */
    CHAINS = (1 << CHAIN_BITS) + 256, /* those with a short beginning hang at their first byte */
    FIRST_BYTES = 8,
};

/* A literal shorter than a long beginning is known by its short one. */
struct beginning {
    uint64_t of_long; /* which bytes of eight count */
    uint64_t of_short;
};

static const struct beginning LATIN = {0xFFFFFFFF, 0xFFFF};
static const struct beginning OTHER = {0xFFFFFFFFFFFF, 0xFFFFFF};

struct start {
    uint64_t first; /* its first bytes */
    uint64_t mask;  /* which of them it has */
    const char *bytes;
    uint32_t *members;
    uint32_t length;
    uint32_t count;
    uint32_t capacity;
    uint32_t chain;
};

struct starts {
    struct arena *arena;
    struct table *table; /* struct start by text */
    struct start *list;  /* when compiled: by chain */
    struct start **added;
    size_t count;
    size_t capacity;
    uint64_t longs[(1 << LONG_BITS) / 64];
    uint64_t shorts[(1 << SHORT_BITS) / 64];
    uint32_t chains[CHAINS + 1]; /* where each begins in the list */
};

struct starts *starts_new(void)
{
    struct starts *starts = memory_new(sizeof *starts);

    starts->arena = arena_new();
    starts->table = table_new();
    return starts;
}

void starts_free(struct starts *starts)
{
    if (starts == NULL)
        return;
    for (size_t i = 0; i < starts->count; i++)
        memory_free(starts->added[i]->members);
    memory_free(starts->added);
    memory_free(starts->list);
    table_free(starts->table);
    arena_free(starts->arena);
    memory_free(starts);
}

/* Eight bytes, the first one lowest (as in model files, we are little-endian). */
static inline uint64_t eight(const char *bytes)
{
    uint64_t read;

    memcpy(&read, bytes, sizeof read);
    return read;
}

static inline const struct beginning *beginning_of(uint64_t first)
{
    return (first & 0x80) == 0 ? &LATIN : &OTHER;
}

static inline uint64_t hash(uint64_t bytes)
{
    return bytes * 0x9E3779B97F4A7C15u;
}

static inline uint32_t chain_of_long(uint64_t bytes)
{
    return (uint32_t)(hash(bytes) >> (64 - LONG_BITS - CHAIN_BITS)) & ((1 << CHAIN_BITS) - 1);
}

static inline uint32_t chain_of_short(uint64_t bytes)
{
    return (1 << CHAIN_BITS) + (uint32_t)(bytes & 0xFF);
}

static inline bool holds(const uint64_t *bits, uint64_t bit)
{
    return (bits[bit / 64] >> bit % 64 & 1) != 0;
}

static void mark(uint64_t *bits, uint64_t bit)
{
    bits[bit / 64] |= (uint64_t)1 << bit % 64;
}

/* Marks the short beginnings that a literal can have: all, where it is shorter than one. */
static void mark_short(struct starts *starts, uint64_t first, uint64_t mask)
{
    uint64_t bytes = beginning_of(first)->of_short;
    uint64_t open = bytes & ~mask;
    uint64_t step = open & (~open + 1);

    for (uint64_t more = 0; more <= open; more += step) {
        mark(starts->shorts, hash((first & bytes) | more) >> (64 - SHORT_BITS));
        if (open == 0)
            break;
    }
}

static void make(struct starts *starts, struct start *start)
{
    char bytes[FIRST_BYTES] = {0};
    size_t length = start->length < FIRST_BYTES ? start->length : FIRST_BYTES;
    uint64_t beginning;

    memcpy(bytes, start->bytes, length);
    start->first = eight(bytes);
    start->mask = UINT64_MAX >> (FIRST_BYTES - length) * 8;
    beginning = beginning_of(start->first)->of_long;
    if ((beginning & ~start->mask) == 0) {
        start->chain = chain_of_long(start->first & beginning);
        mark(starts->longs, hash(start->first & beginning) >> (64 - LONG_BITS));
    } else {
        start->chain = chain_of_short(start->first);
        mark_short(starts, start->first, start->mask);
    }
}

void starts_add(struct starts *starts, struct slice literal, uint32_t member)
{
    struct start *start = table_find(starts->table, literal);

    if (start == NULL) {
        start = arena_take(starts->arena, sizeof *start);
        start->bytes = arena_copy(starts->arena, literal.bytes, literal.length);
        start->length = (uint32_t)literal.length;
        make(starts, start);
        table_set(starts->table, literal, start);
        MEMORY_GROW(starts->added, starts->count, starts->capacity);
        starts->added[starts->count++] = start;
    }
    if (start->count > 0 && start->members[start->count - 1] == member)
        return;
    MEMORY_GROW(start->members, start->count, start->capacity);
    start->members[start->count++] = member;
}

void starts_compile(struct starts *starts)
{
    starts->list = memory_array(starts->count + 1, sizeof *starts->list);
    for (size_t i = 0; i < starts->count; i++)
        starts->chains[starts->added[i]->chain + 1]++;
    for (size_t i = 1; i <= CHAINS; i++)
        starts->chains[i] += starts->chains[i - 1];
    for (size_t i = starts->count; i-- > 0;) {
        /* From the end of its chain: what lies there counts down to where it begins. */
        uint32_t *end = &starts->chains[starts->added[i]->chain + 1];

        starts->list[--*end] = *starts->added[i];
    }
    memmove(starts->chains, starts->chains + 1, CHAINS * sizeof *starts->chains);
    starts->chains[CHAINS] = (uint32_t)starts->count;
}

struct scan {
    const struct starts *starts;
    struct slice text;
    literals_found *found;
    void *context;
    size_t count;
};

static void compare(struct scan *scan, uint32_t chain, uint32_t place, uint64_t first)
{
    const struct starts *starts = scan->starts;

    for (uint32_t i = starts->chains[chain]; i < starts->chains[chain + 1]; i++) {
        const struct start *start = &starts->list[i];

        if (((first ^ start->first) & start->mask) != 0 ||
            start->length > scan->text.length - place ||
            (start->length > FIRST_BYTES &&
             memcmp(scan->text.bytes + place + FIRST_BYTES, start->bytes + FIRST_BYTES,
                    start->length - FIRST_BYTES) != 0))
            continue;
        scan->count++;
        scan->found(scan->context, start->members, start->count, place, place + start->length);
    }
}

void starts_scan(const struct starts *starts, const struct folded *folded, literals_found *found,
                 void *context)
{
    struct scan scan = {
        .starts = starts,
        .text = {folded->bytes.bytes, folded->bytes.length},
        .found = found,
        .context = context,
    };

    for (size_t i = 0; i < folded->count && scan.count < LITERALS_FOUND_MOST; i++) {
        uint32_t place = folded->places[i];
        uint64_t first = eight(folded->bytes.bytes + place);
        const struct beginning *beginning = beginning_of(first);
        uint64_t of_long = first & beginning->of_long;
        uint64_t of_short = first & beginning->of_short;
        bool may_be_long = holds(starts->longs, hash(of_long) >> (64 - LONG_BITS));
        bool may_be_short = holds(starts->shorts, hash(of_short) >> (64 - SHORT_BITS));

        if (__builtin_expect(may_be_long, 0))
            compare(&scan, chain_of_long(of_long), place, first);
        if (__builtin_expect(may_be_short, 0))
            compare(&scan, chain_of_short(first), place, first);
    }
}
