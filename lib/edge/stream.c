#include "edge/stream.h"

#include "edge/clock.h"
#include "edge/curl_guard.h"
#include "edge/curl_loop.h"

#include <stdlib.h>
#include <string.h>

enum { READ_BYTES = 65536 };

struct stream {
    struct curl_loop *loop;
    CURL *easy;
    struct curl_guard guard;
    char detail[CURL_ERROR_SIZE];
    enum stream_state state;
    struct text sending;
    size_t sent; /* of that */
    bool more;   /* something may still be there to read */
};

struct stream *stream_new(void)
{
    struct stream *stream = memory_new(sizeof *stream);

    stream->loop = curl_loop_new();
    stream->easy = curl_easy_init();
    if (stream->easy == NULL)
        abort(); /* out of memory */
    return stream;
}

void stream_close(struct stream *stream)
{
    if (stream->state == STREAM_CLOSED)
        return;
    curl_loop_remove(stream->loop, stream->easy);
    curl_easy_cleanup(stream->easy); /* closes the connection, which a reset would keep */
    curl_loop_free(stream->loop);
    stream->loop = curl_loop_new();
    stream->easy = curl_easy_init();
    if (stream->easy == NULL)
        abort(); /* out of memory */
    stream->state = STREAM_CLOSED;
    text_clear(&stream->sending);
    stream->sent = 0;
}

void stream_free(struct stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->state != STREAM_CLOSED)
        curl_loop_remove(stream->loop, stream->easy);
    curl_easy_cleanup(stream->easy);
    curl_loop_free(stream->loop);
    text_done(&stream->sending);
    memory_free(stream);
}

enum stream_state stream_state(const struct stream *stream)
{
    return stream->state;
}

int stream_connect(struct stream *stream, const struct stream_options *options,
                   struct fault *fault)
{
    CURL *easy = stream->easy;

    stream_close(stream);
    easy = stream->easy;
    stream->guard.allow_private = options->allow_private;
    stream->detail[0] = '\0';
    curl_guard_apply(easy, &stream->guard, options->ca_file);
    if (curl_easy_setopt(easy, CURLOPT_URL, options->url) != CURLE_OK)
        return fault_set(fault, FAULT_SETUP, "'%s' is no address", options->url);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https,imap,imaps");
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, stream->detail);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)options->timeout_ms);
    if (options->user != NULL)
        (void)curl_easy_setopt(easy, CURLOPT_USERNAME, options->user);
    if (options->password != NULL)
        (void)curl_easy_setopt(easy, CURLOPT_PASSWORD, options->password);
    if (options->bearer != NULL)
        (void)curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, options->bearer);
    curl_loop_add(stream->loop, easy);
    stream->state = STREAM_CONNECTING;
    return 0;
}

static int go_on_connecting(struct stream *stream, struct fault *fault)
{
    CURLcode code = CURLE_OK;

    curl_loop_step(stream->loop, clock_monotonic());
    if (curl_loop_next(stream->loop, &code) == NULL)
        return 0;
    if (code != CURLE_OK) {
        (void)curl_guard_fault(&stream->guard, code, stream->detail, fault);
        stream_close(stream);
        return -1;
    }
    stream->state = STREAM_OPEN;
    return 0;
}

static int lose(struct stream *stream, CURLcode code, struct fault *fault)
{
    (void)fault_set(fault, FAULT_AWAY, "the connection is lost: %s",
                    stream->detail[0] != '\0' ? stream->detail : curl_easy_strerror(code));
    stream_close(stream);
    return -1;
}

static int write_queued(struct stream *stream, struct fault *fault)
{
    while (stream->sent < stream->sending.length) {
        size_t count = 0;
        CURLcode code = curl_easy_send(stream->easy, stream->sending.bytes + stream->sent,
                                       stream->sending.length - stream->sent, &count);
        if (code == CURLE_AGAIN)
            return 0;
        if (code != CURLE_OK)
            return lose(stream, code, fault);
        stream->sent += count;
    }
    text_clear(&stream->sending);
    stream->sent = 0;
    return 0;
}

static int read_some(struct stream *stream, size_t limit_bytes, struct text *received,
                     struct fault *fault)
{
    size_t taken = 0;

    stream->more = false;
    while (taken < limit_bytes) {
        size_t count = 0;
        char *room = text_reserve(received, READ_BYTES);
        CURLcode code = curl_easy_recv(stream->easy, room, READ_BYTES, &count);
        if (code == CURLE_AGAIN)
            return 0;
        if ((code != CURLE_OK || count == 0) && taken > 0)
            break; /* what came before the end counts; the end is met again */
        if (code != CURLE_OK)
            return lose(stream, code, fault);
        if (count == 0) {
            stream_close(stream);
            return fault_set(fault, FAULT_AWAY, "the server closed the connection");
        }
        received->length += count;
        received->bytes[received->length] = '\0';
        taken += count;
    }
    stream->more = true; /* TLS may hold bytes that no poll tells of */
    return 0;
}

int stream_step(struct stream *stream, size_t limit_bytes, struct text *received,
                struct fault *fault)
{
    if (stream->state == STREAM_CONNECTING && go_on_connecting(stream, fault) != 0)
        return -1;
    if (stream->state != STREAM_OPEN)
        return 0;
    if (write_queued(stream, fault) != 0)
        return -1;
    return read_some(stream, limit_bytes, received, fault);
}

void stream_send(struct stream *stream, struct slice bytes)
{
    text_add_bytes(&stream->sending, bytes.bytes, bytes.length);
}

size_t stream_waits(const struct stream *stream, struct pollfd *waits, size_t most)
{
    curl_socket_t descriptor = CURL_SOCKET_BAD;

    if (stream->state != STREAM_OPEN)
        return curl_loop_waits(stream->loop, waits, most);
    (void)curl_easy_getinfo(stream->easy, CURLINFO_ACTIVESOCKET, &descriptor);
    if (most == 0 || descriptor == CURL_SOCKET_BAD)
        return 0;
    waits[0] = (struct pollfd){ .fd = descriptor,
                                .events = (short)(POLLIN | (stream->sending.length > stream->sent
                                                                ? POLLOUT
                                                                : 0)) };
    return 1;
}

int64_t stream_due_at(const struct stream *stream)
{
    if (stream->state == STREAM_OPEN)
        return stream->more ? clock_monotonic() : INT64_MAX;
    return curl_loop_due_at(stream->loop);
}
