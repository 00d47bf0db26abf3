#include "edge/curl_loop.h"

#include "base/memory.h"
#include "edge/clock.h"

#include <stdlib.h>
#include <string.h>

struct wait {
    curl_socket_t descriptor;
    short events;
};

struct curl_loop {
    CURLM *multi;
    struct wait *waits;
    size_t count;
    size_t capacity;
    int64_t due_at;
};

static int on_socket(CURL *easy, curl_socket_t descriptor, int what, void *context, void *nothing)
{
    struct curl_loop *loop = context;
    size_t place = 0;

    (void)easy; /* only the descriptor matters */
    (void)nothing;
    while (place < loop->count && loop->waits[place].descriptor != descriptor)
        place++;
    if (what == CURL_POLL_REMOVE) {
        if (place < loop->count)
            loop->waits[place] = loop->waits[--loop->count];
        return 0;
    }
    if (place == loop->count) {
        MEMORY_GROW(loop->waits, loop->count, loop->capacity);
        loop->waits[loop->count++].descriptor = descriptor;
    }
    loop->waits[place].events = (short)(((what & CURL_POLL_IN) != 0 ? POLLIN : 0) |
                                        ((what & CURL_POLL_OUT) != 0 ? POLLOUT : 0));
    return 0;
}

static int on_timer(CURLM *multi, long wait_ms, void *context)
{
    struct curl_loop *loop = context;

    (void)multi; /* ours */
    loop->due_at = wait_ms < 0 ? INT64_MAX : clock_monotonic() + wait_ms;
    return 0;
}

struct curl_loop *curl_loop_new(void)
{
    struct curl_loop *loop = memory_new(sizeof *loop);

    loop->multi = curl_multi_init();
    if (loop->multi == NULL)
        abort(); /* out of memory */
    loop->due_at = INT64_MAX;
    (void)curl_multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    (void)curl_multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
    (void)curl_multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    (void)curl_multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
    return loop;
}

void curl_loop_free(struct curl_loop *loop)
{
    if (loop == NULL)
        return;
    curl_multi_cleanup(loop->multi);
    memory_free(loop->waits);
    memory_free(loop);
}

void curl_loop_add(struct curl_loop *loop, CURL *easy)
{
    if (curl_multi_add_handle(loop->multi, easy) != CURLM_OK)
        abort(); /* a handle that is in already is a bug */
}

void curl_loop_remove(struct curl_loop *loop, CURL *easy)
{
    (void)curl_multi_remove_handle(loop->multi, easy); /* one that is not in is as good */
}

void curl_loop_step(struct curl_loop *loop, int64_t now)
{
    size_t count = loop->count;
    int running = 0;
    OWNED(memory) void *copy = memory_array(count + 1, sizeof *loop->waits);
    struct wait *waits = copy;

    if (count > 0)
        memcpy(waits, loop->waits, count * sizeof *waits);
    for (size_t i = 0; i < count; i++) /* 0: libcurl looks itself what is ready */
        (void)curl_multi_socket_action(loop->multi, waits[i].descriptor, 0, &running);
    if (now >= loop->due_at) {
        loop->due_at = INT64_MAX;
        (void)curl_multi_socket_action(loop->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
}

CURL *curl_loop_next(struct curl_loop *loop, CURLcode *code)
{
    CURLMsg *message;
    int left = 0;

    while ((message = curl_multi_info_read(loop->multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *code = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

size_t curl_loop_waits(const struct curl_loop *loop, struct pollfd *waits, size_t most)
{
    size_t count = 0;

    for (size_t i = 0; i < loop->count && count < most; i++)
        waits[count++] =
            (struct pollfd){ .fd = loop->waits[i].descriptor, .events = loop->waits[i].events };
    return count;
}

int64_t curl_loop_due_at(const struct curl_loop *loop)
{
    return loop->due_at;
}
