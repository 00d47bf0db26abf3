#include "read/starts.h"

#include "base/table.h"
#include "read/processor.h"

#include <string.h>

/* A literal is known by its first eight bytes; by as many as two Chinese characters or four Latin
 * letters have, if it has fewer than eight; and by one character or two letters, if it is shorter
 * still. */
enum extent { KEY_SHORT, KEY_LONG, KEY_FIRST, KEY_COUNT };

enum script { LATIN, OTHER, SCRIPT_COUNT };

static const uint64_t MASKS[SCRIPT_COUNT][KEY_COUNT] = {
    [LATIN] = {0xFFFF, 0xFFFFFFFF, UINT64_MAX},
    [OTHER] = {0xFFFFFF, 0xFFFFFFFFFFFF, UINT64_MAX},
};

enum {
    FIRST_BYTES = 8,
    MARK_BITS = 16, /* of a hash that say whether there is such a key at all */
    BUCKET_SLOTS = 8,
    BLOCK = 64, /* characters that are looked at before those that may begin a literal are */
};

struct start {
    uint64_t first; /* its first bytes */
    uint64_t mask;  /* which of them it has */
    const char *bytes;
    uint32_t *members;
    uint32_t length;
    uint32_t count;
    uint32_t capacity;
    uint32_t member; /* the first of them */
};

/* A cache line. What does not fit goes into the next. */
struct bucket {
    struct {
        uint32_t check; /* of the key's hash */
        uint32_t start; /* its place in the list and 1; 0: nothing here, and nothing further on */
    } slots[BUCKET_SLOTS];
};

struct starts {
    struct arena *arena;
    struct table *table; /* struct start by text */
    struct start **added;
    size_t count;
    size_t capacity;
    struct start *list;
    void *room;
    struct bucket *buckets; /* in it; a power of two of them */
    uint64_t bucket_mask;
    /* Short keys; long ones, and the beginnings of those of eight bytes; long ones; those of eight. */
    uint64_t shorts[(1 << MARK_BITS) / 64];
    uint64_t beginnings[(1 << MARK_BITS) / 64];
    uint64_t longs[(1 << MARK_BITS) / 64];
    uint64_t firsts[(1 << MARK_BITS) / 64];
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
    memory_free(starts->room);
    table_free(starts->table);
    arena_free(starts->arena);
    memory_free(starts);
}

void start_hits_done(struct start_hits *hits)
{
    memory_free(hits->items);
    *hits = (struct start_hits){0};
}

/* Eight bytes, the first one lowest (as in model files, we are little-endian). */
static inline uint64_t eight(const char *bytes)
{
    uint64_t read;

    memcpy(&read, bytes, sizeof read);
    return read;
}

static inline const uint64_t *masks_of(uint64_t first)
{
    return MASKS[first >> 7 & 1];
}

static inline uint64_t hash_of(uint64_t bytes)
{
    return bytes * 0x9E3779B97F4A7C15u;
}

static inline unsigned is_marked(const uint64_t *bits, uint64_t hash)
{
    uint64_t bit = hash >> (64 - MARK_BITS);

    return bits[bit / 64] >> bit % 64 & 1;
}

static void mark(uint64_t *bits, uint64_t hash)
{
    uint64_t bit = hash >> (64 - MARK_BITS);

    bits[bit / 64] |= (uint64_t)1 << bit % 64;
}

void starts_add(struct starts *starts, struct slice literal, uint32_t member)
{
    struct start *start = table_find(starts->table, literal);

    if (start == NULL) {
        char bytes[FIRST_BYTES] = {0};
        size_t length = literal.length < FIRST_BYTES ? literal.length : FIRST_BYTES;

        memcpy(bytes, literal.bytes, length);
        start = arena_take(starts->arena, sizeof *start);
        start->first = eight(bytes);
        start->mask = UINT64_MAX >> (FIRST_BYTES - length) * 8;
        start->bytes = arena_copy(starts->arena, literal.bytes, literal.length);
        start->length = (uint32_t)literal.length;
        table_set(starts->table, literal, start);
        MEMORY_GROW(starts->added, starts->count, starts->capacity);
        starts->added[starts->count++] = start;
    }
    if (start->count > 0 && start->members[start->count - 1] == member)
        return;
    MEMORY_GROW(start->members, start->count, start->capacity);
    start->members[start->count++] = member;
}

