/* Bluesky's Jetstream, and every WebSocket that sends one JSON object a message.
 *
 * The network's whole stream comes in; only messages with a text, and one of the source's words when
 * it names any, go on. The cursor is the `since` value of the last message (microseconds): a new
 * connection begins five seconds before it, because servers do not keep their order strictly. */
#include "collect/sources/kinds.h"

#include "collect/sources/offering.h"
#include "edge/websocket.h"
#include "wire/json_item.h"
#include "wire/json_mend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH_MOST = 1000,
    REWIND_US = 5 * 1000 * 1000,
    KEEP_MS = 1000, /* a cursor is kept so often also when nothing matches */
};

struct jetstream_source {
    struct listener listener;
    struct websocket *websocket;
    bool is_connecting;
    int64_t since_us;   /* of the last message; 0: none yet */
    int64_t kept_us;
    int64_t alive_at;   /* monotonic */
};

static int connect_socket(struct jetstream_source *self, int64_t now, struct fault *fault)
{
    const struct source_settings *settings = self->listener.settings;
    OWNED(text) struct text url = { 0 };

    text_add(&url, settings->url);
    if (self->since_us > REWIND_US)
        text_add_format(&url, "%ccursor=%lld", strchr(settings->url, '?') == NULL ? '?' : '&',
                        (long long)(self->since_us - REWIND_US));
    self->is_connecting = true;
    self->alive_at = now;
    return websocket_connect(self->websocket,
                             &(struct stream_options){
                                 .url = text_string(&url),
                                 .allow_private = settings->allow_private,
                                 .ca_file = settings->ca_file,
                                 .timeout_ms = settings->timeout_ms,
                             },
                             fault);
}

/* Deletions, likes and the like have no text, and so are none of ours. */
static bool is_post(struct jetstream_source *self, struct json_item *item)
{
    struct slice operation = json_item_value(item, "commit.operation");
    const struct map_paths *text = &self->listener.settings->mapping.targets[MAP_TEXT];

    if (operation.length > 0 && !slice_is(operation, "create"))
        return false;
    for (size_t i = 0; i < text->count; i++)
        if (json_item_value(item, text->paths[i]).length > 0)
            return true;
    return false;
}

static int64_t since_of(const struct jetstream_source *self, struct json_item *item)
{
    const char *path = self->listener.settings->since;
    int64_t since = 0;
    const struct json *value = path == NULL ? NULL : json_item_find(item->value, path);

    return value != NULL && json_integer(value, &since) ? since : 0;
}

static void add_cursor(const struct jetstream_source *self, struct text *cursor)
{
    text_add_format(cursor, "%lld", (long long)self->since_us);
}

/* One message; false when the intake has no room. */
static bool take_message(struct jetstream_source *self, struct intake *intake,
                         struct slice message)
{
    struct listener *listener = &self->listener;
    struct json_item item = { .arena = listener->arena };
    struct feedback feedback;
    struct fault fault = { 0 };
    OWNED(text) struct text cursor = { 0 };

    arena_clear(listener->arena);
    if (json_parse(json_mend(message, listener->arena), WEBSOCKET_MESSAGE_LIMIT_BYTES,
                   listener->arena, &item.value, &fault) !=
        0) {
        intake_refuse(intake, &listener->source, message, fault.text);
        return true;
    }
    int64_t since = since_of(self, &item);
    int64_t before = self->since_us;
    if (since > self->since_us)
        self->since_us = since;
    if (!is_post(self, &item))
        return true;
    const struct listener_item from = { .value = json_item_value, .item = &item };
    if (listener_map(listener, &from, &feedback, &fault) != 0) {
        intake_refuse(intake, &listener->source, message, fault.text);
        return true;
    }
    if (!listener_wants(listener, &feedback))
        return true;
    add_cursor(self, &cursor);
    if (offering_feedback(listener, intake, &feedback,
                                (struct slice){ cursor.bytes, cursor.length }) != OFFERING_FULL) {
        self->kept_us = self->since_us;
        return true;
    }
    self->since_us = before;
    return false;
}

static void keep_cursor(struct jetstream_source *self, struct intake *intake)
{
    OWNED(text) struct text cursor = { 0 };

    if (self->since_us - self->kept_us < (int64_t)KEEP_MS * 1000)
        return;
    add_cursor(self, &cursor);
    intake_advance(intake, &self->listener.source, (struct slice){ cursor.bytes, cursor.length });
    self->kept_us = self->since_us;
}

static int jetstream_step(struct source *source, struct intake *intake, int64_t now,
                          int64_t *again_at, struct fault *fault)
{
    struct jetstream_source *self = (struct jetstream_source *)source;
    struct slice message;
    bool alive = false;

    if (self->since_us == 0)
        self->since_us = strtoll(intake_cursor(intake, source).bytes, NULL, 10);
    for (int i = 0; i < BATCH_MOST && websocket_peek(self->websocket, &message); i++) {
        if (!take_message(self, intake, message))
            return 0;
        websocket_drop(self->websocket);
    }
    keep_cursor(self, intake);
    *again_at = now;
    if (websocket_peek(self->websocket, &message))
        return 0;
    if (!self->is_connecting && connect_socket(self, now, fault) != 0)
        return -1;
    int result = websocket_step(self->websocket, &alive, fault);
    self->is_connecting = result == 0;
    if (result != 0)
        return -1;
    if (alive)
        self->alive_at = now;
    if (now - self->alive_at > self->listener.settings->timeout_ms) {
        websocket_close(self->websocket);
        self->is_connecting = false;
        return fault_set(fault, FAULT_AWAY, "nothing came for too long");
    }
    if (websocket_is_open(self->websocket))
        intake_through(intake, source, clock_now(self->listener.around->clock));
    int64_t latest = self->alive_at + self->listener.settings->timeout_ms + 1;
    int64_t due_at = websocket_due_at(self->websocket);
    *again_at = alive ? now : due_at < latest ? due_at : latest;
    return 0;
}

static size_t jetstream_waits(struct source *source, struct pollfd *waits, size_t most)
{
    return websocket_waits(((struct jetstream_source *)source)->websocket, waits, most);
}

static void jetstream_free(struct source *source)
{
    struct jetstream_source *self = (struct jetstream_source *)source;

    websocket_free(self->websocket);
    listener_done(&self->listener);
    memory_free(self);
}

static const struct source_kind JETSTREAM = {
    .name = "jetstream",
    .step = jetstream_step,
    .waits = jetstream_waits,
    .free = jetstream_free,
};

int jetstream_source_open(const struct source_settings *settings,
                          const struct surroundings *around, struct source **source,
                          struct fault *fault)
{
    struct jetstream_source *self = memory_new(sizeof *self);

    self->websocket = websocket_new();
    if (listener_init(&self->listener, &JETSTREAM, settings, around, fault) != 0) {
        jetstream_free(&self->listener.source);
        return -1;
    }
    *source = &self->listener.source;
    return 0;
}
