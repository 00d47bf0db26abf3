/* What http_server.c and http_exchange.c share; nobody else includes it. */
#pragma once

#include "edge/http_server.h"
#include "edge/listen.h"

#include <microhttpd.h>

enum { PEER_BYTES = 64 }; /* an IPv6 address with its zone */

/* One connection. `idle_since` is when the request that has not come whole was first waited for,
 * or -1 while one is answered. */
struct visitor {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct visitor *previous;
    struct visitor *next;
    int64_t idle_since;
    struct http_exchange *exchange; /* under way */
};

struct http_exchange {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct visitor *visitor;
    char *path;
    char *method;
    struct text body;
    bool too_large;
    bool handled;
    bool kept;
    struct MHD_Response *response; /* made while the connection waits */
    unsigned status;
    void *data;
    char peer[PEER_BYTES];
    /* of a stream */
    bool is_stream;
    struct http_stream stream;
    char *before;
    struct slice pending;        /* of `before` or `gap` */
    size_t sent;                 /* of the frame `stream.next` */
    struct http_exchange *waits; /* the next stream that waits for frames */
    bool is_waiting;
};

struct http_server {
    struct http_server_options options;
    struct listening listening;
    struct MHD_Daemon *daemon;
    struct visitor *visitors;
    struct http_exchange *waiting;
    struct http_counts counts;
    int64_t now;
    int64_t swept_at;
    bool has_news; /* something was added to a reel */
    bool is_ending;
};

/* The callbacks of the library, with the server as context. */
extern const MHD_AccessHandlerCallback http_on_request;
extern const MHD_RequestCompletedCallback http_on_completed;
