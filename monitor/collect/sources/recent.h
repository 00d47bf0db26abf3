/* What a polled source remembers between polls: how far it came, and which items it saw last, so that
 * the same page asked twice is not sent twice. As a cursor: "SINCE DIGEST DIGEST …",
 * with "rN" before the digests when there is room for more than the usual number.
 *
 * Two sets: what was seen of late goes into the young one; when that is full it becomes the old one,
 * and the old one is forgotten. What a poll sees again counts as seen of late. So the last
 * RECENT_LEAST items are always known, and all of a poll that is told to recent_expect(). */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { RECENT_LEAST = 2000, RECENT_MOST = 65536 };

struct recent;

struct recent *recent_new(void);
void recent_free(struct recent *recent);
RELEASE_WITH(recent, struct recent, recent_free)

/* Takes over a cursor that recent_write() made; anything else is an empty one. */
void recent_read(struct recent *recent, struct slice cursor);
void recent_write(const struct recent *recent, struct text *cursor);

const char *recent_since(const struct recent *recent);
/* Moves on when the value is further: as a number when both are numbers, else by bytes. Values with
 * white space are ignored. */
void recent_move(struct recent *recent, struct slice since);

/* One poll has so many items. False: these are more than RECENT_MOST, and the oldest of them will be
 * forgotten before the next poll. */
bool recent_expect(struct recent *recent, size_t count);
bool recent_has(struct recent *recent, uint64_t digest);
void recent_add(struct recent *recent, uint64_t digest);
