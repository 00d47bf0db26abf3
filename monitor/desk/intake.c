#include "desk/intake.h"

#include "desk/answer.h"
#include "desk/batch.h"
#include "desk/hooks.h"
#include "edge/files.h"
#include "program/state.h"
#include "wire/webhook.h"

#include <ctype.h>
#include <string.h>

enum { SECRET_LIMIT_BYTES = 1024, NAME_LIMIT_BYTES = 128 };

/* One request on its way into the log: answered when Kafka has all of its records. */
struct intake {
    struct waiting waiting;
    struct desk *desk;
    size_t under_way;
    size_t delivered;
    size_t refused; /* among them: into quarantine */
    char *reason;   /* of the first that was refused */
    bool failed;
    char *hook;     /* whose webhook it is; NULL: of no source */
    uint64_t mark;  /* what it is known by when it comes again */
    bool sending; /* records are still being handed over */
};

/* None of it was any good. */
static bool is_refused(const struct intake *intake)
{
    return intake->refused > 0 && intake->delivered == intake->refused;
}

static void answer(const struct intake *intake)
{
    struct request request = { .desk = intake->desk, .exchange = intake->waiting.exchange };
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    http_exchange_set_data(intake->waiting.exchange, NULL);
    if (intake->failed) {
        answer_problem(&request, 503, "away", "the log did not take all records; send again");
        return;
    }
    if (is_refused(intake)) {
        answer_problem(&request, 422, "content", intake->reason);
        return;
    }
    writer_object(&writer);
    writer_member_integer(&writer, "accepted", (int64_t)(intake->delivered - intake->refused));
    if (intake->refused > 0) {
        writer_member_integer(&writer, "refused", (int64_t)intake->refused);
        writer_member(&writer, "reason", intake->reason);
    }
    writer_object_end(&writer);
    answer_json_as(&request, 202, &json);
}

static void finish(struct intake *intake)
{
    if (intake->sending || intake->under_way > 0)
        return;
    if (intake->waiting.exchange != NULL)
        answer(intake);
    /* What was refused as a whole is looked at again when it comes again. */
    if (intake->hook != NULL && !intake->failed && !is_refused(intake))
        hooks_took(intake->desk->hooks, slice_of(intake->hook), intake->mark,
                   intake->delivered - intake->refused);
    memory_free(intake->hook);
    memory_free(intake->reason);
    memory_free(intake);
}

void intake_delivered(struct desk *desk, const struct kafka_delivery *delivery)
{
    struct intake *intake = delivery->opaque;

    if (delivery->reason != NULL && !intake->failed)
        log_error(&desk->log, "intake-lost", "the log did not take a record: %s",
                  delivery->reason);
    intake->failed |= delivery->reason != NULL;
    intake->delivered += delivery->reason == NULL;
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

/* --- into the log --- */

/* Quarantine is ordered by nothing; a played feed's time is not for it. */
static struct kafka_message message_of(const struct desk *desk, const struct piece *piece)
{
    return (struct kafka_message){
        .topic = piece->is_refusal ? TOPIC_QUARANTINE : TOPIC_FEEDBACK,
        .partition = KAFKA_BY_KEY,
        .key = piece->org,
        .value = piece->content,
        .at = clock_is_feed(desk->clock) ? clock_now(desk->clock) : 0,
        .is_ours = true,
    };
}

static void send_batch(const struct batch *batch)
{
    struct request *request = batch->request;
    struct desk *desk = request->desk;
    struct intake *intake = memory_new(sizeof *intake);
    struct fault fault = { 0 };

    *intake = (struct intake){ .waiting = { WAITING_INTAKE, request->exchange },
                               .desk = desk,
                               .sending = true };
    intake->mark = batch->mark;
    intake->refused = batch->refused;
    if (batch->refused > 0)
        intake->reason = memory_copy(batch->reason.bytes, batch->reason.length);
    if (batch->hook.length > 0)
        intake->hook = memory_copy(batch->hook.bytes, batch->hook.length);
    http_exchange_set_data(request->exchange, intake);
    http_exchange_keep(request->exchange);
    for (size_t i = 0; i < batch->count && !intake->failed; i++) {
        struct kafka_message message = message_of(desk, &batch->pieces[i]);
        message.opaque = intake;
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

static int take_hooked(void *context, struct slice org, struct slice record, struct fault *fault)
{
    struct batch *batch = context;

    if (record.length > RECORD_LIMIT_BYTES)
        return batch_refuse(batch, record, "a record is larger than 256 KiB", fault);
    return batch_add(batch, &(struct piece){ org, record, false }, fault);
}

/* A webhook that may come: is what it says good? */
static void take_hook(struct request *request, struct hook *hook, const struct webhook *webhook)
{
    struct desk *desk = request->desk;
    struct batch *batch = arena_take(desk->arena, sizeof *batch);
    struct fault fault = { 0 };

    batch->request = request;
    batch->org = hook_org(hook);
    if (hook_read(hook, webhook->body, &(struct hook_taker){ take_hooked, batch_refuse, batch },
                  &fault) != 0) {
        hooks_refused(desk->hooks, request->rest, 1);
        log_warning(&desk->log, "webhook-refused", "webhook " QUOTED ": %s: " QUOTED,
                    LOG_QUOTE(request->rest), fault.text, LOG_QUOTE(webhook->body));
        answer_fault(request, &fault);
        return;
    }
    batch->hook = request->rest;
    batch->mark = hook_mark(hook, webhook);
    if (hooks_has(desk->hooks, batch->mark))
        batch->count = batch->refused = 0; /* it is in the log already */
    hooks_refused(desk->hooks, request->rest, batch->refused);
    send_batch(batch);
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
        hooks_refused(request->desk->hooks, request->rest, 1);
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
    if (hooks_around(request->desk->hooks) == NULL) { /* nothing says what is personal */
        answer_problem(request, 503, "away", "the sources could not be read; see the desk's log");
        return;
    }
    batch->request = request;
    if (batch_read(batch, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    send_batch(batch);
}
