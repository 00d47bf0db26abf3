#include "collect/sources/doorbell.h"

#include "base/backoff.h"
#include "collect/sources/secrets.h"
#include "edge/websocket.h"

enum { RETRY_LEAST_MS = 500, RETRY_MOST_MS = 5 * 60 * 1000, QUIET_MS = 3 * 60 * 1000 };

struct doorbell {
    const struct source_settings *settings;
    struct websocket *websocket;
    struct text bearer;
    struct backoff backoff;
    bool is_connecting;
    bool was_open;
    int64_t again_at; /* not before, when it failed */
    int64_t alive_at;
};

int doorbell_open(const struct source_settings *settings, struct doorbell **result,
                  struct fault *fault)
{
    if (settings->stream == NULL)
        return 0;
    OWNED(doorbell) struct doorbell *bell = memory_new(sizeof *bell);
    bell->settings = settings;
    bell->websocket = websocket_new();
    bell->backoff = (struct backoff){ .least_ms = RETRY_LEAST_MS, .most_ms = RETRY_MOST_MS };
    if (secrets_add(&settings->stream_token, &bell->bearer, fault) != 0)
        return -1;
    *result = TAKE(bell);
    return 0;
}

void doorbell_free(struct doorbell *bell)
{
    if (bell == NULL)
        return;
    websocket_free(bell->websocket);
    text_done(&bell->bearer);
    memory_free(bell);
}

static int connect_bell(struct doorbell *bell, int64_t now, struct fault *fault)
{
    const struct source_settings *settings = bell->settings;

    bell->alive_at = now;
    bell->was_open = false;
    bell->is_connecting = true;
    return websocket_connect(bell->websocket,
                             &(struct stream_options){
                                 .url = settings->stream,
                                 .bearer = bell->bearer.length > 0 ? bell->bearer.bytes : NULL,
                                 .allow_private = settings->allow_private,
                                 .ca_file = settings->ca_file,
                                 .timeout_ms = settings->timeout_ms,
                             },
                             fault);
}

static int listen(struct doorbell *bell, int64_t now, bool *rang, struct fault *fault)
{
    struct slice message;
    bool alive = false;

    if (!bell->is_connecting && connect_bell(bell, now, fault) != 0)
        return -1;
    if (websocket_step(bell->websocket, &alive, fault) != 0)
        return -1;
    bell->alive_at = alive ? now : bell->alive_at;
    if (websocket_is_open(bell->websocket) && !bell->was_open) {
        bell->was_open = *rang = true; /* what came while it was away */
        backoff_reset(&bell->backoff);
    }
    while (websocket_peek(bell->websocket, &message)) {
        *rang = true;
        websocket_drop(bell->websocket);
    }
    int64_t patience_ms = bell->was_open ? QUIET_MS : bell->settings->timeout_ms;
    if (now - bell->alive_at > patience_ms)
        return fault_set(fault, FAULT_AWAY, "nothing came for too long");
    return 0;
}

int doorbell_step(struct doorbell *bell, int64_t now, bool *rang, struct fault *fault)
{
    if (now < bell->again_at)
        return 0;
    if (listen(bell, now, rang, fault) == 0)
        return 0;
    websocket_close(bell->websocket);
    bell->is_connecting = false;
    bell->again_at = now + backoff_next(&bell->backoff);
    /* Said once, not at every try. */
    return bell->backoff.failures == 1 ? fault_during(fault, "the stream") : 0;
}

int64_t doorbell_due_at(const struct doorbell *bell)
{
    if (!bell->is_connecting)
        return bell->again_at;
    int64_t due_at = websocket_due_at(bell->websocket);
    int64_t latest =
        bell->alive_at + (bell->was_open ? QUIET_MS : bell->settings->timeout_ms) + 1;
    return due_at < latest ? due_at : latest;
}

size_t doorbell_waits(const struct doorbell *bell, struct pollfd *waits, size_t most)
{
    return bell->is_connecting ? websocket_waits(bell->websocket, waits, most) : 0;
}
