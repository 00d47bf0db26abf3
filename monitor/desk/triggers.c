#include "desk/triggers.h"

#include "desk/commands.h"
#include "desk/position.h"

#include <poll.h>
#include <string.h>

enum {
    START_MS = 5000, /* for reading the newest events at the start */
    AT_ONCE = 2000,  /* events in one turn of the loop */
    EMBEDDED_WAIT_MS = 2, /* an event is late by half of it: the embedded broker sleeps that long */
};

struct triggers {
    struct desk *desk;
    struct kafka_consumer *consumer;
    struct kafka_consumer *briefings; /* NULL when the topic is not there */
    struct table *tags;               /* organisation -> tag */
    struct arena *arena;              /* of the event at hand */
    struct text cluster;
    struct text frame;
    struct text gap;
    int64_t end_at_start;
    int64_t last; /* offset of the newest, -1 when none */
    int64_t seen;
    struct text trouble;
};

uint32_t triggers_tag(struct triggers *triggers, struct slice org)
{
    uintptr_t tag = (uintptr_t)table_find(triggers->tags, org);

    if (tag == 0) {
        tag = table_count(triggers->tags) + 1;
        table_set(triggers->tags, org, (void *)tag);
    }
    return (uint32_t)tag;
}

/* JSON has newlines only where spaces may stand; a frame must have none. */
static void add_line(struct text *frame, struct slice json)
{
    for (size_t i = 0; i < json.length; i++)
        text_add_char(frame, json.bytes[i] == '\n' || json.bytes[i] == '\r' ? ' ' : json.bytes[i]);
}

static void begin_frame(struct triggers *triggers, const char *event)
{
    text_clear(&triggers->frame);
    text_add_format(&triggers->frame, "event: %s\n", event);
}

static void end_frame(struct triggers *triggers, struct slice json)
{
    text_add(&triggers->frame, "data: ");
    add_line(&triggers->frame, json);
    text_add(&triggers->frame, "\n\n");
}

static struct slice whole_frame(const struct triggers *triggers)
{
    return (struct slice){ text_string(&triggers->frame), triggers->frame.length };
}

void triggers_tell(struct triggers *triggers, struct slice org, const char *event,
                   const struct text *json)
{
    begin_frame(triggers, event);
    end_frame(triggers, (struct slice){ text_string(json), json->length });
    (void)reel_add(triggers->desk->reel, org.length == 0 ? 0 : triggers_tag(triggers, org),
                   triggers->last, whole_frame(triggers));
    http_server_wake(triggers->desk->server);
}

void triggers_heartbeat(struct triggers *triggers)
{
    /* Long enough for curl's low-speed limit of a byte a second, by which `tocsin watch` and others
     * tell a desk that is gone from one that has nothing to say. */
    (void)reel_add(triggers->desk->reel, 0, triggers->last, SLICE(": nothing new, still here\n\n"));
    http_server_wake(triggers->desk->server);
}

void triggers_add_last(const struct triggers *triggers, struct text *text)
{
    if (triggers->last >= 0)
        position_add(text, text_string(&triggers->cluster), triggers->last);
}

/* --- what comes --- */

static void take_trigger(struct triggers *triggers, const struct kafka_record *record)
{
    const struct json *event = NULL;

    arena_clear(triggers->arena);
    triggers->last = record->offset;
    triggers->seen++;
    if (json_parse(record->value, RECORD_LIMIT_BYTES, triggers->arena, &event, NULL) != 0)
        return; /* not one of ours; nothing can be shown of it */

    const struct json *data = json_find(event, "data");
    begin_frame(triggers, "trigger");
    text_add(&triggers->frame, "id: ");
    position_add(&triggers->frame, text_string(&triggers->cluster), record->offset);
    text_add_char(&triggers->frame, '\n');
    end_frame(triggers, record->value);
    (void)reel_add(triggers->desk->reel, triggers_tag(triggers, json_string(data, "org")),
                   record->offset, whole_frame(triggers));
    commands_outcome(triggers->desk->commands, event, record->value);
}

static void take_briefing(struct triggers *triggers, const struct kafka_record *record)
{
    const struct json *event = NULL;
    OWNED(text) struct text json = { 0 };

    arena_clear(triggers->arena);
    if (json_parse(record->value, RECORD_LIMIT_BYTES, triggers->arena, &event, NULL) != 0)
        return;
    text_add_bytes(&json, record->value.bytes, record->value.length);
    triggers_tell(triggers, json_string(json_find(event, "data"), "org"), "briefing", &json);
}

static void note_trouble(struct triggers *triggers, const char *reason)
{
    text_clear(&triggers->trouble);
    text_add(&triggers->trouble, reason);
    log_warning(&triggers->desk->log, "kafka-trouble", "%s", reason);
}

/* True while there is more. */
static bool take_one(struct triggers *triggers, struct kafka_consumer *consumer)
{
    struct kafka_event event;
    struct fault fault = { 0 };
    const struct kafka_position start = { 0, KAFKA_OFFSET_BEGINNING };

    kafka_consumer_next(consumer, &event);
    switch (event.kind) {
    case KAFKA_RECORD:
        text_clear(&triggers->trouble);
        if (consumer == triggers->consumer)
            take_trigger(triggers, &event.record);
        else
            take_briefing(triggers, &event.record);
        return true;
    case KAFKA_OFFSET_GONE:
        log_warning(&triggers->desk->log, "triggers-gone",
                    "the place in the trigger topic is gone; going on with the oldest");
        if (kafka_consumer_assign(consumer, &start, 1, &fault) != 0)
            note_trouble(triggers, fault.text);
        return true;
    case KAFKA_TROUBLE:
    case KAFKA_BROKEN:
        note_trouble(triggers, event.reason);
        return event.kind == KAFKA_TROUBLE;
    case KAFKA_END:
        text_clear(&triggers->trouble);
        return true;
    case KAFKA_ASSIGNED:
    case KAFKA_REVOKED:
        return true;
    case KAFKA_NOTHING:
        return false;
    }
    return false;
}