static inline struct bucket *bucket_of(const struct starts *starts, uint64_t hash)
{
    return &starts->buckets[hash >> 16 & starts->bucket_mask];
}

/* The upper bits choose the mark, the middle ones the bucket. */
static inline uint32_t check_of(uint64_t hash)
{
    return (uint32_t)hash ^ (uint32_t)(hash >> 32);
}

static void insert(struct starts *starts, uint64_t hash, size_t start)
{
    struct bucket *bucket = bucket_of(starts, hash);

    for (;;) {
        for (size_t i = 0; i < BUCKET_SLOTS; i++)
            if (bucket->slots[i].start == 0) {
                bucket->slots[i].check = check_of(hash);
                bucket->slots[i].start = (uint32_t)start + 1;
                return;
            }
        bucket = &starts->buckets[(size_t)(bucket - starts->buckets + 1) & starts->bucket_mask];
    }
}

/* All short keys that the literal can have: any byte may stand behind one that is shorter. */
static void insert_short(struct starts *starts, size_t number)
{
    const struct start *start = &starts->list[number];
    uint64_t open = masks_of(start->first)[KEY_SHORT] & ~start->mask;
    uint64_t step = open & (~open + 1);

    for (uint64_t more = 0; more <= open; more += step) {
        uint64_t hash = hash_of((start->first & masks_of(start->first)[KEY_SHORT]) | more);

        mark(starts->shorts, hash);
        insert(starts, hash, number);
        if (open == 0)
            break;
    }
}

static void insert_start(struct starts *starts, size_t number)
{
    const struct start *start = &starts->list[number];
    uint64_t mask = masks_of(start->first)[KEY_LONG];
    uint64_t hash = hash_of(start->first & mask);

    if ((mask & ~start->mask) != 0) {
        insert_short(starts, number);
        return;
    }
    mark(starts->beginnings, hash);
    if (start->length < FIRST_BYTES) {
        mark(starts->longs, hash);
        insert(starts, hash, number);
    } else {
        mark(starts->firsts, hash_of(start->first));
        insert(starts, hash_of(start->first), number);
    }
}

void starts_compile(struct starts *starts)
{
    size_t short_count = 0;
    size_t buckets = 1;

    starts->list = memory_array(starts->count + 1, sizeof *starts->list);
    for (size_t i = 0; i < starts->count; i++) {
        starts->list[i] = *starts->added[i];
        starts->list[i].member = starts->list[i].members[0];
        short_count += starts->list[i].length < 3;
    }
    while (buckets * BUCKET_SLOTS * 2 / 3 <= starts->count + short_count * 256)
        buckets *= 2;
    starts->room = memory_array(buckets + 1, sizeof *starts->buckets);
    starts->buckets = (struct bucket *)(((uintptr_t)starts->room + sizeof *starts->buckets - 1) &
                                        ~(uintptr_t)(sizeof *starts->buckets - 1));
    starts->bucket_mask = buckets - 1;
    for (size_t i = 0; i < starts->count; i++)
        insert_start(starts, i);
}

/* A key of the text that literals may have, too. */
struct probe {
    uint64_t hash;
    uint32_t index;
};

struct scan {
    const struct starts *starts;
    const struct folded *folded;
    struct start_hits *hits;
    struct probe probes[BLOCK * KEY_COUNT];
    size_t count;
};

