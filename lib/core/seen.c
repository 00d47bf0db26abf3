#include "core/seen.h"

#include "base/moment.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024, HOURS_LIMIT = 64 };

struct hour {
    int64_t at;
    size_t count;
};

struct seen {
    size_t limit;
    struct slot {
        struct key key;
        int64_t hour_at; /* MOMENT_NEVER: free */
    } *slots;            /* 1. never over half full, forgotten keys included */
    size_t slot_count;
    size_t used;         /* 2. slots that are not free */
    struct hour hours[HOURS_LIMIT]; /* 3. oldest first; 25 past hours and what clocks run ahead */
    size_t hour_count;
    size_t live_count; /* keys in those hours */
    int64_t oldest_at;   /* 4. hours before this one are forgotten */
    struct seen_addition *additions;
    size_t addition_count;
    size_t addition_capacity;
    int64_t *forgotten;
    size_t forgotten_count;
    size_t forgotten_capacity;
};

static struct slot *slots_new(size_t count)
{
    struct slot *slots = memory_array(count, sizeof *slots);

    for (size_t i = 0; i < count; i++)
        slots[i].hour_at = MOMENT_NEVER;
    return slots;
}

struct seen *seen_new(size_t limit)
{
    struct seen *seen = memory_new(sizeof *seen);

    seen->limit = limit;
    seen->slot_count = FIRST_SLOTS;
    seen->slots = slots_new(seen->slot_count);
    seen->oldest_at = MOMENT_NEVER;
    return seen;
}

void seen_free(struct seen *seen)
{
    if (seen == NULL)
        return;
    memory_free(seen->slots);
    memory_free(seen->additions);
    memory_free(seen->forgotten);
    memory_free(seen);
}

/* The key's bytes are a digest, so any eight of them are as good as a hash. */
static struct slot *find_slot(struct slot *slots, size_t count, struct key key)
{
    uint64_t hash;

    memcpy(&hash, key.bytes, sizeof hash);
    for (size_t i = hash & (count - 1);; i = (i + 1) & (count - 1)) {
        if (slots[i].hour_at == MOMENT_NEVER || key_equals(slots[i].key, key))
            return &slots[i];
    }
}

bool seen_find(const struct seen *seen, struct key key)
{
    const struct slot *slot = find_slot(seen->slots, seen->slot_count, key);

    return slot->hour_at != MOMENT_NEVER && slot->hour_at >= seen->oldest_at;
}

static void rebuild(struct seen *seen)
{
    size_t count = FIRST_SLOTS;

    while (count < seen->live_count * 4)
        count *= 2;
    struct slot *slots = slots_new(count);
    seen->used = 0;
    for (size_t i = 0; i < seen->slot_count; i++) {
        struct slot *old = &seen->slots[i];
        if (old->hour_at == MOMENT_NEVER || old->hour_at < seen->oldest_at)
            continue;
        *find_slot(slots, count, old->key) = *old;
        seen->used++;
    }
    memory_free(seen->slots);
    seen->slots = slots;
    seen->slot_count = count;
}

static void forget_oldest(struct seen *seen)
{
    MEMORY_GROW(seen->forgotten, seen->forgotten_count, seen->forgotten_capacity);
    seen->forgotten[seen->forgotten_count++] = seen->hours[0].at;
    seen->live_count -= seen->hours[0].count;
    seen->oldest_at = seen->hours[0].at + HOUR_MS;
    seen->hour_count--;
    memmove(&seen->hours[0], &seen->hours[1], seen->hour_count * sizeof seen->hours[0]);
}

void seen_forget(struct seen *seen, int64_t before)
{
    while (seen->hour_count > 0 && seen->hours[0].at + HOUR_MS <= before)
        forget_oldest(seen);
}

static struct hour *hour_of(struct seen *seen, int64_t hour_at)
{
    size_t place = seen->hour_count;

    while (place > 0 && seen->hours[place - 1].at >= hour_at)
        place--;
    if (place < seen->hour_count && seen->hours[place].at == hour_at)
        return &seen->hours[place];
    if (seen->hour_count == HOURS_LIMIT) {
        forget_oldest(seen);
        place = place > 0 ? place - 1 : 0;
    }
    memmove(&seen->hours[place + 1], &seen->hours[place],
            (seen->hour_count - place) * sizeof seen->hours[0]);
    seen->hours[place] = (struct hour){ .at = hour_at };
    seen->hour_count++;
    return &seen->hours[place];
}

size_t seen_count(const struct seen *seen)
{
    return seen->live_count;
}

size_t seen_add(struct seen *seen, struct key key, int64_t at)
{
    int64_t hour_at = moment_floor(at, HOUR_MS);
    size_t given_up = 0;

    while (seen->live_count >= seen->limit && seen->hour_count > 1) {
        forget_oldest(seen);
        given_up++;
    }
    if (hour_at < seen->oldest_at)
        return given_up; /* its hour is gone: a repeat will be late, or was given up */
    if ((seen->used + 1) * 2 > seen->slot_count)
        rebuild(seen);
    struct slot *slot = find_slot(seen->slots, seen->slot_count, key);
    seen->used += slot->hour_at == MOMENT_NEVER;
    *slot = (struct slot){ .key = key, .hour_at = hour_at };
    hour_of(seen, hour_at)->count++;
    seen->live_count++;
    MEMORY_GROW(seen->additions, seen->addition_count, seen->addition_capacity);
    seen->additions[seen->addition_count++] = (struct seen_addition){ key, hour_at };
    return given_up;
}

const struct seen_addition *seen_additions(const struct seen *seen, size_t *count)
{
    *count = seen->addition_count;
    return seen->additions;
}

bool seen_forgotten(struct seen *seen, int64_t *hour_at)
{
    if (seen->forgotten_count == 0)
        return false;
    *hour_at = seen->forgotten[--seen->forgotten_count];
    return true;
}

void seen_settle(struct seen *seen)
{
    seen->addition_count = 0;
}

static int by_hour_and_key(const void *left, const void *right)
{
    const struct seen_addition *a = left, *b = right;

    if (a->hour_at != b->hour_at)
        return a->hour_at < b->hour_at ? -1 : 1;
    return memcmp(a->key.bytes, b->key.bytes, KEY_BYTES);
}

void seen_renew(struct seen *seen)
{
    seen->addition_count = 0;
    for (size_t i = 0; i < seen->slot_count; i++) {
        const struct slot *slot = &seen->slots[i];
        if (slot->hour_at == MOMENT_NEVER || slot->hour_at < seen->oldest_at)
            continue;
        MEMORY_GROW(seen->additions, seen->addition_count, seen->addition_capacity);
        seen->additions[seen->addition_count++] =
            (struct seen_addition){ slot->key, slot->hour_at };
    }
    if (seen->addition_count > 0)
        qsort(seen->additions, seen->addition_count, sizeof *seen->additions, by_hour_and_key);
}
