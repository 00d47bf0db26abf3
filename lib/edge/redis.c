#include "edge/redis.h"

#include "edge/clock.h"
#include "edge/redis_socket.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <hiredis/hiredis.h>

enum { READ_BYTES = 64 * 1024, WORD_LIMIT = 32 };

enum stage { STAGE_CLOSED, STAGE_CONNECTING, STAGE_ASKING_ROLE, STAGE_READY };

struct redis {
    struct redis_address address;
    int64_t limit_ms;
    int descriptor;
    enum stage stage;
    int64_t stage_due_at;   /* 1. by when the stage before READY must be over */
    redisReader *reader;
    struct text out;        /* 2. requests; `written` bytes of them are gone already */
    size_t written;
    int64_t *due_at;        /* 3. a queue: by when each request must be answered, 0 not begun */
    size_t due_first, due_count, due_capacity;
    redisReply **replies;   /* 4. a queue of answers not yet taken */
    size_t reply_first, reply_count, reply_capacity;
};

int redis_open(const char *address, struct redis **redis, struct fault *fault)
{
    struct redis_address parsed = { 0 };

    if (redis_address_parse(address, &parsed, fault) != 0)
        return -1;
    *redis = memory_new(sizeof **redis);
    (*redis)->address = parsed;
    (*redis)->limit_ms = REDIS_LIMIT_MS;
    (*redis)->descriptor = -1;
    return 0;
}

void redis_drop(struct redis *redis)
{
    if (redis->descriptor >= 0)
        (void)close(redis->descriptor); /* what was on it is given up */
    redis->descriptor = -1;
    redis->stage = STAGE_CLOSED;
    if (redis->reader != NULL)
        redisReaderFree(redis->reader);
    redis->reader = NULL;
    text_clear(&redis->out);
    redis->written = 0;
    redis->due_first = redis->due_count = 0;
    for (size_t i = redis->reply_first; i < redis->reply_count; i++)
        freeReplyObject(redis->replies[i]);
    redis->reply_first = redis->reply_count = 0;
}

void redis_free(struct redis *redis)
{
    if (redis == NULL)
        return;
    redis_drop(redis);
    redis_address_done(&redis->address);
    text_done(&redis->out);
    memory_free(redis->due_at);
    memory_free(redis->replies);
    memory_free(redis);
}

void redis_set_limit(struct redis *redis, int64_t limit_ms)
{
    redis->limit_ms = limit_ms;
}

void redis_request_begin(struct text *request, size_t count)
{
    text_add_format(request, "*%zu\r\n", count);
}

void redis_request_add(struct text *request, struct slice argument)
{
    text_add_format(request, "$%zu\r\n", argument.length);
    text_add_bytes(request, argument.bytes, argument.length);
    text_add_bytes(request, "\r\n", 2);
}

static void expect_reply(struct redis *redis)
{
    if (redis->due_first == redis->due_count)
        redis->due_first = redis->due_count = 0;
    MEMORY_GROW(redis->due_at, redis->due_count, redis->due_capacity);
    redis->due_at[redis->due_count++] = 0;
}

void redis_send(struct redis *redis, const struct slice *arguments, size_t count)
{
    expect_reply(redis);
    redis_request_begin(&redis->out, count);
    for (size_t i = 0; i < count; i++)
        redis_request_add(&redis->out, arguments[i]);
}

void redis_send_request(struct redis *redis, const struct text *request)
{
    expect_reply(redis);
    text_add_bytes(&redis->out, request->bytes, request->length);
}

static int lose(struct redis *redis, struct fault *fault, const char *reason)
{
    redis_drop(redis);
    return fault_set(fault, FAULT_AWAY, "Redis at %s: %s", redis->address.shown, reason);
}

static int start(struct redis *redis, int64_t now, struct fault *fault)
{
    if (redis_socket_connect(&redis->address, &redis->descriptor, fault) != 0) {
        redis_drop(redis);
        return -1;
    }
    redis->reader = redisReaderCreate();
    redis->stage = STAGE_CONNECTING;
    redis->stage_due_at = now + redis->limit_ms;
    return 0;
}

