/* A connection that carries bytes both ways, made by libcurl: TCP, TLS with its certificates, and for
 * imap:// and imaps:// the login too. Nothing waits: what cannot be done now is done later. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

struct stream_options {
    const char *url;      /* imap(s)://HOST, http(s)://HOST: only scheme, host and port matter */
    const char *user;     /* NULL: no login */
    const char *password; /* or */
    const char *bearer;   /* XOAUTH2; for a WebSocket a token in the handshake */
    bool allow_private;
    const char *ca_file;  /* NULL: the system's */
    int64_t timeout_ms;   /* of connecting */
};

enum stream_state { STREAM_CLOSED, STREAM_CONNECTING, STREAM_OPEN };

struct stream;

struct stream *stream_new(void);
void stream_free(struct stream *stream);
RELEASE_WITH(stream, struct stream, stream_free)

/* Begins to connect; an open one is closed first. */
MUST_CHECK int stream_connect(struct stream *stream, const struct stream_options *options,
                              struct fault *fault);
void stream_close(struct stream *stream);
enum stream_state stream_state(const struct stream *stream);

/* Goes on connecting, sends what is queued, appends at most `limit_bytes` of what came to `received`.
 * FAULT_AWAY: refused, lost, or closed by the other side. */
MUST_CHECK int stream_step(struct stream *stream, size_t limit_bytes, struct text *received,
                           struct fault *fault);
/* Queues bytes. */
void stream_send(struct stream *stream, struct slice bytes);

size_t stream_waits(const struct stream *stream, struct pollfd *waits, size_t most);
/* When stream_step() must be called at the latest, on the monotonic clock. */
int64_t stream_due_at(const struct stream *stream);
