#include "read/memo.h"

#include "base/memory.h"

#include <string.h>

enum {
    EDGES = 1 << 14,
    BUCKETS = 1 << 12,
    SETS_MOST = 1 << 14,
    STEPS_MOST = 1 << 20,
};

void memo_done(struct memo *memo)
{
    memory_free(memo->edges);
    memory_free(memo->buckets);
    memory_free(memo->sets);
    memory_free(memo->steps);
    *memo = (struct memo){ 0 };
}

void memo_tidy(struct memo *memo)
{
    if (memo->edges == NULL) {
        memo->edges = memory_array(EDGES, sizeof *memo->edges);
        memo->buckets = memory_array(BUCKETS, sizeof *memo->buckets);
    } else if (memo->set_count < SETS_MOST && memo->step_count < STEPS_MOST) {
        return;
    } else {
        memset(memo->edges, 0, EDGES * sizeof *memo->edges);
        memset(memo->buckets, 0, BUCKETS * sizeof *memo->buckets);
    }
    memo->set_count = 0;
    memo->step_count = 0;
    MEMORY_GROW(memo->sets, memo->set_count, memo->set_capacity);
    memo->sets[memo->set_count++] = (struct memo_set){ 0 };
}

static uint32_t hash_of(const struct memo_set *set, const uint32_t *steps)
{
    uint32_t hash = (uint32_t)((uintptr_t)set->branch >> 3) * 2 + set->matched;

    for (size_t i = 0; i < set->count; i++)
        hash = (hash ^ steps[i]) * 0x01000193u;
    return (hash ^ hash >> 15) % BUCKETS;
}

static bool equals(const struct memo *memo, const struct memo_set *one, const struct memo_set *set,
                   const uint32_t *steps)
{
    return one->branch == set->branch && one->count == set->count &&
           one->matched == set->matched &&
           (set->count == 0 ||
            memcmp(memo->steps + one->first, steps, set->count * sizeof *steps) == 0);
}

static uint32_t add(struct memo *memo, const struct memo_set *set, const uint32_t *steps)
{
    struct memo_set made = *set;

    made.first = (uint32_t)memo->step_count;
    for (size_t i = 0; i < set->count; i++) {
        MEMORY_GROW(memo->steps, memo->step_count, memo->step_capacity);
        memo->steps[memo->step_count++] = steps[i];
    }
    MEMORY_GROW(memo->sets, memo->set_count, memo->set_capacity);
    memo->sets[memo->set_count] = made;
    return (uint32_t)memo->set_count++;
}

uint32_t memo_set(struct memo *memo, const struct memo_set *set, const uint32_t *steps)
{
    uint32_t bucket = hash_of(set, steps);
    uint32_t number;

    if (set->count == 0 && !set->matched)
        return MEMO_NONE;
    for (number = memo->buckets[bucket]; number != MEMO_NONE; number = memo->sets[number].next)
        if (equals(memo, &memo->sets[number], set, steps))
            return number;
    number = add(memo, set, steps);
    memo->sets[number].next = memo->buckets[bucket];
    memo->buckets[bucket] = number;
    return number;
}
