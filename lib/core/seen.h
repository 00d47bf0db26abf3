/* Which ids have been seen: 128-bit keys by the event-time hour they belong to, kept for 25 hours,
 * so that a repeat is either known or late (DESIGN.md §4).
 *
 * At most `limit` keys are held; beyond, the oldest hour goes first and is counted. The set never
 * asks what time it is: seen_forget() says up to which hour nothing is needed any more. */
#pragma once

#include "base/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct seen;

struct seen *seen_new(size_t limit);
void seen_free(struct seen *seen);
RELEASE_WITH(seen, struct seen, seen_free)

bool seen_find(const struct seen *seen, struct key key);
/* Adds a key that is not there yet, under the hour that `at` lies in. Returns how many hours had
 * to be given up for it. */
size_t seen_add(struct seen *seen, struct key key, int64_t at);
/* Forgets the hours that end at or before the moment. */
void seen_forget(struct seen *seen, int64_t before);
size_t seen_count(const struct seen *seen);

/* What was added since the last seen_settle(), in order, for whoever stores it. */
struct seen_addition {
    struct key key;
    int64_t hour_at;
};

const struct seen_addition *seen_additions(const struct seen *seen, size_t *count);
/* The next hour that was forgotten and not reported yet; false when there is none. */
bool seen_forgotten(struct seen *seen, int64_t *hour_at);
void seen_settle(struct seen *seen);
/* Everything counts as added since then, hour by hour. */
void seen_renew(struct seen *seen);