/* Which characters of a block may begin a literal. Without a branch: nobody can guess them. */
WITH_CALLER size_t candidates_of(const struct scan *scan, size_t from, size_t to,
                                 uint32_t candidates[BLOCK + 1])
{
    const struct starts *starts = scan->starts;
    const struct folded *folded = scan->folded;
    size_t count = 0;

    for (size_t i = from; i < to; i++) {
        uint64_t first = eight(folded->bytes.bytes + folded->places[i]);
        const uint64_t *masks = masks_of(first);

        candidates[count] = (uint32_t)i;
        count += is_marked(starts->shorts, hash_of(first & masks[KEY_SHORT])) |
                 is_marked(starts->beginnings, hash_of(first & masks[KEY_LONG]));
    }
    return count;
}

static inline void put_probe(struct scan *scan, const uint64_t *marks, uint64_t hash,
                             uint32_t index)
{
    uint64_t is_there = is_marked(marks, hash);

    scan->probes[scan->count] = (struct probe){hash, index};
    scan->count += is_there;
    __builtin_prefetch(bucket_of(scan->starts, hash & -is_there));
}

WITH_CALLER void find_probes(struct scan *scan, size_t from, size_t to)
{
    const struct starts *starts = scan->starts;
    uint32_t candidates[BLOCK + 1];
    size_t count = candidates_of(scan, from, to, candidates);

    scan->count = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t index = candidates[i];
        uint64_t first = eight(scan->folded->bytes.bytes + scan->folded->places[index]);
        const uint64_t *masks = masks_of(first);

        put_probe(scan, starts->shorts, hash_of(first & masks[KEY_SHORT]), index);
        put_probe(scan, starts->longs, hash_of(first & masks[KEY_LONG]), index);
        put_probe(scan, starts->firsts, hash_of(first), index);
    }
}

static void compare(struct scan *scan, const struct start *start, uint32_t index)
{
    struct slice text = {scan->folded->bytes.bytes, scan->folded->bytes.length};
    uint32_t begin = scan->folded->places[index];
    struct start_hits *hits = scan->hits;

    if (((eight(text.bytes + begin) ^ start->first) & start->mask) != 0 ||
        start->length > text.length - begin ||
        (start->length > FIRST_BYTES &&
         memcmp(text.bytes + begin + FIRST_BYTES, start->bytes + FIRST_BYTES,
                start->length - FIRST_BYTES) != 0))
        return;
    MEMORY_GROW(hits->items, hits->count, hits->capacity);
    hits->items[hits->count++] = (struct start_hit){
        .member = start->member,
        .members = start->members,
        .count = start->count,
        .begin = begin,
        .end = begin + start->length,
        .index = index,
    };
}

WITH_CALLER void look_up(struct scan *scan, const struct probe *probe)
{
    const struct starts *starts = scan->starts;
    const struct bucket *bucket = bucket_of(starts, probe->hash);

    for (;;) {
        for (size_t i = 0; i < BUCKET_SLOTS; i++) {
            if (bucket->slots[i].start == 0)
                return;
            if (bucket->slots[i].check == check_of(probe->hash))
                compare(scan, &starts->list[bucket->slots[i].start - 1], probe->index);
        }
        bucket = &starts->buckets[(size_t)(bucket - starts->buckets + 1) & starts->bucket_mask];
    }
}

FOR_EACH_PROCESSOR void starts_scan(const struct starts *starts, const struct folded *folded,
                                    struct start_hits *hits)
{
    struct scan scan;

    scan.starts = starts;
    scan.folded = folded;
    scan.hits = hits;
    hits->count = 0;
    for (size_t i = 0; i < folded->count && hits->count < START_HITS_MOST; i += BLOCK) {
        find_probes(&scan, i, i + BLOCK < folded->count ? i + BLOCK : folded->count);
        for (size_t probe = 0; probe < scan.count; probe++)
            look_up(&scan, &scan.probes[probe]);
    }
}
