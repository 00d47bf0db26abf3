/* The state in Redis, to look at: questions go out together, answers come together.
 *
 * While Redis is away every question fails at once, and it is tried again a second later, so that
 * a reader never hangs on it. */
#pragma once

#include "base/fault.h"
#include "edge/redis.h"

#include <stdbool.h>
#include <stdint.h>

enum { STORE_WORDS = 4, STORE_WHOLE_KEY = -1 };

struct store;

/* One question: "HGETALL", a key … The key is the part behind `tocsin:{p}:`, or all of it where the
 * partition is STORE_WHOLE_KEY. */
struct question {
    const char *verb;
    int32_t partition;
    struct slice key;
    struct slice more[STORE_WORDS]; /* as many as are not empty */
};

/* Does not connect yet. */
MUST_CHECK int store_open(const char *address, struct store **store, struct fault *fault);
void store_free(struct store *store);
RELEASE_WITH(store, struct store, store_free)

/* Asks them all; replies[i] answers questions[i] and is yours to free. On a fault there are none. */
MUST_CHECK int store_ask(struct store *store, const struct question *questions, size_t count,
                         struct redis_reply **replies, struct fault *fault);
/* One question. */
MUST_CHECK int store_ask_one(struct store *store, const struct question *question,
                             struct redis_reply **reply, struct fault *fault);
/* Did the last question find it away? */
bool store_is_away(const struct store *store);
