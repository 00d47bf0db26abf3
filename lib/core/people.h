/* An exact set of people: a threshold with legal weight takes no estimate. Each is kept with the hour
 * in which they were last heard, so that those of the last days can be told from all. People only
 * join. */
#pragma once

#include "base/digest.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { PEOPLE_HOURS = 15 * 24 }; /* so many hours back people are told apart */

struct person {
    struct key key; /* all zero: nobody */
    int32_t hour;   /* hours since 1970 */
};

struct people {
    struct person *slots; /* open addressing */
    size_t capacity;
    size_t count;
    int32_t last_hour;             /* the latest hour in which anybody was heard */
    uint32_t heard[PEOPLE_HOURS];  /* how many were last heard in that hour: a ring */
    int32_t fresh_hour;            /* of the mark that was put last into `fresh` */
    struct text fresh; /* packed: who was heard since it was cleared, behind a mark for the hour */
};

void people_done(struct people *people);
/* True when the person was not heard before in this hour. */
bool people_add(struct people *people, struct key key, int64_t at);
bool people_has(const struct people *people, struct key key);
/* How many were last heard at `from_at` or later, to the hour. */
size_t people_since(const struct people *people, int64_t from_at);
/* Puts back what was packed; nobody of it is fresh. Those without a mark before them (as an older
 * version packed them) count as heard at `since_at`. */
void people_restore(struct people *people, struct slice packed, int64_t since_at);
/* Everybody is fresh. */
void people_renew(struct people *people);
/* What was fresh is stored. */
void people_flushed(struct people *people);
