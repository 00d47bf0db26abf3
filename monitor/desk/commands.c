#include "desk/commands.h"

#include "base/digest.h"
#include "desk/answer.h"
#include "desk/commands_read.h"
#include "wire/record.h"

enum {
    RANDOM_ID_BYTES = 16,
    SURGE_LATE_MS = 4 * 1000, /* it stores every second, also when nothing comes */
};

/* One decision: from the request until long after its outcome. */
struct decision {
    struct waiting waiting;
    struct slice id;
    char *id_bytes;
    int32_t partition; /* of its organisation; negative when nobody knows */
    bool in_log;     /* Kafka has it */
    bool is_of_before; /* sent by an earlier desk: only its outcome was seen */
    bool is_settled; /* Kafka has said what became of it, or its outcome is known */
    int64_t answer_at;              /* monotonic: then the person is told that it takes longer */
    char *event;                    /* the CloudEvent that answered it, NULL until then */
    size_t event_length;
    struct decision *next; /* in the order of their coming */
};

struct commands {
    struct desk *desk;
    struct table *by_id;
    struct decision *oldest;
    struct decision **end;
    size_t waiting;
    struct arena *arena;
};

int commands_open(struct desk *desk, struct fault *fault)
{
    struct commands *commands = memory_new(sizeof *commands);

    (void)fault; /* nothing can fail yet */
    desk->commands = commands;
    commands->desk = desk;
    commands->by_id = table_new();
    commands->arena = arena_new();
    commands->end = &commands->oldest;
    return 0;
}

static void drop_oldest(struct commands *commands)
{
    struct decision *decision = commands->oldest;

    (void)table_remove(commands->by_id, decision->id);
    commands->oldest = decision->next;
    if (commands->oldest == NULL)
        commands->end = &commands->oldest;
    memory_free(decision->id_bytes);
    memory_free(decision->event);
    memory_free(decision);
}

void commands_free(struct commands *commands)
{
    if (commands == NULL)
        return;
    while (commands->oldest != NULL)
        drop_oldest(commands);
    table_free(commands->by_id);
    arena_free(commands->arena);
    memory_free(commands);
}

static struct decision *add(struct commands *commands, struct slice id)
{
    struct decision *decision = memory_new(sizeof *decision);

    while (table_count(commands->by_id) >= COMMANDS_REMEMBERED &&
           commands->oldest->waiting.exchange == NULL && commands->oldest->is_settled)
        drop_oldest(commands);
    decision->waiting.kind = WAITING_COMMAND;
    decision->partition = -1;
    decision->id_bytes = memory_copy(id.bytes, id.length);
    decision->id = (struct slice){ decision->id_bytes, id.length };
    table_set(commands->by_id, decision->id, decision);
    *commands->end = decision;
    commands->end = &decision->next;
    return decision;
}

/* Takes back the one that was added last. */
static void remove_newest(struct commands *commands, struct decision *decision)
{
    struct decision **at = &commands->oldest;

    while (*at != decision)
        at = &(*at)->next;
    *at = NULL;
    commands->end = at;
    (void)table_remove(commands->by_id, decision->id);
    memory_free(decision->id_bytes);
    memory_free(decision);
}

size_t commands_waiting(const struct commands *commands)
{
    return commands->waiting;
}

/* --- answering --- */

static void write_answered(struct writer *writer, const struct commands *commands,
                           const struct decision *decision)
{
    const struct json *event = NULL;
    const struct slice bytes = { decision->event, decision->event_length };

    if (json_parse(bytes, RECORD_LIMIT_BYTES, commands->arena, &event, NULL) != 0)
        return; /* it was parsed when it came */
    const struct json *data = json_find(event, "data");
    const bool refused = slice_is(json_string(event, "type"), "tocsin.command.refused.v1");
    writer_member(writer, "state", refused ? "refused" : "done");
    if (json_find(data, "reason") != NULL)
        writer_member_slice(writer, "reason", json_string(data, "reason"));
    if (json_find(data, "note") != NULL)
        writer_member_slice(writer, "sentence", json_string(data, "note"));
    writer_name(writer, "event");
    writer_raw(writer, bytes);
}

/* Since when surge has stored nothing for that partition, when that is long enough to wait for it;
 * MOMENT_NEVER while it stores, or nobody knows. */
static int64_t away_since(struct desk *desk, int32_t partition)
{
    OWNED(arena) struct arena *arena = arena_new();
    const struct view view = { desk->store, { { 0 }, partition }, arena, 0 };
    struct status status = { 0 };
    struct fault fault = { 0 };

    if (partition < 0 || pages_status(&view, &status, &fault) != 0)
        return MOMENT_NEVER;
    const int64_t last = status_number(&status, "seen_at", MOMENT_NEVER);
    return last != MOMENT_NEVER && clock_wall() - last > SURGE_LATE_MS ? last : MOMENT_NEVER;
}

static void add_waiting_sentence(struct text *sentence, const struct commands *commands,
                                 const struct decision *decision)
{
    const int64_t since_at = away_since(commands->desk, decision->partition);

    if (!decision->in_log)
        text_add(sentence, "the log has not taken it yet");
    else if (since_at == MOMENT_NEVER)
        text_add(sentence, "it is in the log and has not been carried out yet");
    else {
        text_add(sentence, "it is in the log; counting is down since ");
        moment_add(sentence, moment_floor(since_at, SECOND_MS));
        text_add(sentence, ", and carries it out when it is back");
    }
}

