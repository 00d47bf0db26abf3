/* What http_server.c, http_exchange.c and http_stream.c share; nobody else includes it. */
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
    bool is_chunked; /* plain HTTP/1.1: we may write the chunks */
    int descriptor;
    struct http_stream stream;
    char *before;
    struct slice pending;        /* of `before` or `gap` */
    size_t sent;                 /* of the frame `stream.next` */
    struct http_exchange *waits; /* the next stream that waits for frames */
    bool is_waiting;
    /* of a stream that we write */
    bool is_ours;
    bool is_over;
    struct text rest;   /* of a chunk: the socket had no room for it */
    int64_t full_since; /* when the socket last took something */
    struct http_exchange *previous_stream;
    struct http_exchange *next_stream;
};

struct http_server {
    struct http_server_options options;
    struct listening listening;
    struct MHD_Daemon *daemon;
    struct visitor *visitors;
    struct http_exchange *waiting; /* streams that the library writes */
    struct http_exchange *streams; /* those that we write */
    int poller;                    /* the library's descriptor, and those of `streams` */
    struct http_counts counts;
    int64_t now;
    int64_t swept_at;
    bool has_news; /* something was added to a reel */
    bool is_ending;
};

/* Answers with 200 and that response, now or when the connection that waits runs on. */
void http_exchange_finish(struct http_exchange *exchange, struct MHD_Response *response,
                          const struct http_header *headers);

/* Streams over plain HTTP/1.1 are written by us: the library sends the headers, is then told to
 * leave the connection alone, and is woken when the stream is over. It would take three calls of
 * the kernel for each event and client, we take one; a client that stalls costs none. */
void http_streams_spread(struct http_server *server);
/* Sockets that have room again, or are gone. */
void http_streams_serve(struct http_server *server);
/* Ends those that have taken nothing for too long. */
void http_streams_sweep(struct http_server *server);
void http_streams_end(struct http_server *server);
/* Wakes the streams that the library writes and for which there is something. */
void http_streams_resume(struct http_server *server);
void http_stream_over(struct http_exchange *exchange);

/* The callback of the library for each part of a request, with the server as context. */
extern const MHD_AccessHandlerCallback http_on_request;
