/* Asking an HTTP server, one request at a time, without waiting.
 *
 * Every size and time has its limit, redirects are followed by ourselves (at most five, never from
 * https to http, secrets stay with their host), and no address inside is reached unless allowed. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

struct http_header {
    const char *name;
    const char *value;
    bool is_secret; /* not for another host */
};

/* One piece of an endless answer; false ends it. */
typedef bool http_piece(void *context, struct slice piece);

struct http_request {
    const char *url;
    const struct http_header *headers;
    size_t header_count;
    int64_t timeout_ms;   /* for all of it; of an endless answer, without a byte */
    size_t limit_bytes;   /* of the answer, unpacked */
    bool allow_private;
    const char *ca_file;  /* NULL: the system's */
    http_piece *piece;    /* NULL: the answer is gathered */
    void *context;
};

/* Borrowed until the next request. */
struct http_response {
    long status;
    struct slice body;
    const char *etag;          /* "" when absent, as the others */
    const char *last_modified;
    const char *content_type;
    const char *url;           /* after redirects */
    const char *limit_reset;   /* X-RateLimit-Reset, as it came */
    int64_t retry_after_ms;    /* 0: not said */
};

struct http_client;

struct http_client *http_client_new(void);
void http_client_free(struct http_client *client);
RELEASE_WITH(http_client, struct http_client, http_client_free)

/* Begins the request, in place of one that is under way; everything in it is copied. */
MUST_CHECK int http_client_start(struct http_client *client, const struct http_request *request,
                                 struct fault *fault);
void http_client_stop(struct http_client *client);
bool http_client_is_busy(const struct http_client *client);

/* Goes on; *response is NULL while it is not complete. FAULT_AWAY: no answer, or one beyond a
 * limit. An answer with any status is an answer. */
MUST_CHECK int http_client_step(struct http_client *client, int64_t now,
                                const struct http_response **response, struct fault *fault);
size_t http_client_waits(const struct http_client *client, struct pollfd *waits, size_t most);
/* When http_client_step() must be called at the latest, on the monotonic clock. */
int64_t http_client_due_at(const struct http_client *client);