void triggers_serve(struct triggers *triggers)
{
    const int64_t before = triggers->seen;

    for (int i = 0; i < AT_ONCE && take_one(triggers, triggers->consumer); i++)
        continue;
    if (triggers->briefings != NULL) {
        for (int i = 0; i < AT_ONCE && take_one(triggers, triggers->briefings); i++)
            continue;
    }
    if (triggers->seen != before)
        http_server_wake(triggers->desk->server);
}

bool triggers_caught_up(const struct triggers *triggers)
{
    return triggers->last + 1 >= triggers->end_at_start;
}

int64_t triggers_seen(const struct triggers *triggers)
{
    return triggers->seen;
}

const char *triggers_trouble(const struct triggers *triggers)
{
    return triggers->trouble.length == 0 ? NULL : text_string(&triggers->trouble);
}

int triggers_descriptor(const struct triggers *triggers)
{
    return kafka_consumer_descriptor(triggers->consumer);
}

int triggers_briefings_descriptor(const struct triggers *triggers)
{
    return triggers->briefings == NULL ? -1 : kafka_consumer_descriptor(triggers->briefings);
}

/* --- opening --- */

static int open_consumer(const struct desk *desk, const char *topic,
                         struct kafka_consumer **consumer, struct fault *fault)
{
    const bool embedded = desk->settings.embedded != NULL;

    return kafka_consumer_open(
        &(struct kafka_consumer_options){
            .servers = desk->settings.kafka,
            .client = "tocsin-desk",
            .topic = topic,
            .small = true,
            .wait_ms = embedded && strcmp(topic, TOPIC_TRIGGERS) == 0 ? EMBEDDED_WAIT_MS : 0,
        },
        consumer, fault);
}

/* From the newest TRIGGERS_KEPT on. */
static int start_triggers(struct triggers *triggers, struct fault *fault)
{
    int64_t low = 0;
    int64_t high = 0;

    if (open_consumer(triggers->desk, TOPIC_TRIGGERS, &triggers->consumer, fault) != 0 ||
        kafka_consumer_watermarks(triggers->consumer, 0, &low, &high, fault) != 0)
        return -1;
    triggers->end_at_start = high;
    triggers->last = high - low > TRIGGERS_KEPT ? high - TRIGGERS_KEPT - 1 : low - 1;
    const struct kafka_position start = { 0, triggers->last + 1 };
    return kafka_consumer_assign(triggers->consumer, &start, 1, fault);
}

static int start_briefings(struct triggers *triggers, struct fault *fault)
{
    int64_t low = 0;
    int64_t high = 0;

    if (open_consumer(triggers->desk, TOPIC_BRIEFINGS, &triggers->briefings, fault) != 0 ||
        kafka_consumer_watermarks(triggers->briefings, 0, &low, &high, fault) != 0)
        return -1;
    const struct kafka_position start = { 0, high };
    return kafka_consumer_assign(triggers->briefings, &start, 1, fault);
}

static void write_gap(struct triggers *triggers)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_object(&writer);
    writer_member(&writer, "reason", "this client fell behind, and events were lost to it");
    writer_object_end(&writer);
    begin_frame(triggers, "gap");
    end_frame(triggers, (struct slice){ text_string(&json), json.length });
    text_add_bytes(&triggers->gap, triggers->frame.bytes, triggers->frame.length);
}

int triggers_open(struct desk *desk, struct fault *fault)
{
    struct triggers *triggers = memory_new(sizeof *triggers);

    desk->triggers = triggers;
    triggers->desk = desk;
    triggers->tags = table_new();
    triggers->arena = arena_new();
    text_add(&triggers->cluster, text_string(&desk->cluster));
    write_gap(triggers);
    if (start_triggers(triggers, fault) != 0 || start_briefings(triggers, fault) != 0)
        return -1;

    const int64_t until = clock_monotonic() + START_MS;
    while (!triggers_caught_up(triggers) && clock_monotonic() < until) {
        struct pollfd ready = { .fd = triggers_descriptor(triggers), .events = POLLIN };
        (void)poll(&ready, 1, 100); /* whatever it was, the next turn looks */
        triggers_serve(triggers);
    }
    return 0;
}

void triggers_free(struct triggers *triggers)
{
    if (triggers == NULL)
        return;
    kafka_consumer_free(triggers->consumer);
    kafka_consumer_free(triggers->briefings);
    table_free(triggers->tags);
    arena_free(triggers->arena);
    text_done(&triggers->cluster);
    text_done(&triggers->frame);
    text_done(&triggers->gap);
    text_done(&triggers->trouble);
    memory_free(triggers);
}

const char *triggers_cluster(const struct triggers *triggers)
{
    return text_string(&triggers->cluster);
}

int64_t triggers_last(const struct triggers *triggers)
{
    return triggers->last;
}

struct slice triggers_gap(const struct triggers *triggers)
{
    return (struct slice){ text_string(&triggers->gap), triggers->gap.length };
}