/* Only when the socket is connected may ROLE go out, and only to a master the requests. */
static int ask_role(struct redis *redis, struct fault *fault)
{
    static const char ROLE[] = "*1\r\n$4\r\nROLE\r\n";
    struct pollfd poll_for = { .fd = redis->descriptor, .events = POLLOUT };
    int error = 0;
    socklen_t length = sizeof error;

    if (poll(&poll_for, 1, 0) <= 0)
        return 0;
    (void)getsockopt(redis->descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0)
        return lose(redis, fault, strerror(error));
    if (send(redis->descriptor, ROLE, sizeof ROLE - 1, MSG_NOSIGNAL) != sizeof ROLE - 1)
        return lose(redis, fault, strerror(errno));
    redis->stage = STAGE_ASKING_ROLE;
    return 0;
}

static int judge_role(struct redis *redis, redisReply *reply, struct fault *fault)
{
    bool master = reply->type == REDIS_REPLY_ARRAY && reply->elements > 0 &&
                  reply->element[0]->type == REDIS_REPLY_STRING &&
                  strcmp(reply->element[0]->str, "master") == 0;
    struct fault why = { 0 };

    if (reply->type == REDIS_REPLY_ERROR)
        (void)fault_set(&why, FAULT_AWAY, "%s", reply->str);
    else if (!master)
        (void)fault_set(&why, FAULT_AWAY, "is no master");
    freeReplyObject(reply);
    if (why.kind != FAULT_NONE)
        return lose(redis, fault, why.text);
    redis->stage = STAGE_READY;
    return 0;
}

