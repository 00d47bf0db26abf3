#include "wire/server_events.h"

#include <string.h>

struct server_events {
    struct text input; /* bytes from `at` on are still to be read */
    size_t at;
    struct text type;
    struct text id;
    struct text data;
    bool has_data;
    bool too_large;
    bool is_given; /* the event was handed out: begin the next one */
};

struct server_events *server_events_new(void)
{
    return memory_new(sizeof(struct server_events));
}

void server_events_free(struct server_events *events)
{
    if (events == NULL)
        return;
    text_done(&events->input);
    text_done(&events->type);
    text_done(&events->id);
    text_done(&events->data);
    memory_free(events);
}

void server_events_add(struct server_events *events, struct slice bytes)
{
    OWNED(text) struct text rest = { 0 };

    if (events->at > 0) {
        text_add_bytes(&rest, events->input.bytes + events->at, events->input.length - events->at);
        text_clear(&events->input);
        text_add_bytes(&events->input, rest.bytes, rest.length);
        events->at = 0;
    }
    text_add_bytes(&events->input, bytes.bytes, bytes.length);
}

static void begin(struct server_events *events)
{
    text_clear(&events->type);
    text_clear(&events->data);
    events->has_data = false;
    events->too_large = false;
    events->is_given = false;
}

/* "data: x" -> "x" when the line has that name. */
static bool is_field(struct slice line, const char *name, struct slice *value)
{
    const size_t length = strlen(name);

    if (line.length < length || memcmp(line.bytes, name, length) != 0 ||
        (line.length > length && line.bytes[length] != ':'))
        return false;
    size_t start = line.length > length ? length + 1 : length;
    if (start < line.length && line.bytes[start] == ' ')
        start++;
    *value = (struct slice){ line.bytes + start, line.length - start };
    return true;
}

static void take_line(struct server_events *events, struct slice line)
{
    struct slice value;

    if (is_field(line, "data", &value)) {
        if (events->data.length + value.length > SERVER_EVENT_LIMIT_BYTES) {
            events->too_large = true;
            return;
        }
        if (events->has_data)
            text_add_char(&events->data, '\n');
        text_add_bytes(&events->data, value.bytes, value.length);
        events->has_data = true;
    } else if (is_field(line, "event", &value)) {
        text_clear(&events->type);
        text_add_bytes(&events->type, value.bytes, value.length);
    } else if (is_field(line, "id", &value)) {
        text_clear(&events->id);
        text_add_bytes(&events->id, value.bytes, value.length);
    }
}

bool server_events_next(struct server_events *events, struct server_event *event)
{
    if (events->is_given)
        begin(events);
    while (events->at < events->input.length) {
        const char *start = events->input.bytes + events->at;
        const char *end = memchr(start, '\n', events->input.length - events->at);
        if (end == NULL)
            return false;
        size_t length = (size_t)(end - start);
        events->at += length + 1;
        if (length > 0 && start[length - 1] == '\r')
            length--;
        if (length > 0) {
            take_line(events, (struct slice){ start, length });
            continue;
        }
        if (!events->has_data || events->too_large) {
            begin(events);
            continue;
        }
        *event = (struct server_event){
            .type = events->type.length > 0
                        ? (struct slice){ text_string(&events->type), events->type.length }
                        : SLICE("message"),
            .id = { text_string(&events->id), events->id.length },
            .data = { text_string(&events->data), events->data.length },
        };
        events->is_given = true;
        return true;
    }
    return false;
}
