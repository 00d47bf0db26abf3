/* Sends the lines of a feed and the ticks between them, each stamped with its instant, and keeps
 * the books: what was sent where and when, and how far all of it is safe. */
#pragma once

#include "base/fault.h"
#include "collect/collect.h"
#include "feed/feed.h"
#include "collect/passage.h"
#include "collect/progress.h"

#include <stdbool.h>
#include <stdint.h>

struct sender;

int sender_open(const struct collect_settings *settings, struct sender **sender,
                struct fault *fault) MUST_CHECK;
void sender_free(struct sender *sender);
RELEASE_WITH(sender, struct sender, sender_free)

struct passage *sender_passage(struct sender *sender);
struct progress *sender_progress(struct sender *sender);

/* From now on the times of lines are moved by so much. */
void sender_shift(struct sender *sender, int64_t shift_ms);
/* Instant of the last line sent, moved; the caller sets where it starts. */
int64_t sender_last_at(const struct sender *sender);
void sender_start_at(struct sender *sender, int64_t at);
/* The instant of this line, moved; that of the last one when it has none. */
int64_t sender_instant(const struct sender *sender, const struct feed_line *line);

/* Sends the line, or puts it aside when it has no place in the log. *taken is false when there is
 * no room for it at present. */
int sender_send(struct sender *sender, const struct feed_line *line, bool *taken,
                struct fault *fault) MUST_CHECK;
/* Ticks in every used partition where nothing was sent in the `silent_ms` before `at`. */
int sender_tick(struct sender *sender, int64_t at, int64_t silent_ms, struct fault *fault)
    MUST_CHECK;
