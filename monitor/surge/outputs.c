#include "core/topics.h"

#include "base/digest.h"
#include "core/record.h"
#include "surge/surge.h"
#include "wire/json.h"
#include "wire/record.h"

#include <inttypes.h>
#include <string.h>

/* How long to wait when Kafka did not take a trigger. */
enum { TRIGGER_PAUSE_MS = 500 };

/* What a produced record was, so that its report finds back to where it came from. It travels as
 * the opaque of the record: kind in 2 bits, partition in 16, generation in 32. */
enum produced_kind { PRODUCED_TRIGGER = 1, PRODUCED_OUTPUT = 2, PRODUCED_COMMAND = 3 };

static void *label(const struct owned *owned, enum produced_kind kind)
{
    return (void *)((uintptr_t)owned->generation << 18 | (uintptr_t)owned->partition << 2 |
                    (uintptr_t)kind);
}

static void on_trigger(struct owned *owned, const struct kafka_delivery *delivery)
{
    struct outbox *outbox = &owned->outbox;
    int64_t now = clock_monotonic();

    outbox->is_producing = false;
    if (delivery->reason != NULL) {
        outbox->retry_at = now + RETRY_FIRST_MS;
        log_warning(owned->surge->log, "trigger-waits", "a trigger was not delivered: %s",
                    delivery->reason);
        return;
    }
    outbox->delivered++;
    if (owned->dirty_at == 0)
        owned->dirty_at = now;
}

void outputs_report(void *context, const struct kafka_delivery *delivery)
{
    uintptr_t what = (uintptr_t)delivery->opaque;
    struct owned *owned = owned_find(context, (int32_t)(what >> 2 & 0xffff));

    if (owned == NULL || owned->generation != (uint32_t)(what >> 18))
        return; /* of a state that was thrown away */
    switch ((enum produced_kind)(what & 3)) {
    case PRODUCED_TRIGGER:
        on_trigger(owned, delivery);
        return;
    case PRODUCED_OUTPUT:
        owned->outputs_delivered++;
        if (delivery->reason != NULL) {
            struct fault fault = { 0 };
            (void)fault_set(&fault, FAULT_AWAY, "a quarantine or register record: %s",
                            delivery->reason);
            owned_throw_away(owned, "output-lost", &fault);
        }
        return;
    case PRODUCED_COMMAND:
        if (delivery->reason != NULL)
            log_warning(owned->surge->log, "command-lost", "a tick or rules command: %s",
                        delivery->reason);
        return;
    }
}

int outputs_send(struct owned *owned, struct fault *fault)
{
    size_t count = 0;
    const struct engine_output *outputs = engine_outputs(owned->engine, &count);

    for (size_t i = 0; i < count; i++) {
        const struct kafka_message message = {
            .topic = strcmp(outputs[i].topic, "register") == 0 ? TOPIC_REGISTER : TOPIC_QUARANTINE,
            .partition = KAFKA_BY_KEY,
            .key = outputs[i].key,
            .value = outputs[i].value,
            .is_ours = true,
            .opaque = label(owned, PRODUCED_OUTPUT),
        };
        if (kafka_producer_send(owned->surge->producer, &message, fault) != 0)
            return -1;
        owned->outputs_sent++;
    }
    return 0;
}

static int send_trigger(struct owned *owned, const struct outbox_entry *entry, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    const struct slice event = { entry->event, entry->length };
    const struct json *document = NULL;

    if (json_parse(event, event.length, arena, &document, fault) != 0)
        return fault_during(fault, "trigger %s", entry->id);
    const struct kafka_message message = {
        .topic = TOPIC_TRIGGERS,
        .partition = KAFKA_BY_KEY,
        .key = json_string(json_find(document, "data"), "org"),
        .value = event,
        .is_ours = true,
        .opaque = label(owned, PRODUCED_TRIGGER),
    };

    return kafka_producer_send(owned->surge->producer, &message, fault);
}

/* One delivery at a time: were two under way and the first one failed, the second would come
 * before it, and subscribers ignore what has a lower sequence than they have seen. */
static void send_next(struct owned *owned, int64_t now)
{
    struct outbox *outbox = &owned->outbox;
    struct fault fault = { 0 };

    if (outbox->is_producing || outbox->delivered == outbox->count || now < outbox->retry_at)
        return;
    outbox->is_producing = true;
    if (send_trigger(owned, &outbox->entries[outbox->delivered], &fault) == 0)
        return;
    outbox->is_producing = false;
    outbox->retry_at = now + TRIGGER_PAUSE_MS;
    log_warning(owned->surge->log, "trigger-waits", "%s", fault.text);
}

void outputs_send_triggers(struct app *surge, int64_t now)
{
    for (size_t i = 0; i < surge->owned_count; i++)
        send_next(surge->owned[i], now);
}

/* "tick:1f2e…": no two are alike, so none is taken for a repeat. */
static void add_id(struct text *id, enum verb verb)
{
    unsigned char random[8];

    digest_random(random, sizeof random);
    text_add_format(id, "%s:", verb_name(verb));
    text_add_hex(id, random, sizeof random);
}

int outputs_send_command(struct owned *owned, enum verb verb, struct fault *fault)
{
    struct app *surge = owned->surge;
    OWNED(text) struct text id = { 0 };
    OWNED(text) struct text key = { 0 };
    OWNED(text) struct text value = { 0 };

    add_id(&id, verb);
    text_add_format(&key, "%%%" PRId32, owned->partition);
    const struct command command = {
        .id = { id.bytes, id.length },
        .verb = verb,
        .at = clock_now(surge->clock),
        .actor = SLICE("surge"),
        .through = MOMENT_NEVER,
        .partition = owned->partition,
        .version = verb == VERB_RULES ? slice_of(engine_version(surge->engine))
                                      : (struct slice){ .bytes = "" },
    };
    record_write_signed(&value, &command, (struct slice){ surge->key.bytes, surge->key.length });
    const struct kafka_message message = {
        .topic = TOPIC_FEEDBACK,
        .partition = owned->partition,
        .key = { key.bytes, key.length },
        .value = { value.bytes, value.length },
        .at = command.at,
        .is_ours = true,
        .opaque = label(owned, PRODUCED_COMMAND),
    };
    return kafka_producer_send(surge->producer, &message, fault);
}
