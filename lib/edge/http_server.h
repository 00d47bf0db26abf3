/* An HTTP server inside our own loop (libmicrohttpd, epoll, no threads).
 *
 * A request is an exchange. The handler answers it at once, or keeps it and answers later, or
 * makes it a stream: a stream follows a reel of frames (base/reel.h) at its own pace. Frames are
 * copied from the one reel when the client's socket has room; a client that falls behind the reel
 * is told so by the gap frame and goes on with the oldest frame there is. A client that takes
 * nothing for the time-out is put off; the others do not notice it.
 *
 * Limits are answered here: 413 for a body that is too large, 431 for headers, 414 for the path.
 * Nothing here knows what is in a body. */
#pragma once

#include "base/fault.h"
#include "base/reel.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct http_server;
struct http_exchange;

/* Called with a whole request. It must answer, keep or stream the exchange. */
typedef void http_handler(void *context, struct http_exchange *exchange);
/* Called once when a kept exchange is over: answered, or its client gone. */
typedef void http_over(void *context, struct http_exchange *exchange);
/* Called when a stream fell behind its reel. True when it was made to follow another one that has
 * what it missed; false: it gets the gap frame. */
typedef bool http_behind(void *context, struct http_exchange *exchange);

struct http_server_options {
    const char *listen;     /* "ADDR:PORT" (port 0: any), "[ADDR]:PORT" or "unix:/path" */
    const char *certificate; /* PEM; NULL: plain */
    const char *key;
    http_handler *handler;
    http_over *over; /* NULL: nobody asks */
    http_behind *behind; /* NULL: always the gap frame */
    void *context;
    size_t body_limit;      /* bytes */
    unsigned connection_limit;
    unsigned timeout_s;     /* a client that neither sends nor takes anything */
};

/* FAULT_SETUP when the address cannot be had. */
MUST_CHECK int http_server_open(const struct http_server_options *options,
                                struct http_server **server, struct fault *fault);
/* Every exchange ends. */
void http_server_free(struct http_server *server);
RELEASE_WITH(http_server, struct http_server, http_server_free)

/* "127.0.0.1:8023" as it is, "unix:/path": borrowed. */
const char *http_server_address(const struct http_server *server);
/* Is the address one that only this machine reaches? */
bool http_server_is_local(const struct http_server *server);
/* Readable when http_server_serve() has something to do. */
int http_server_descriptor(const struct http_server *server);
/* How long the loop may wait before http_server_serve() must be called; at most `most_ms`. */
int http_server_wait_ms(const struct http_server *server, int most_ms);
void http_server_serve(struct http_server *server, int64_t now_monotonic);

struct http_counts {
    unsigned connections;
    unsigned streams;
    uint64_t requests;
    uint64_t gaps; /* times a stream was told that it had fallen behind */
    uint64_t refused; /* 408, 413, 414, 431 */
};

struct http_counts http_server_counts(const struct http_server *server);

/* What was asked; borrowed until the exchange is over. */
struct slice http_exchange_method(const struct http_exchange *exchange);
struct slice http_exchange_path(const struct http_exchange *exchange); /* without percents */
struct slice http_exchange_body(const struct http_exchange *exchange);
/* Of the header or the query's argument, or NULL. */
const char *http_exchange_header(const struct http_exchange *exchange, const char *name);
const char *http_exchange_argument(const struct http_exchange *exchange, const char *name);
/* The other side's address as text, "unix" on a Unix socket. */
const char *http_exchange_peer(const struct http_exchange *exchange);
/* For the caller's own use. */
void http_exchange_set_data(struct http_exchange *exchange, void *data);
void *http_exchange_data(const struct http_exchange *exchange);

enum { HTTP_HEADER_LIMIT = 12 };

struct http_header {
    const char *name; /* NULL: no more */
    const char *value;
};

struct http_answer {
    int status;
    const char *type; /* NULL: no body */
    struct slice body; /* copied; left out for HEAD */
    struct http_header headers[HTTP_HEADER_LIMIT];
};

void http_exchange_answer(struct http_exchange *exchange, const struct http_answer *answer);
/* Answers later: the connection waits until then. */
void http_exchange_keep(struct http_exchange *exchange);

struct http_stream {
    const struct reel *reel;
    uint64_t next;       /* the first frame to send */
    int64_t mark;        /* of the frame before it */
    uint32_t tag;        /* only frames of this tag, and of tag 0 */
    struct slice before; /* copied; sent first */
    struct slice gap;    /* borrowed for ever; sent where frames were missed */
    unsigned timeout_s;  /* in place of the server's */
    struct http_header headers[HTTP_HEADER_LIMIT];
};

void http_exchange_stream(struct http_exchange *exchange, const struct http_stream *stream);
/* From its next frame on the stream follows that reel; nothing of a frame is under way. */
void http_exchange_follow(struct http_exchange *exchange, const struct reel *reel, uint64_t next);
/* Has the stream taken all that its reel holds? */
bool http_exchange_has_all(const struct http_exchange *exchange);
/* The mark of the last frame the stream took or passed over. */
int64_t http_exchange_mark(const struct http_exchange *exchange);
/* Something was added to a reel: wakes the streams that wait. */
void http_server_wake(struct http_server *server);