static int write_out(struct redis *redis, struct fault *fault)
{
    while (redis->written < redis->out.length) {
        ssize_t sent = send(redis->descriptor, redis->out.bytes + redis->written,
                            redis->out.length - redis->written, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            return 0;
        if (sent < 0)
            return lose(redis, fault, strerror(errno));
        redis->written += (size_t)sent;
    }
    text_clear(&redis->out);
    redis->written = 0;
    return 0;
}

/* Takes complete answers out of the reader. */
static int take_replies(struct redis *redis, struct fault *fault)
{
    for (;;) {
        redisReply *reply = NULL;
        if (redisReaderGetReply(redis->reader, (void **)&reply) != REDIS_OK)
            return lose(redis, fault, "answers what is no answer");
        if (reply == NULL)
            return 0;
        if (redis->stage == STAGE_ASKING_ROLE) {
            if (judge_role(redis, reply, fault) != 0)
                return -1;
            continue;
        }
        if (redis->due_first == redis->due_count) {
            freeReplyObject(reply);
            return lose(redis, fault, "answers what was not asked");
        }
        redis->due_first++;
        if (redis->reply_first == redis->reply_count)
            redis->reply_first = redis->reply_count = 0;
        MEMORY_GROW(redis->replies, redis->reply_count, redis->reply_capacity);
        redis->replies[redis->reply_count++] = reply;
    }
}

static int read_in(struct redis *redis, struct fault *fault)
{
    char bytes[READ_BYTES]; /* one read's worth; the reader keeps what is incomplete */

    for (;;) {
        ssize_t got = recv(redis->descriptor, bytes, sizeof bytes, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return 0;
        if (got < 0)
            return lose(redis, fault, strerror(errno));
        if (got == 0)
            return lose(redis, fault, "closed the connection");
        if (redisReaderFeed(redis->reader, bytes, (size_t)got) != REDIS_OK)
            return lose(redis, fault, "answers what is no answer");
        if (take_replies(redis, fault) != 0)
            return -1;
    }
}

static int check_time(struct redis *redis, int64_t now, struct fault *fault)
{
    bool late = redis->stage != STAGE_READY && now >= redis->stage_due_at;

    for (size_t i = redis->due_count; i > redis->due_first && redis->due_at[i - 1] == 0; i--)
        redis->due_at[i - 1] = now + redis->limit_ms;
    if (redis->due_first < redis->due_count && now >= redis->due_at[redis->due_first])
        late = true;
    return late ? lose(redis, fault, "does not answer in time") : 0;
}

int redis_serve(struct redis *redis, int64_t now_monotonic, struct fault *fault)
{
    if (redis->stage == STAGE_CLOSED) {
        if (redis_waiting(redis) == 0)
            return 0;
        if (start(redis, now_monotonic, fault) != 0)
            return -1;
    }
    if (redis->stage == STAGE_CONNECTING && ask_role(redis, fault) != 0)
        return -1;
    if (redis->stage == STAGE_ASKING_ROLE && read_in(redis, fault) != 0)
        return -1;
    if (redis->stage == STAGE_READY &&
        (write_out(redis, fault) != 0 || read_in(redis, fault) != 0))
        return -1;
    return check_time(redis, now_monotonic, fault);
}

struct redis_reply *redis_next(struct redis *redis)
{
    if (redis->reply_first == redis->reply_count)
        return NULL;
    return (struct redis_reply *)redis->replies[redis->reply_first++];
}

size_t redis_waiting(const struct redis *redis)
{
    return redis->due_count - redis->due_first;
}

int redis_descriptor(const struct redis *redis)
{
    return redis->descriptor;
}

short redis_poll_events(const struct redis *redis)
{
    switch (redis->stage) {
    case STAGE_CLOSED:
        return 0;
    case STAGE_CONNECTING:
        return POLLOUT;
    case STAGE_ASKING_ROLE:
        return POLLIN;
    case STAGE_READY:
        return redis->written < redis->out.length ? POLLIN | POLLOUT : POLLIN;
    }
    return 0;
}

int64_t redis_due_at(const struct redis *redis)
{
    int64_t due_at = INT64_MAX;

    if (redis->stage == STAGE_CONNECTING || redis->stage == STAGE_ASKING_ROLE)
        due_at = redis->stage_due_at;
    if (redis->due_first < redis->due_count && redis->due_at[redis->due_first] < due_at)
        due_at = redis->due_at[redis->due_first];
    return due_at;
}

/* Waits until an answer is there. */
int redis_await(struct redis *redis, struct redis_reply **reply, struct fault *fault)
{
    for (;;) {
        int64_t now = clock_monotonic();
        if (redis_serve(redis, now, fault) != 0)
            return -1;
        *reply = redis_next(redis);
        if (*reply != NULL)
            return 0;
        struct pollfd poll_for = { .fd = redis->descriptor, .events = redis_poll_events(redis) };
        int64_t left = redis_due_at(redis) - now;
        (void)poll(&poll_for, 1, left < 1 ? 1 : (int)left); /* the next turn looks again */
    }
}

int redis_ask(struct redis *redis, const struct slice *arguments, size_t count,
              struct redis_reply **reply, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *answer = NULL;

    redis_send(redis, arguments, count);
    if (redis_await(redis, &answer, fault) != 0)
        return -1;
    if (redis_reply_kind(answer) == REDIS_ERROR) {
        struct slice text = redis_reply_text(answer);
        return fault_set(fault, redis_reply_is_away(answer) ? FAULT_AWAY : FAULT_INPUT,
                         "Redis at %s refuses %.*s: %.*s", redis->address.shown,
                         (int)arguments[0].length, arguments[0].bytes, (int)text.length,
                         text.bytes);
    }
    *reply = TAKE(answer);
    return 0;
}

int redis_ask_words(struct redis *redis, struct redis_reply **reply, struct fault *fault, ...)
{
    struct slice words[WORD_LIMIT]; /* more than any command of ours has */
    size_t count = 0;
    va_list arguments;

    va_start(arguments, fault);
    for (const char *word = va_arg(arguments, const char *); word != NULL && count < WORD_LIMIT;
         word = va_arg(arguments, const char *))
        words[count++] = slice_of(word);
    va_end(arguments);
    return redis_ask(redis, words, count, reply, fault);
}
