/* What a polled source remembers between polls: how far it came, and which items it saw last, so that
 * the same page asked twice is not sent twice. As a cursor: "SINCE DIGEST DIGEST …". */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { RECENT_MOST = 2000 };

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

bool recent_has(const struct recent *recent, uint64_t digest);
/* The oldest are forgotten beyond RECENT_MOST. */
void recent_add(struct recent *recent, uint64_t digest);
