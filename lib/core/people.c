#include "core/people.h"

#include "base/moment.h"

#include <string.h>

enum { FIRST_CAPACITY = 64 };

static const struct key NOBODY = { { 0 } };

/* Where the key is, or the empty slot where it would be. The key is a digest already, so its first
 * bytes place it. */
static size_t slot_of(const struct person *slots, size_t capacity, struct key key)
{
    uint64_t place = 0;

    memcpy(&place, key.bytes, sizeof place);
    size_t slot = (size_t)place & (capacity - 1);
    while (!key_equals(slots[slot].key, NOBODY) && !key_equals(slots[slot].key, key))
        slot = (slot + 1) & (capacity - 1);
    return slot;
}

void people_done(struct people *people)
{
    memory_free(people->slots);
    text_done(&people->fresh);
    *people = (struct people){ 0 };
}

static void make_room(struct people *people)
{
    if (people->count * 2 < people->capacity)
        return;
    size_t capacity = people->capacity == 0 ? FIRST_CAPACITY : people->capacity * 2;
    struct person *slots = memory_array(capacity, sizeof *slots);
    for (size_t i = 0; i < people->capacity; i++)
        if (!key_equals(people->slots[i].key, NOBODY))
            slots[slot_of(slots, capacity, people->slots[i].key)] = people->slots[i];
    memory_free(people->slots);
    people->slots = slots;
    people->capacity = capacity;
}

/* --- hours --- */

static uint32_t *heard_in(struct people *people, int32_t hour)
{
    return &people->heard[((hour % PEOPLE_HOURS) + PEOPLE_HOURS) % PEOPLE_HOURS];
}

static bool is_told_apart(const struct people *people, int32_t hour)
{
    return hour <= people->last_hour && people->last_hour - hour < PEOPLE_HOURS;
}

static void reach_hour(struct people *people, int32_t hour)
{
    if (people->count == 0 || hour - people->last_hour >= PEOPLE_HOURS) {
        memset(people->heard, 0, sizeof people->heard);
        people->last_hour = hour;
    }
    for (; people->last_hour < hour; people->last_hour++)
        *heard_in(people, people->last_hour + 1) = 0;
}

/* A mark is a key that no digest is: eight zero bytes and the hour. */
static struct key mark_of(int32_t hour)
{
    struct key mark = NOBODY;

    mark.bytes[8] = 1;
    memcpy(mark.bytes + 12, &hour, sizeof hour);
    return mark;
}

static bool is_mark(struct key key, int32_t *hour)
{
    if (memcmp(key.bytes, NOBODY.bytes, 8) != 0 || key.bytes[8] != 1)
        return false;
    memcpy(hour, key.bytes + 12, sizeof *hour);
    return true;
}

/* --- joining --- */

static bool join(struct people *people, struct key key, int32_t hour)
{
    int32_t unused = 0;

    if (key_equals(key, NOBODY) || is_mark(key, &unused))
        return false;
    make_room(people);
    struct person *person = &people->slots[slot_of(people->slots, people->capacity, key)];
    bool is_new = key_equals(person->key, NOBODY);
    if (!is_new && person->hour >= hour)
        return false;
    reach_hour(people, hour);
    if (!is_new && is_told_apart(people, person->hour))
        --*heard_in(people, person->hour);
    if (is_told_apart(people, hour))
        ++*heard_in(people, hour);
    *person = (struct person){ key, hour };
    people->count += is_new;
    return true;
}

static void add_fresh(struct people *people, struct key key, int32_t hour)
{
    struct key mark = mark_of(hour);

    if (people->fresh.length == 0 || people->fresh_hour != hour)
        text_add_bytes(&people->fresh, mark.bytes, sizeof mark.bytes);
    people->fresh_hour = hour;
    text_add_bytes(&people->fresh, key.bytes, sizeof key.bytes);
}

static int32_t hour_of(int64_t at)
{
    return (int32_t)(moment_floor(at, HOUR_MS) / HOUR_MS);
}

bool people_add(struct people *people, struct key key, int64_t at)
{
    if (!join(people, key, hour_of(at)))
        return false;
    add_fresh(people, key, hour_of(at));
    return true;
}

bool people_has(const struct people *people, struct key key)
{
    return people->capacity > 0 &&
           key_equals(people->slots[slot_of(people->slots, people->capacity, key)].key, key) &&
           !key_equals(key, NOBODY);
}

size_t people_since(const struct people *people, int64_t from_at)
{
    size_t count = 0;

    if (people->count == 0)
        return 0;
    for (int32_t hour = people->last_hour;
         hour >= hour_of(from_at) && is_told_apart(people, hour); hour--)
        count += people->heard[((hour % PEOPLE_HOURS) + PEOPLE_HOURS) % PEOPLE_HOURS];
    return count;
}

/* --- the state --- */

void people_restore(struct people *people, struct slice packed, int64_t since_at)
{
    int32_t hour = hour_of(since_at);

    for (size_t at = 0; at + KEY_BYTES <= packed.length; at += KEY_BYTES) {
        struct key key;
        memcpy(key.bytes, packed.bytes + at, KEY_BYTES);
        if (!is_mark(key, &hour))
            (void)join(people, key, hour); /* stored twice is the same as once */
    }
}

void people_renew(struct people *people)
{
    text_clear(&people->fresh);
    for (size_t i = 0; i < people->capacity; i++)
        if (!key_equals(people->slots[i].key, NOBODY))
            add_fresh(people, people->slots[i].key, people->slots[i].hour);
}

void people_flushed(struct people *people)
{
    text_clear(&people->fresh);
}
