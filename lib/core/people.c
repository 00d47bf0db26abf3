#include "core/people.h"

#include <string.h>

enum { FIRST_CAPACITY = 64 };

static const struct key NOBODY = { { 0 } };

/* Where the key is, or the empty slot where it would be. The key is a digest already, so its first
 * bytes place it. */
static size_t slot_of(const struct key *slots, size_t capacity, struct key person)
{
    uint64_t place = 0;

    memcpy(&place, person.bytes, sizeof place);
    size_t slot = (size_t)place & (capacity - 1);
    while (!key_equals(slots[slot], NOBODY) && !key_equals(slots[slot], person))
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
    struct key *slots = memory_array(capacity, sizeof *slots);
    for (size_t i = 0; i < people->capacity; i++)
        if (!key_equals(people->slots[i], NOBODY))
            slots[slot_of(slots, capacity, people->slots[i])] = people->slots[i];
    memory_free(people->slots);
    people->slots = slots;
    people->capacity = capacity;
}

static bool join(struct people *people, struct key person)
{
    if (key_equals(person, NOBODY))
        return false;
    make_room(people);
    size_t slot = slot_of(people->slots, people->capacity, person);
    if (key_equals(people->slots[slot], person))
        return false;
    people->slots[slot] = person;
    people->count++;
    return true;
}

bool people_add(struct people *people, struct key person)
{
    if (!join(people, person))
        return false;
    text_add_bytes(&people->fresh, person.bytes, sizeof person.bytes);
    return true;
}

bool people_has(const struct people *people, struct key person)
{
    return people->capacity > 0 &&
           key_equals(people->slots[slot_of(people->slots, people->capacity, person)], person) &&
           !key_equals(person, NOBODY);
}

void people_restore(struct people *people, struct slice packed)
{
    for (size_t at = 0; at + KEY_BYTES <= packed.length; at += KEY_BYTES) {
        struct key person;
        memcpy(person.bytes, packed.bytes + at, KEY_BYTES);
        (void)join(people, person); /* stored twice is the same as once */
    }
}

void people_renew(struct people *people)
{
    text_clear(&people->fresh);
    for (size_t i = 0; i < people->capacity; i++) {
        if (!key_equals(people->slots[i], NOBODY))
            text_add_bytes(&people->fresh, people->slots[i].bytes, KEY_BYTES);
    }
}
