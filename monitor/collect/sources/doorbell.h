/* A stream that says that something is there, beside a poll that fetches it: Mastodon's streaming.
 *
 * What the stream says is not used. So every item comes the one way that has a cursor, a connection
 * that was lost costs nothing, and what came meanwhile is fetched when it is back. */
#pragma once

#include "wire/sources.h"

#include "base/fault.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

struct doorbell;

/* *bell stays NULL when the source names no stream. */
MUST_CHECK int doorbell_open(const struct source_settings *settings, struct doorbell **bell,
                             struct fault *fault);
void doorbell_free(struct doorbell *bell);
RELEASE_WITH(doorbell, struct doorbell, doorbell_free)

/* Goes on; *rang is set when there is something to fetch, also after each new connection. FAULT_AWAY
 * once for each time that the stream is lost; it is tried again with backoff. */
MUST_CHECK int doorbell_step(struct doorbell *bell, int64_t now, bool *rang, struct fault *fault);
int64_t doorbell_due_at(const struct doorbell *bell);
size_t doorbell_waits(const struct doorbell *bell, struct pollfd *waits, size_t most);
