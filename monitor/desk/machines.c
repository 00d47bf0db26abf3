#include "desk/machines.h"

#include "core/account.h"
#include "desk/answer.h"
#include "desk/commands.h"
#include "desk/state.h"
#include "desk/triggers.h"
#include "view/collectors.h"
#include "wire/metrics.h"

static void answer_text(struct request *request, int status, const struct text *text)
{
    http_exchange_answer(request->exchange,
                         &(struct http_answer){
                             .status = status,
                             .type = "text/plain; charset=utf-8",
                             .body = { text_string(text), text->length },
                             .headers = { { "Cache-Control", "no-store" } },
                         });
}

void machines_health(struct request *request)
{
    OWNED(text) struct text text = { 0 };

    text_add(&text, "ok\n");
    answer_text(request, 200, &text);
}

/* The status of every partition that has one. */
static size_t read_statuses(struct desk *desk, struct status *statuses)
{
    size_t count = 0;

    for (int32_t partition = 0; partition < desk->partitions; partition++) {
        const struct view view = { desk->store, { { 0 }, partition }, desk->arena, 0 };
        struct fault fault = { 0 };
        if (pages_status(&view, &statuses[count], &fault) != 0)
            return 0;
        count += statuses[count].count > 0;
    }
    return count;
}

void machines_ready(struct request *request)
{
    struct desk *desk = request->desk;
    OWNED(text) struct text text = { 0 };
    struct state_trouble troubles[STATE_TROUBLE_LIMIT];
    size_t count = 0;

    for (int32_t partition = 0; partition < desk->partitions && count == 0; partition++) {
        const struct view view = { desk->store, { { 0 }, partition }, desk->arena, 0 };
        count = state_troubles(desk, &view, troubles);
    }
    for (size_t i = 0; i < count; i++)
        text_add_format(&text, "%s: %s\n", troubles[i].part, troubles[i].sentence);
    if (count == 0)
        text_add(&text, "ready\n");
    answer_text(request, count == 0 ? 200 : 503, &text);
}

static void add_number(struct text *text, const char *name, const char *type, const char *help,
                       int64_t number)
{
    metrics_family(text, name, type, help);
    metrics_sample(text, name, number);
}

static void add_desk(struct text *text, const struct desk *desk)
{
    const struct http_counts counts = http_server_counts(desk->server);

    add_number(text, "tocsin_desk_connections", "gauge", "Open connections.", counts.connections);
    add_number(text, "tocsin_desk_streams", "gauge", "Clients of the live stream.",
               counts.streams);
    add_number(text, "tocsin_desk_requests_total", "counter", "Requests.",
               (int64_t)counts.requests);
    add_number(text, "tocsin_desk_gaps_total", "counter",
               "Times a client was told that it had fallen behind.", (int64_t)counts.gaps);
    add_number(text, "tocsin_desk_refused_total", "counter", "Requests over a limit.",
               (int64_t)counts.refused);
    add_number(text, "tocsin_desk_triggers_total", "counter", "Triggers read from the topic.",
               triggers_seen(desk->triggers));
    add_number(text, "tocsin_desk_decisions_waiting", "gauge",
               "Decisions whose outcome somebody waits for.",
               (int64_t)commands_waiting(desk->commands));
    add_number(text, "tocsin_redis_up", "gauge", "1 when Redis answers.",
               store_is_away(desk->store) ? 0 : 1);
    add_number(text, "tocsin_kafka_up", "gauge", "1 when Kafka answers.",
               triggers_trouble(desk->triggers) == NULL ? 1 : 0);
}

static int64_t sum_of(const struct status *statuses, size_t count, const char *name)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += status_number(&statuses[i], name, 0);
    return sum;
}

static void add_surge(struct text *text, const struct status *statuses, size_t count)
{
    static const char records[] = "tocsin_records_total";

    add_number(text, "tocsin_consumed_total", "counter", "Records that surge has folded.",
               sum_of(statuses, count, "consumed"));
    metrics_family(text, records, "counter", "Records by the class they fell into.");
    for (int i = 0; i < ACCOUNT_COUNT; i++) {
        const char *name = account_name((enum account)i);
        metrics_labelled(text, records, (struct metrics_label){ "class", slice_of(name) },
                         sum_of(statuses, count, name));
    }
    add_number(text, "tocsin_lag_records", "gauge", "Records in the log that are not folded yet.",
               sum_of(statuses, count, "end") - sum_of(statuses, count, "offset"));
    int64_t seen_at = 0;
    for (size_t i = 0; i < count; i++) {
        const int64_t one = status_number(&statuses[i], "seen_at", 0);
        seen_at = one > seen_at ? one : seen_at;
    }
    add_number(text, "tocsin_stored_timestamp_seconds", "gauge",
               "When surge stored something last, in seconds since 1970.", seen_at / SECOND_MS);
}

/* Each source as the collector has it. Without Redis there are none. */
static void add_collectors(struct text *text, const struct desk *desk)
{
    static const struct {
        const char *family;
        const char *type;
        const char *help;
        const char *field;
    } numbers[] = {
        { "tocsin_source_items_total", "counter", "Items that came from the source.", "items" },
        { "tocsin_source_refused_total", "counter", "Items that were refused.", "refused" },
        { "tocsin_source_waiting", "gauge", "Items that Kafka has not confirmed.", "waiting" },
        { "tocsin_source_on_disk", "gauge", "Of those, items that wait on disk.", "on_disk" },
    };
    const struct view view = { desk->store, { { 0 }, 0 }, desk->arena, 0 };
    struct collectors collectors = { 0 };
    struct fault fault = { 0 };

    if (collectors_read(&view, &collectors, &fault) != 0 || collectors.count == 0)
        return;
    metrics_family(text, "tocsin_source_up", "gauge", "1 while the source answers its collector.");
    for (size_t i = 0; i < collectors.count; i++)
        metrics_labelled(text, "tocsin_source_up",
                         (struct metrics_label){ "source", collectors.rows[i].source },
                         slice_is(collector_text(&collectors.rows[i], "state"), "up"));
    for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++) {
        metrics_family(text, numbers[n].family, numbers[n].type, numbers[n].help);
        for (size_t i = 0; i < collectors.count; i++)
            metrics_labelled(text, numbers[n].family,
                             (struct metrics_label){ "source", collectors.rows[i].source },
                             collector_number(&collectors.rows[i], numbers[n].field));
    }
}

void machines_metrics(struct request *request)
{
    struct desk *desk = request->desk;
    struct status *statuses =
        arena_take(desk->arena, (size_t)(desk->partitions + 1) * sizeof *statuses);
    OWNED(text) struct text text = { 0 };

    const size_t count = read_statuses(desk, statuses);
    add_desk(&text, desk);
    add_surge(&text, statuses, count);
    add_collectors(&text, desk);
    http_exchange_answer(request->exchange,
                         &(struct http_answer){
                             .status = 200,
                             .type = "text/plain; version=0.0.4; charset=utf-8",
                             .body = { text_string(&text), text.length },
                             .headers = { { "Cache-Control", "no-store" } },
                         });
}
