/* How fast one peer may change things: so many requests at once, and so many a second after that. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { PACE_AT_ONCE = 120, PACE_A_SECOND = 20, PACE_PEERS = 1024 };

struct pace;

struct pace *pace_new(void);
void pace_free(struct pace *pace);
RELEASE_WITH(pace, struct pace, pace_free)

/* Counts a request of that peer; false when it is too fast. */
bool pace_admits(struct pace *pace, struct slice peer, int64_t now_monotonic);
