#include "desk/intake.h"

#include "desk/answer.h"
#include "desk/hooks.h"
#include "edge/files.h"
#include "program/state.h"
#include "wire/record.h"
#include "wire/webhook.h"

#include <ctype.h>
#include <string.h>

enum { INTAKE_RECORD_LIMIT = 500, SECRET_LIMIT_BYTES = 1024, NAME_LIMIT_BYTES = 128 };

/* One request on its way into the log: answered when Kafka has all of its records. */
struct intake {
    struct waiting waiting;
    struct desk *desk;
    size_t under_way;
    size_t accepted;
    bool failed;
    char *hook;     /* whose webhook it is; NULL: of no source */
    uint64_t mark;  /* what it is known by when it comes again */
    bool sending; /* records are still being handed over */
};

static void finish(struct intake *intake)
{
    struct request request = { .desk = intake->desk, .exchange = intake->waiting.exchange };
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    if (intake->sending || intake->under_way > 0)
        return;
    if (intake->waiting.exchange != NULL) {
        http_exchange_set_data(intake->waiting.exchange, NULL);
        if (intake->failed) {
            answer_problem(&request, 503, "away", "the log did not take all records; send again");
        } else {
            writer_object(&writer);
            writer_member_integer(&writer, "accepted", (int64_t)intake->accepted);
            writer_object_end(&writer);
            answer_json_as(&request, 202, &json);
        }
    }
    if (intake->hook != NULL && !intake->failed)
        hooks_took(intake->desk->hooks, slice_of(intake->hook), intake->mark, intake->accepted);
    memory_free(intake->hook);
    memory_free(intake);
}

void intake_delivered(struct desk *desk, const struct kafka_delivery *delivery)
{
    struct intake *intake = delivery->opaque;

    if (delivery->reason != NULL && !intake->failed)
        log_error(&desk->log, "intake-lost", "the log did not take a record: %s",
                  delivery->reason);
    intake->failed |= delivery->reason != NULL;
    intake->accepted += delivery->reason == NULL;
    intake->under_way--;
    finish(intake);
}

void intake_forget(struct http_exchange *exchange)
{
    struct intake *intake = http_exchange_data(exchange);

    intake->waiting.exchange = NULL;
}

/* --- who may --- */

static bool is_plain_name(struct slice name)
{
    if (name.length == 0 || name.length > NAME_LIMIT_BYTES || name.bytes[0] == '.')
        return false;
    for (size_t i = 0; i < name.length; i++) {
        if (!isalnum((unsigned char)name.bytes[i]) && strchr("-_.", name.bytes[i]) == NULL)
            return false;
    }
    return true;
}

static struct slice header(const struct request *request, const char *name)
{
    const char *value = http_exchange_header(request->exchange, name);

    return slice_of(value == NULL ? "" : value);
}

static bool is_signed(const struct request *request)
{
    OWNED(text) struct text name = { 0 };
    OWNED(text) struct text secret = { 0 };
    const struct webhook webhook = {
        .id = header(request, "webhook-id"),
        .timestamp = header(request, "webhook-timestamp"),
        .signatures = header(request, "webhook-signature"),
        .body = http_exchange_body(request->exchange),
    };

    text_add_format(&name, "webhooks/%.*s.secret", (int)request->rest.length, request->rest.bytes);
    OWNED(string) char *path = state_path(request->desk->settings.state, text_string(&name));
    if (files_read(path, SECRET_LIMIT_BYTES, &secret, NULL) != 0)
        return false;
    while (secret.length > 0 && isspace((unsigned char)secret.bytes[secret.length - 1]))
        secret.length--;
    return webhook_is_signed(&webhook, (struct slice){ secret.bytes, secret.length },
                             clock_wall());
}

/* --- records --- */

/* The object with `org` and `source` filled in where it has none. */
static bool complete(struct request *request, const struct json *object, struct slice org,
                     struct text *record, struct fault *fault)
{
    struct writer writer = writer_on(record);

    if (object->type != JSON_OBJECT || json_find(object, "verb") != NULL) {
        (void)fault_set(fault, FAULT_INPUT, "an item is no feedback record");
        return false;
    }
    writer_object(&writer);
    for (const struct json *one = object->first; one != NULL; one = one->next) {
        writer_name_slice(&writer, one->name);
        writer_value(&writer, one);
    }
    if (json_find(object, "org") == NULL)
        writer_member_slice(&writer, "org", org);
    if (json_find(object, "source") == NULL)
        writer_member_slice(&writer, "source", request->rest);
    writer_object_end(&writer);

