/* An exact set of people: a threshold with legal weight takes no estimate. People only join. */
#pragma once

#include "base/digest.h"
#include "base/text.h"

#include <stdbool.h>

struct people {
    struct key *slots; /* open addressing; an all-zero key is an empty slot */
    size_t capacity;
    size_t count;
    struct text fresh; /* packed keys that joined since people_flushed() */
};

void people_done(struct people *people);
/* True when the person was not in it before. */
bool people_add(struct people *people, struct key person);
bool people_has(const struct people *people, struct key person);
/* Puts back packed keys that were stored; they are not fresh. */
void people_restore(struct people *people, struct slice packed);
/* Everybody is fresh. */
void people_renew(struct people *people);
