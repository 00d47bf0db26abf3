/* Server-sent events out of a stream of bytes, as the HTML standard reads them. */
#pragma once

#include "base/text.h"

#include <stdbool.h>

enum { SERVER_EVENT_LIMIT_BYTES = 1024 * 1024 };

struct server_events;

/* Borrowed until the next call. */
struct server_event {
    struct slice type; /* "message" when the stream names none */
    struct slice id;   /* the last one that was given */
    struct slice data;
};

struct server_events *server_events_new(void);
void server_events_free(struct server_events *events);
RELEASE_WITH(server_events, struct server_events, server_events_free)

/* Takes bytes in as they come. */
void server_events_add(struct server_events *events, struct slice bytes);
/* The next whole event; false when more bytes are needed. An event over the limit is left out. */
bool server_events_next(struct server_events *events, struct server_event *event);