    const struct json *own = json_find(object, "org");
    if (own != NULL && request->caller.org.length > 0 &&
        !slice_equals(own->text, request->caller.org)) {
        (void)fault_set(fault, FAULT_INPUT, "a record is of another organisation");
        return false;
    }
    if (record->length > RECORD_LIMIT_BYTES) {
        (void)fault_set(fault, FAULT_INPUT, "a record is larger than 256 KiB");
        return false;
    }
    return true;
}

/* What is sent in one request: checked as a whole before the first is handed over. */
struct batch {
    struct slice records[INTAKE_RECORD_LIMIT];
    struct slice orgs[INTAKE_RECORD_LIMIT];
    size_t count;
    struct slice hook; /* whose webhook it is; empty: of no source */
    uint64_t mark;
};

static int add_record(struct request *request, struct batch *batch, const struct json *object,
                      struct slice org, struct fault *fault)
{
    OWNED(text) struct text record = { 0 };
    struct record read = { 0 };
    struct arena *arena = request->desk->arena;

    if (batch->count == INTAKE_RECORD_LIMIT)
        return fault_set(fault, FAULT_INPUT, "more than %d records at once", INTAKE_RECORD_LIMIT);
    if (!complete(request, object, org, &record, fault))
        return -1;
    const struct slice kept = { arena_copy(arena, text_string(&record), record.length),
                                record.length };
    if (record_read(kept, arena, &read, fault) != 0)
        return fault_during(fault, "record %zu", batch->count + 1);
    batch->records[batch->count] = kept;
    batch->orgs[batch->count++] = read.feedback.org;
    return 0;
}

static int read_lines(struct request *request, struct batch *batch, struct slice org,
                      struct fault *fault)
{
    struct slice rest = http_exchange_body(request->exchange);

    while (rest.length > 0) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        const size_t length = end == NULL ? rest.length : (size_t)(end - rest.bytes);
        const struct json *object = NULL;
        if (length > 0 &&
            (json_parse((struct slice){ rest.bytes, length }, RECORD_LIMIT_BYTES,
                        request->desk->arena, &object, fault) != 0 ||
             add_record(request, batch, object, org, fault) != 0))
            return -1;
        rest.bytes += end == NULL ? length : length + 1;
        rest.length -= end == NULL ? length : length + 1;
    }
    return 0;
}

static int read_batch(struct request *request, struct batch *batch, struct fault *fault)
{
    const char *type = http_exchange_header(request->exchange, "Content-Type");
    const char *argument = http_exchange_argument(request->exchange, "org");
    const struct slice org = argument != NULL                   ? slice_of(argument)
                             : request->caller.org.length > 0 ? request->caller.org
                                                                : request->view.org.name;
    const struct json *document = NULL;

    if (type != NULL && strncmp(type, "application/x-ndjson", 20) == 0)
        return read_lines(request, batch, org, fault);
    if (json_parse(http_exchange_body(request->exchange), DESK_BODY_LIMIT_BYTES,
                   request->desk->arena, &document, fault) != 0)
        return -1;
    if (document->type != JSON_ARRAY)
        return add_record(request, batch, document, org, fault);
    for (const struct json *one = document->first; one != NULL; one = one->next) {
        if (add_record(request, batch, one, org, fault) != 0)
            return -1;
    }
    return 0;
}

static void send_batch(struct request *request, const struct batch *batch)
{
    struct desk *desk = request->desk;
    struct intake *intake = memory_new(sizeof *intake);
    struct fault fault = { 0 };

    *intake = (struct intake){ .waiting = { WAITING_INTAKE, request->exchange },
                               .desk = desk,
                               .sending = true };
    intake->mark = batch->mark;
    if (batch->hook.length > 0)
        intake->hook = memory_copy(batch->hook.bytes, batch->hook.length);
    http_exchange_set_data(request->exchange, intake);
    http_exchange_keep(request->exchange);
    for (size_t i = 0; i < batch->count && !intake->failed; i++) {
        const struct kafka_message message = {
            .topic = TOPIC_FEEDBACK,
            .partition = KAFKA_BY_KEY,
            .key = batch->orgs[i],
            .value = batch->records[i],
            .at = clock_is_feed(desk->clock) ? clock_now(desk->clock) : 0,
            .is_ours = true,
            .opaque = intake,
        };
        if (kafka_producer_send(desk->producer, &message, &fault) == 0)
            intake->under_way++;
        else
            intake->failed = true;
    }
    intake->sending = false;
    if (intake->under_way == 0)
        finish(intake);
}

