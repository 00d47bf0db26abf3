#include "edge/http_internal.h"

#include <assert.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum {
    STREAM_SOCKET_BYTES = 32 * 1024, /* what the kernel may hold for a client that stalls */
    STREAM_BLOCK_BYTES = 1024,       /* unused for chunked answers, allocated all the same */
    CHUNK_BYTES = 8 * 1024,
    CHUNKS_AT_ONCE = 8, /* for one client, before the others have their turn */
    READY_AT_ONCE = 256,
};

/* --- what comes next --- */

/* True when the frames that were missed come by another reel. */
static bool finds_past(struct http_exchange *exchange)
{
    const struct http_server_options *options = &exchange->server->options;

    return options->behind != NULL && options->behind(options->context, exchange);
}

/* The next frame for this stream, with the gap frame where some were missed. */
static bool stream_turn(struct http_exchange *exchange, struct slice *piece)
{
    struct http_stream *stream = &exchange->stream;
    struct reel_frame frame;

    if (exchange->pending.length > 0) {
        *piece = exchange->pending;
        return true;
    }
    if (exchange->sent == 0 && stream->next < reel_first(stream->reel) && !finds_past(exchange)) {
        stream->next = reel_first(stream->reel);
        exchange->pending = stream->gap;
        exchange->server->counts.gaps++;
        *piece = exchange->pending;
        return piece->length > 0 || stream_turn(exchange, piece);
    }
    while (reel_find(stream->reel, stream->next, &frame)) {
        if (frame.tag == 0 || stream->tag == 0 || frame.tag == stream->tag) {
            *piece = (struct slice){ .bytes = frame.content.bytes + exchange->sent,
                                     .length = frame.content.length - exchange->sent };
            return true;
        }
        stream->mark = frame.mark;
        stream->next++;
    }
    return false;
}

static void stream_took(struct http_exchange *exchange, size_t length)
{
    if (exchange->pending.length > 0) {
        exchange->pending.bytes += length;
        exchange->pending.length -= length;
        return;
    }
    struct reel_frame frame;
    exchange->sent += length;
    if (reel_find(exchange->stream.reel, exchange->stream.next, &frame) &&
        exchange->sent >= frame.content.length) {
        exchange->sent = 0;
        exchange->stream.mark = frame.mark;
        exchange->stream.next++;
    }
}

/* A frame that was cut in the middle and pushed out since cannot be finished. */
static bool is_torn(const struct http_exchange *exchange)
{
    return exchange->sent > 0 && exchange->stream.next < reel_first(exchange->stream.reel);
}

static size_t fill(struct http_exchange *exchange, char *room, size_t most)
{
    size_t length = 0;
    struct slice piece;

    while (length < most && stream_turn(exchange, &piece)) {
        const size_t take = piece.length < most - length ? piece.length : most - length;
        memcpy(room + length, piece.bytes, take);
        length += take;
        stream_took(exchange, take);
    }
    return length;
}

static bool has_news(const struct http_exchange *exchange)
{
    return exchange->pending.length > 0 ||
           exchange->stream.next < reel_next(exchange->stream.reel);
}

/* Does the kernel still hold what this client was sent before? */
static bool lags(const struct http_exchange *exchange)
{
    int held_bytes = 0;

    return ioctl(exchange->descriptor, SIOCOUTQ, &held_bytes) == 0 && held_bytes > 0;
}

/* --- streams that we write ourselves --- */

/* The library, woken up, asks for more, is told that there is none, and takes everything down. */
static void end(struct http_exchange *exchange)
{
    if (exchange->is_over)
        return;
    exchange->is_over = true;
    MHD_resume_connection(exchange->connection);
}

/* Hands bytes to the kernel, and keeps what it has no room for. False: the line is broken. */
static bool hand_over(struct http_exchange *exchange, const char *bytes, size_t length)
{
    const ssize_t sent =
        send(exchange->descriptor, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);

    if (sent < 0 && errno != EAGAIN && errno != EINTR)
        return false;
    const size_t gone = sent < 0 ? 0 : (size_t)sent;
    if (gone > 0)
        exchange->full_since = exchange->server->now;
    if (gone == length)
        return true;
    text_add_bytes(&exchange->rest, bytes + gone, length - gone);
    return true;
}