static void write_outcome(struct text *json, const struct commands *commands,
                          const struct decision *decision)
{
    struct writer writer = writer_on(json);
    OWNED(text) struct text sentence = { 0 };

    arena_clear(commands->arena);
    writer_object(&writer);
    writer_member_slice(&writer, "id", decision->id);
    if (decision->event != NULL) {
        write_answered(&writer, commands, decision);
    } else {
        add_waiting_sentence(&sentence, commands, decision);
        writer_member(&writer, "state", "waiting");
        writer_member(&writer, "sentence", text_string(&sentence));
    }
    writer_object_end(&writer);
}

/* Answers the one who waits. */
static void tell(struct commands *commands, struct decision *decision)
{
    OWNED(text) struct text json = { 0 };
    struct request request = { .desk = commands->desk, .exchange = decision->waiting.exchange };

    if (decision->waiting.exchange == NULL)
        return;
    http_exchange_set_data(decision->waiting.exchange, NULL);
    decision->waiting.exchange = NULL;
    commands->waiting--;
    write_outcome(&json, commands, decision);
    answer_json_as(&request, 202, &json);
}

void commands_outcome(struct commands *commands, const struct json *event, struct slice bytes)
{
    const struct slice type = json_string(event, "type");
    const struct slice id = json_string(json_find(event, "data"), "command");

    if (id.length == 0 || (!slice_is(type, "tocsin.command.done.v1") &&
                           !slice_is(type, "tocsin.command.refused.v1")))
        return;
    struct decision *decision = table_find(commands->by_id, id);
    if (decision == NULL) {
        decision = add(commands, id);
        decision->is_of_before = true;
    }
    if (decision->event != NULL)
        return; /* delivery is at least once; the first outcome stands */
    decision->event = memory_copy(bytes.bytes, bytes.length);
    decision->event_length = bytes.length;
    decision->in_log = true;
    decision->is_settled = decision->is_settled || decision->is_of_before;
    tell(commands, decision);
}

void commands_delivered(void *context, const struct kafka_delivery *delivery)
{
    struct desk *desk = context;
    struct decision *decision = delivery->opaque;

    decision->is_settled = true;
    if (delivery->reason == NULL) {
        decision->in_log = true;
        return;
    }
    log_error(&desk->log, "decision-lost", "the log did not take the decision " QUOTED ": %s",
              LOG_QUOTE(decision->id), delivery->reason);
    if (decision->waiting.exchange == NULL)
        return;
    struct request request = { .desk = desk, .exchange = decision->waiting.exchange };
    http_exchange_set_data(decision->waiting.exchange, NULL);
    decision->waiting.exchange = NULL;
    desk->commands->waiting--;
    answer_problem(&request, 503, "away", "the log did not take the decision; try again");
}

void commands_serve(struct commands *commands, int64_t now_monotonic)
{
    if (commands->waiting == 0)
        return;
    for (struct decision *one = commands->oldest; one != NULL; one = one->next) {
        if (one->waiting.exchange != NULL && now_monotonic >= one->answer_at)
            tell(commands, one);
    }
}

void commands_forget(struct commands *commands, struct http_exchange *exchange)
{
    struct decision *decision = http_exchange_data(exchange);

    if (decision->waiting.exchange != exchange)
        return;
    decision->waiting.exchange = NULL;
    commands->waiting--;
}

/* --- requests --- */

void commands_show(struct request *request)
{
    OWNED(text) struct text json = { 0 };
    struct commands *commands = request->desk->commands;
    const struct decision *decision = table_find(commands->by_id, request->rest);

    if (decision == NULL) {
        answer_not_found(request);
        return;
    }
    write_outcome(&json, commands, decision);
    answer_json_as(request, 200, &json);
}

static void put_into_log(struct request *request, const struct command *command)
{
    struct desk *desk = request->desk;
    struct commands *commands = desk->commands;
    struct fault fault = { 0 };
    OWNED(text) struct text record = { 0 };

    record_write_signed(&record, command,
                        (struct slice){ text_string(&desk->install_key),
                                        desk->install_key.length });
    struct decision *decision = add(commands, command->id);
    const struct org *org = orgs_find(&desk->orgs, command->org);
    decision->partition = org == NULL ? -1 : org->partition;
    const struct kafka_message message = {
        .topic = TOPIC_FEEDBACK,
        .partition = KAFKA_BY_KEY,
        .key = command->org,
        .value = { text_string(&record), record.length },
        .at = clock_is_feed(desk->clock) ? clock_now(desk->clock) : 0,
        .is_ours = true,
        .opaque = decision,
    };
    if (kafka_producer_send(desk->producer, &message, &fault) != 0) {
        remove_newest(commands, decision);
        answer_fault(request, &fault);
        return;
    }
    log_notice(&desk->log, "decision", "%s by " QUOTED " for " QUOTED " (id=%.*s)",
               verb_name(command->verb), LOG_QUOTE(command->actor), LOG_QUOTE(command->incident),
               LOG_QUOTE(command->id));
    decision->waiting.exchange = request->exchange;
    decision->answer_at = clock_monotonic() + DESK_OUTCOME_MS;
    commands->waiting++;
    http_exchange_set_data(request->exchange, decision);
    http_exchange_keep(request->exchange);
}

void commands_post(struct request *request)
{
    struct command command = { 0 };
    OWNED(text) struct text id = { 0 };
    unsigned char random[RANDOM_ID_BYTES];

    if (!commands_read(request, &command))
        return;
    if (command.id.length == 0) {
        digest_random(random, sizeof random);
        text_add_hex(&id, random, sizeof random);
        command.id = (struct slice){ text_string(&id), id.length };
    }
    const struct decision *before = table_find(request->desk->commands->by_id, command.id);
    if (before != NULL) {
        OWNED(text) struct text json = { 0 };
        write_outcome(&json, request->desk->commands, before);
        answer_json_as(request, 202, &json);
        return;
    }
    put_into_log(request, &command);
}
