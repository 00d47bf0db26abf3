/* The client's end of a WebSocket (RFC 6455) over edge/stream.h: text messages come one at a time, pings
 * are answered, frames and messages have limits. Nothing waits. */
#pragma once

#include "edge/stream.h"

enum { WEBSOCKET_MESSAGE_LIMIT_BYTES = 1024 * 1024 };

struct websocket;

struct websocket *websocket_new(void);
void websocket_free(struct websocket *websocket);
RELEASE_WITH(websocket, struct websocket, websocket_free)

/* Begins to connect to options->url, "ws://…" or "wss://…", of which path and query matter too. */
MUST_CHECK int websocket_connect(struct websocket *websocket, const struct stream_options *options,
                                 struct fault *fault);
void websocket_close(struct websocket *websocket);
/* Is the handshake done? */
bool websocket_is_open(const struct websocket *websocket);

/* Goes on; *alive tells whether anything came. FAULT_AWAY: refused, lost, closed, or against the
 * protocol. */
MUST_CHECK int websocket_step(struct websocket *websocket, bool *alive, struct fault *fault);
/* The oldest message not yet dropped; false when there is none. Borrowed until it is dropped. */
bool websocket_peek(const struct websocket *websocket, struct slice *message);
void websocket_drop(struct websocket *websocket);

size_t websocket_waits(const struct websocket *websocket, struct pollfd *waits, size_t most);
int64_t websocket_due_at(const struct websocket *websocket);