/* What an earlier chunk left. False: the line is broken. */
static bool hand_over_rest(struct http_exchange *exchange)
{
    OWNED(text) struct text rest = exchange->rest;

    exchange->rest = (struct text){ 0 };
    return hand_over(exchange, text_string(&rest), rest.length);
}

/* One chunk: its length in hexadecimal, what there is, and a line's end. */
static size_t make_chunk(struct http_exchange *exchange, char *chunk)
{
    enum { LINE = 6 };
    char line[24]; /* the length never passes four digits */
    const size_t length = fill(exchange, chunk + LINE, CHUNK_BYTES);

    if (length == 0)
        return 0;
    snprintf(line, sizeof line, "%04zx\r\n", length);
    memcpy(chunk, line, LINE);
    memcpy(chunk + LINE + length, "\r\n", 2);
    return LINE + length + 2;
}

/* As much as there is and the socket takes. */
static void push(struct http_exchange *exchange)
{
    char chunk[CHUNK_BYTES + 16]; /* and the lines around it */

    if (exchange->is_over)
        return;
    if (exchange->rest.length > 0 && !hand_over_rest(exchange)) {
        end(exchange);
        return;
    }
    for (int i = 0; exchange->rest.length == 0 && has_news(exchange); i++) {
        if (i == CHUNKS_AT_ONCE) {
            exchange->server->has_news = true;
            return;
        }
        exchange->full_since = exchange->server->now;
        const size_t length = is_torn(exchange) ? 0 : make_chunk(exchange, chunk);
        if (length == 0 && !is_torn(exchange))
            return;
        if (length == 0 || !hand_over(exchange, chunk, length)) {
            end(exchange);
            return;
        }
    }
}

