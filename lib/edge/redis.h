/* One connection to Redis that never blocks the loop.
 *
 * Requests are queued, and answered in order. A request that is not answered within its time takes
 * the whole connection with it, because what comes late would be taken for the next answer; the
 * connection is made again at the next request. After connecting the other side is asked for its
 * ROLE: only a master will do. redis_ask() waits for the answer, for start-up and for programs
 * that are not in a hurry. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { REDIS_LIMIT_MS = 500 };

enum redis_kind {
    REDIS_NIL,
    REDIS_TEXT,   /* bulk or status: redis_reply_text() */
    REDIS_NUMBER, /* redis_reply_number() */
    REDIS_LIST,   /* redis_reply_count(), redis_reply_item() */
    REDIS_ERROR,  /* redis_reply_text() begins with its code */
};

struct redis;
struct redis_reply;

/* `address` is "unix:/path" or "HOST:PORT"; kept as a copy. Does not connect yet. FAULT_SETUP when
 * it is neither. */
MUST_CHECK int redis_open(const char *address, struct redis **redis, struct fault *fault);
void redis_free(struct redis *redis);
RELEASE_WITH(redis, struct redis, redis_free)

/* How long an answer may take; REDIS_LIMIT_MS at first. */
void redis_set_limit(struct redis *redis, int64_t limit_ms);

/* Queues a request; its arguments are copied. */
void redis_send(struct redis *redis, const struct slice *arguments, size_t count);
/* A request put together by hand, for long ones: the number of arguments, then each of them. */
void redis_request_begin(struct text *request, size_t count);
void redis_request_add(struct text *request, struct slice argument);
/* Queues such a request; it is copied. */
void redis_send_request(struct redis *redis, const struct text *request);
/* Connects, writes and reads what can be done without waiting. FAULT_AWAY: the connection is lost,
 * with every request on it, whether carried out or not. */
MUST_CHECK int redis_serve(struct redis *redis, int64_t now_monotonic, struct fault *fault);
/* The answer to the oldest request, yours to free; NULL while there is none. */
struct redis_reply *redis_next(struct redis *redis);
/* Requests not yet answered. */
size_t redis_waiting(const struct redis *redis);
/* The socket to poll, -1 while there is none, and the poll events it waits for. */
int redis_descriptor(const struct redis *redis);
short redis_poll_events(const struct redis *redis);
/* When redis_serve() must be called at the latest, on the monotonic clock. */
int64_t redis_due_at(const struct redis *redis);

/* Drops the connection and what waits on it. */
void redis_drop(struct redis *redis);

/* Sends one request and waits for its answer, at most the limit. An error answer is a fault:
 * FAULT_AWAY for LOADING, MISCONF, READONLY and the like, FAULT_INPUT for others. Not to be mixed
 * with requests that are under way. */
MUST_CHECK int redis_ask(struct redis *redis, const struct slice *arguments, size_t count,
                         struct redis_reply **reply, struct fault *fault);
/* The same with words: redis_ask_words(redis, &reply, fault, "HGETALL", key, NULL). */
MUST_CHECK int redis_ask_words(struct redis *redis, struct redis_reply **reply,
                               struct fault *fault, ...) __attribute__((sentinel));

/* Waits for the answer to the oldest request sent, whatever it says; several may be under way. */
MUST_CHECK int redis_await(struct redis *redis, struct redis_reply **reply, struct fault *fault);

void redis_reply_free(struct redis_reply *reply);
RELEASE_WITH(redis_reply, struct redis_reply, redis_reply_free)

enum redis_kind redis_reply_kind(const struct redis_reply *reply);
/* Borrowed from the reply; empty when it is no text. */
struct slice redis_reply_text(const struct redis_reply *reply);
/* 0 when it is neither a number nor a text of digits. */
int64_t redis_reply_number(const struct redis_reply *reply);
size_t redis_reply_count(const struct redis_reply *reply);
/* Borrowed from the list. */
const struct redis_reply *redis_reply_item(const struct redis_reply *reply, size_t index);
/* Is it an error that passes by itself (LOADING, MISCONF, READONLY, MASTERDOWN, BUSY, OOM …)? */
bool redis_reply_is_away(const struct redis_reply *reply);