/* --- webhooks with shapes of their own --- */

struct hooked {
    struct request *request;
    struct batch *batch;
};

static int take_hooked(void *context, struct slice org, struct slice record, struct fault *fault)
{
    const struct hooked *hooked = context;
    struct batch *batch = hooked->batch;
    struct arena *arena = hooked->request->desk->arena;

    if (batch->count == INTAKE_RECORD_LIMIT)
        return fault_set(fault, FAULT_INPUT, "more than %d records at once", INTAKE_RECORD_LIMIT);
    if (record.length > RECORD_LIMIT_BYTES)
        return fault_set(fault, FAULT_INPUT, "a record is larger than 256 KiB");
    batch->records[batch->count] =
        (struct slice){ arena_copy(arena, record.bytes, record.length), record.length };
    batch->orgs[batch->count++] =
        (struct slice){ arena_copy(arena, org.bytes, org.length), org.length };
    return 0;
}

/* A webhook that may come: is what it says good? */
static void take_hook(struct request *request, struct hook *hook, const struct webhook *webhook)
{
    struct desk *desk = request->desk;
    struct batch *batch = arena_take(desk->arena, sizeof *batch);
    struct fault fault = { 0 };

    if (hook_read(hook, webhook->body, take_hooked, &(struct hooked){ request, batch }, &fault) !=
        0) {
        hooks_refused(desk->hooks, request->rest);
        log_warning(&desk->log, "webhook-refused", "webhook " QUOTED ": %s: " QUOTED,
                    LOG_QUOTE(request->rest), fault.text, LOG_QUOTE(webhook->body));
        answer_fault(request, &fault);
        return;
    }
    batch->hook = request->rest;
    batch->mark = hook_mark(hook, webhook);
    if (hooks_has(desk->hooks, batch->mark))
        batch->count = 0; /* it is in the log already */
    send_batch(request, batch);
}

static struct webhook webhook_of(const struct request *request, const struct hook *hook)
{
    return (struct webhook){
        .id = header(request, "webhook-id"),
        .timestamp = header(request, hook_timestamp_header(hook)),
        .signatures = header(request, hook_signature_header(hook)),
        .body = http_exchange_body(request->exchange),
    };
}

bool intake_takes_signed(struct request *request)
{
    struct hook *hook = hooks_find(request->desk->hooks, request->rest);

    if (hook == NULL)
        return false;
    const struct webhook webhook = webhook_of(request, hook);
    if (!hook_is_signed(hook, &webhook, clock_wall()))
        return false;
    take_hook(request, hook, &webhook);
    return true;
}

/* Without a signature of its own, a token of that organisation's service will do. */
static void post_hook(struct request *request, struct hook *hook)
{
    const struct caller *caller = &request->caller;
    const struct webhook webhook = webhook_of(request, hook);
    const bool is_theirs =
        caller->org.length == 0 || slice_equals(caller->org, hook_org(hook));

    if (!is_theirs || (caller->access != ACCESS_SERVICE && caller->access != ACCESS_ADMIN)) {
        hooks_refused(request->desk->hooks, request->rest);
        answer_problem(request, 401, "unauthorized",
                       "the signature is not good, or too old, and there is no service's token");
        return;
    }
    take_hook(request, hook, &webhook);
}

void intake_post(struct request *request)
{
    struct batch *batch = arena_take(request->desk->arena, sizeof *batch);
    struct fault fault = { 0 };
    const enum access access = request->caller.access;

    if (!is_plain_name(request->rest)) {
        answer_not_found(request);
        return;
    }
    struct hook *hook = hooks_find(request->desk->hooks, request->rest);
    if (hook != NULL) {
        post_hook(request, hook);
        return;
    }
    if (access != ACCESS_SERVICE && access != ACCESS_ADMIN && !is_signed(request)) {
        answer_problem(request, 401, "unauthorized",
                       "neither a service's token nor a signature that is good");
        return;
    }
    if (read_batch(request, batch, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    send_batch(request, batch);
}