/* Takes the socket over from the library, which leaves it alone until the stream ends. */
static void take_over(struct http_exchange *exchange)
{
    struct http_server *server = exchange->server;
    struct epoll_event event = { .events = EPOLLOUT | EPOLLET, .data.ptr = exchange };
    const int yes = 1;

    exchange->is_ours = true;
    exchange->full_since = server->now;
    exchange->next_stream = server->streams;
    if (server->streams != NULL)
        server->streams->previous_stream = exchange;
    server->streams = exchange;
    (void)setsockopt(exchange->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    (void)epoll_ctl(server->poller, EPOLL_CTL_ADD, exchange->descriptor, &event);
    MHD_suspend_connection(exchange->connection);
    server->has_news = true;
}

/* Clients that keep up first: a thousand that stall would double what the others wait. */
void http_streams_spread(struct http_server *server)
{
    for (struct http_exchange *one = server->streams; one != NULL; one = one->next_stream) {
        if (one->rest.length == 0 && has_news(one) && !lags(one))
            push(one);
    }
    for (struct http_exchange *one = server->streams; one != NULL; one = one->next_stream) {
        if (one->rest.length == 0 && has_news(one))
            push(one);
    }
}

void http_streams_serve(struct http_server *server)
{
    struct epoll_event ready[READY_AT_ONCE];
    int count = READY_AT_ONCE;

    while (count == READY_AT_ONCE) {
        count = epoll_wait(server->poller, ready, READY_AT_ONCE, 0);
        for (int i = 0; i < count; i++) {
            struct http_exchange *exchange = ready[i].data.ptr;
            if (exchange == NULL)
                continue; /* the library's own, which looks for itself */
            if ((ready[i].events & (EPOLLERR | EPOLLHUP)) != 0)
                end(exchange);
            else
                push(exchange);
        }
    }
}

void http_streams_sweep(struct http_server *server)
{
    for (struct http_exchange *one = server->streams; one != NULL; one = one->next_stream) {
        if (one->rest.length > 0 &&
            server->now - one->full_since >= (int64_t)one->stream.timeout_s * 1000)
            end(one);
    }
}

void http_streams_end(struct http_server *server)
{
    for (struct http_exchange *one = server->streams; one != NULL; one = one->next_stream)
        end(one);
}

/* --- streams that the library writes: TLS, and HTTP before 1.1 --- */

static ssize_t stream_read(void *context, uint64_t position, char *room, size_t most)
{
    struct http_exchange *exchange = context;

    (void)position; /* the reel knows */
    if (exchange->is_over)
        return exchange->server->is_ending && exchange->rest.length == 0
                   ? MHD_CONTENT_READER_END_OF_STREAM
                   : MHD_CONTENT_READER_END_WITH_ERROR;
    if (exchange->is_chunked && !exchange->server->is_ending) {
        take_over(exchange);
        return 0;
    }
    if (is_torn(exchange))
        return MHD_CONTENT_READER_END_WITH_ERROR;
    const size_t length = fill(exchange, room, most);
    if (length == 0 && exchange->server->is_ending)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (length == 0) {
        exchange->waits = exchange->server->waiting;
        exchange->server->waiting = exchange;
        exchange->is_waiting = true;
        MHD_suspend_connection(exchange->connection);
    }
    return (ssize_t)length;
}

void http_streams_resume(struct http_server *server)
{
    struct http_exchange *list = server->waiting;

    server->waiting = NULL;
    while (list != NULL) {
        struct http_exchange *exchange = list;
        list = exchange->waits;
        if (!server->is_ending && !has_news(exchange)) {
            exchange->waits = server->waiting;
            server->waiting = exchange;
            continue;
        }
        exchange->waits = NULL;
        exchange->is_waiting = false;
        MHD_resume_connection(exchange->connection);
    }
}

/* --- one stream --- */

void http_exchange_stream(struct http_exchange *exchange, const struct http_stream *stream)
{
    const int bytes = STREAM_SOCKET_BYTES;

    exchange->stream = *stream;
    exchange->before = memory_copy(stream->before.bytes, stream->before.length);
    exchange->pending =
        (struct slice){ .bytes = exchange->before, .length = stream->before.length };
    exchange->is_stream = true;
    exchange->server->counts.streams++;
    exchange->descriptor =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
            ->connect_fd;
    (void)setsockopt(exchange->descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    (void)MHD_set_connection_option(exchange->connection, MHD_CONNECTION_OPTION_TIMEOUT,
                                    stream->timeout_s);

    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES, stream_read, exchange, NULL);
    assert(response != NULL);
    http_exchange_finish(exchange, response, stream->headers);
}

void http_exchange_follow(struct http_exchange *exchange, const struct reel *reel, uint64_t next)
{
    assert(exchange->sent == 0);
    exchange->stream.reel = reel;
    exchange->stream.next = next;
    exchange->server->has_news = true;
}

bool http_exchange_has_all(const struct http_exchange *exchange)
{
    return exchange->stream.next == reel_next(exchange->stream.reel);
}

int64_t http_exchange_mark(const struct http_exchange *exchange)
{
    return exchange->stream.mark;
}

void http_stream_over(struct http_exchange *exchange)
{
    struct http_server *server = exchange->server;

    server->counts.streams--;
    if (exchange->is_waiting) {
        struct http_exchange **at = &server->waiting;
        while (*at != exchange)
            at = &(*at)->waits;
        *at = exchange->waits;
    }
    if (!exchange->is_ours)
        return;
    (void)epoll_ctl(server->poller, EPOLL_CTL_DEL, exchange->descriptor, NULL);
    if (exchange->previous_stream != NULL)
        exchange->previous_stream->next_stream = exchange->next_stream;
    else
        server->streams = exchange->next_stream;
    if (exchange->next_stream != NULL)
        exchange->next_stream->previous_stream = exchange->previous_stream;
    text_done(&exchange->rest);
}
