#include "brief/events.h"

#include "core/record.h"

enum { AT_ONCE = 2000, READING_LIMIT_MS = 30000 };

/* One event with the arena that its tree lies in. */
struct kept {
    struct arena *arena;
    const struct json *event;
};

struct events {
    struct brief *brief;
    struct kafka_consumer *consumer;
    struct kept *kept;
    const struct json **rows; /* the same, for looking */
    size_t count;
    size_t capacity;
    size_t handed_out; /* turns of responses before this row were handed out */
    bool ended;        /* the end of the topic was reached once */
    int64_t opened_at; /* monotonic */
};

int events_open(struct brief *brief, struct fault *fault)
{
    struct events *events = memory_new(sizeof *events);
    int64_t low = 0;
    int64_t high = 0;

    brief->events = events;
    events->brief = brief;
    events->opened_at = clock_monotonic();
    if (kafka_consumer_open(
            &(struct kafka_consumer_options){
                .servers = brief->settings.kafka,
                .client = "tocsin-brief",
                .topic = TOPIC_TRIGGERS,
                .small = true,
            },
            &events->consumer, fault) != 0 ||
        kafka_consumer_watermarks(events->consumer, 0, &low, &high, fault) != 0)
        return -1;
    const struct kafka_position start = {
        0, high - low > EVENTS_KEPT / 2 ? high - EVENTS_KEPT / 2 : low
    };
    return kafka_consumer_assign(events->consumer, &start, 1, fault);
}

void events_free(struct events *events)
{
    if (events == NULL)
        return;
    kafka_consumer_free(events->consumer);
    for (size_t i = 0; i < events->count; i++)
        arena_free(events->kept[i].arena);
    memory_free(events->kept);
    memory_free(events->rows);
    memory_free(events);
}

int events_descriptor(const struct events *events)
{
    return kafka_consumer_descriptor(events->consumer);
}

/* The older half goes when there is no more room. */
static void make_room(struct events *events)
{
    const size_t gone = events->count / 2;

    if (events->count < EVENTS_KEPT)
        return;
    for (size_t i = 0; i < gone; i++)
        arena_free(events->kept[i].arena);
    for (size_t i = gone; i < events->count; i++) {
        events->kept[i - gone] = events->kept[i];
        events->rows[i - gone] = events->rows[i];
    }
    events->count -= gone;
    events->handed_out = events->handed_out > gone ? events->handed_out - gone : 0;
}

static void take(struct events *events, const struct kafka_record *record)
{
    OWNED(arena) struct arena *arena = arena_new();
    const struct json *event = NULL;
    const struct slice bytes = { arena_copy(arena, record->value.bytes, record->value.length),
                                 record->value.length };

    if (json_parse(bytes, RECORD_LIMIT_BYTES, arena, &event, NULL) != 0)
        return; /* not one of ours */
    make_room(events);
    if (events->count == events->capacity) {
        events->capacity = events->capacity == 0 ? 64 : 2 * events->capacity;
        events->kept = memory_resize(events->kept, events->capacity, sizeof *events->kept);
        events->rows = memory_resize(events->rows, events->capacity, sizeof(void *));
    }
    events->rows[events->count] = event;
    events->kept[events->count++] = (struct kept){ TAKE(arena), event };
}

void events_serve(struct events *events)
{
    struct kafka_event event;
    struct fault fault = { 0 };
    const struct kafka_position start = { 0, KAFKA_OFFSET_BEGINNING };

    for (int i = 0; i < AT_ONCE; i++) {
        kafka_consumer_next(events->consumer, &event);
        switch (event.kind) {
        case KAFKA_NOTHING:
            return;
        case KAFKA_RECORD:
            take(events, &event.record);
            break;
        case KAFKA_OFFSET_GONE:
            if (kafka_consumer_assign(events->consumer, &start, 1, &fault) != 0)
                log_warning(&events->brief->log, "triggers-gone", "%s", fault.text);
            break;
        case KAFKA_TROUBLE:
        case KAFKA_BROKEN:
            log_warning(&events->brief->log, "kafka-trouble", "%s", event.reason);
            return;
        case KAFKA_END:
            events->ended = true;
            break;
        case KAFKA_ASSIGNED:
        case KAFKA_REVOKED:
            break;
        }
    }
}

bool events_are_read(const struct events *events)
{
    return events->ended || clock_monotonic() - events->opened_at > READING_LIMIT_MS;
}

struct report_events events_all(const struct events *events)
{
    return (struct report_events){ events->rows, events->count };
}

bool events_is_end(const struct json *event)
{
    const struct slice type = json_string(event, "type");

    return slice_is(type, "tocsin.response.released.v1") ||
           slice_is(type, "tocsin.response.closed.v1");
}

const struct json *events_next_turn(struct events *events)
{
    while (events->handed_out < events->count) {
        const struct json *event = events->rows[events->handed_out++];
        const struct slice type = json_string(event, "type");
        if (slice_is(type, "tocsin.response.triggered.v1") ||
            slice_is(type, "tocsin.response.upgraded.v1") || events_is_end(event))
            return event;
    }
    return NULL;
}
