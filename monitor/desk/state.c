#include "desk/state.h"

#include "core/account.h"
#include "core/level.h"
#include "desk/answer.h"
#include "desk/choice.h"
#include "desk/incidents.h"
#include "desk/triggers.h"

#include <stdlib.h>
#include <string.h>

enum {
    SURGE_SILENT_MS = 30 * 1000, /* it stores every second, also when nothing comes */
    TELL_AT_ONCE = 16,           /* organisations a second; of more each has its turn */
};

/* All that the headline is made of. */
struct headline {
    struct pages incidents;
    struct pages growth;
    struct pages sources;
    struct status status;
    enum level level;
    const struct json *worst;
    int64_t open;
    int64_t proposed;
    int64_t overdue;
    struct incident_clock *clocks;
    size_t clock_count;
    size_t sources_down;
};

static void weigh(struct headline *headline)
{
    for (size_t i = 0; i < headline->incidents.count; i++) {
        const struct json *incident = headline->incidents.rows[i].value;
        enum level level = LEVEL_NONE;
        if (!incidents_is_open(incident))
            continue;
        headline->open++;
        headline->proposed += json_string(incident, "proposed_level").length > 0 &&
                              !slice_is(json_string(incident, "proposed_level"), "none");
        if (level_find(json_string(incident, "level"), &level) &&
            level_worse(level, headline->level)) {
            headline->level = level;
            headline->worst = incident;
        }
    }
    for (size_t i = 0; i < headline->clock_count; i++)
        headline->overdue += slice_is(headline->clocks[i].state, "overdue");
    for (size_t i = 0; i < headline->sources.count; i++) {
        const struct slice state = json_string(headline->sources.rows[i].value, "state");
        headline->sources_down += slice_is(state, "down") || slice_is(state, "silent");
    }
}

static int read_headline(const struct view *view, struct headline *headline, struct fault *fault)
{
    if (incidents_read(view, &headline->incidents, fault) != 0 ||
        pages_growth(view, &headline->growth, fault) != 0 ||
        pages_sources(view, &headline->sources, fault) != 0 ||
        pages_status(view, &headline->status, fault) != 0)
        return -1;
    headline->clocks = incidents_clocks(view, &headline->incidents, &headline->clock_count);
    weigh(headline);
    return 0;
}

/* --- troubles --- */

static void add_trouble(const struct view *view, struct state_trouble *trouble, const char *part,
                        const struct text *sentence)
{
    trouble->part = part;
    trouble->sentence = arena_copy(view->arena, text_string(sentence), sentence->length);
}

static size_t troubles_of(struct desk *desk, const struct view *view, const struct status *status,
                          struct state_trouble *troubles)
{
    size_t count = 0;
    OWNED(text) struct text sentence = { 0 };
    const int64_t last =
        status == NULL ? MOMENT_NEVER : status_number(status, "seen_at", MOMENT_NEVER);

    if (store_is_away(desk->store)) {
        text_add(&sentence, "Redis does not answer: what is shown is old");
        add_trouble(view, &troubles[count++], "redis", &sentence);
    }
    if (triggers_trouble(desk->triggers) != NULL) {
        text_clear(&sentence);
        text_add_format(&sentence, "Kafka: %s", triggers_trouble(desk->triggers));
        add_trouble(view, &troubles[count++], "kafka", &sentence);
    }
    desk->was_away = false;
    if (last != MOMENT_NEVER && clock_wall() - last > SURGE_SILENT_MS) {
        text_clear(&sentence);
        text_add(&sentence, "counting is down: surge has stored nothing since ");
        moment_add(&sentence, moment_floor(last, SECOND_MS));
        add_trouble(view, &troubles[count++], "surge", &sentence);
        desk->was_away = true;
    }
    if (status != NULL && slice_is(status_find(status, "state"), "held")) {
        text_clear(&sentence);
        text_add(&sentence, "counting is held: a record is stamped far in the future");
        add_trouble(view, &troubles[count++], "surge", &sentence);
    }
    return count;
}

size_t state_troubles(struct desk *desk, const struct view *view,
                      struct state_trouble troubles[STATE_TROUBLE_LIMIT])
{
    struct status status = { 0 };
    struct fault fault = { 0 };

    if (pages_status(view, &status, &fault) != 0)
        return troubles_of(desk, view, NULL, troubles);
    return troubles_of(desk, view, &status, troubles);
}

static void write_troubles(struct writer *writer, struct desk *desk, const struct view *view,
                           const struct headline *headline)
{
    struct state_trouble troubles[STATE_TROUBLE_LIMIT];
    size_t count = troubles_of(desk, view, &headline->status, troubles);
    OWNED(text) struct text sentence = { 0 };

    if (headline->sources_down > 0 && count < STATE_TROUBLE_LIMIT) {
        text_add_format(&sentence, "%zu of %zu sources %s silent: what they carry is not counted",
                        headline->sources_down, headline->sources.count,
                        headline->sources_down == 1 ? "is" : "are");
        add_trouble(view, &troubles[count++], "sources", &sentence);
    }
    writer_name(writer, "degraded");
    writer_array(writer);
    for (size_t i = 0; i < count; i++) {
        writer_object(writer);
        writer_member(writer, "part", troubles[i].part);
        writer_member(writer, "sentence", troubles[i].sentence);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

/* --- writing --- */

/* What is told on the stream, and stands first in the state. */
static void write_head(struct writer *writer, struct desk *desk, const struct view *view,
                       const struct headline *headline)
{
    writer_member_slice(writer, "org", view->org.name);
    writer_member(writer, "level", level_name(headline->level));
    if (headline->worst != NULL)
        writer_member_slice(writer, "since", json_string(headline->worst, "level_since"));
    writer_member_integer(writer, "open", headline->open);
    writer_member_integer(writer, "proposed", headline->proposed);
    writer_member_integer(writer, "overdue", headline->overdue);
    write_troubles(writer, desk, view, headline);
}

static void write_count(struct writer *writer, const char *name, const struct tally *tally)
{
    writer_name(writer, name);
    tally_write(writer, tally);
}

/* The whole organisation against the hour and the day before, to the minute. */
static void write_counts(struct writer *writer, const struct view *view)
{
    const int64_t now = moment_floor(view->now, MINUTE_MS) + MINUTE_MS;
    struct stretch stretch = { .series = SLICE("*"),
                               .from_at = now - 2 * DAY_MS,
                               .to_at = now };
    struct fault fault = { 0 };

    if (counts_minutes(view, &stretch, 1, &fault) != 0)
        return; /* the troubles say that Redis is away */
    const struct {
        const char *name;
        int64_t from_at;
        int64_t to_at;
    } spans[] = {
        { "last_hour", now - HOUR_MS, now },
        { "hour_before", now - 2 * HOUR_MS, now - HOUR_MS },
        { "last_24h", now - DAY_MS, now },
        { "day_before", now - 2 * DAY_MS, now - DAY_MS },
    };
    writer_name(writer, "counts");
    writer_object(writer);
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        const struct tally tally =
            tally_sum(stretch.points, stretch.count, spans[i].from_at, spans[i].to_at);
        write_count(writer, spans[i].name, &tally);
    }
    writer_object_end(writer);
}

static void write_surge(struct writer *writer, const struct headline *headline)
{
    const struct status *status = &headline->status;
    const int64_t seen_at = status_number(status, "seen_at", MOMENT_NEVER);
    const int64_t end = status_number(status, "end", -1);
    const int64_t offset = status_number(status, "offset", -1);

    writer_name(writer, "surge");
    writer_object(writer);
    writer_member_integer(writer, "consumed", status_number(status, "consumed", 0));
    for (int i = 0; i < ACCOUNT_COUNT; i++)
        writer_member_integer(writer, account_name((enum account)i),
                              status_number(status, account_name((enum account)i), 0));
    writer_member_integer(writer, "triggers", status_number(status, "triggers", 0));
    if (end >= 0 && offset >= 0)
        writer_member_integer(writer, "lag", end > offset ? end - offset : 0);
    if (seen_at != MOMENT_NEVER)
        writer_member_moment(writer, "flushed_at", seen_at);
    writer_object_end(writer);
}

static void write_part(struct writer *writer, const char *name, bool up, const char *sentence)
{
    writer_name(writer, name);
    writer_object(writer);
    writer_member_bool(writer, "up", up);
    if (sentence != NULL)
        writer_member(writer, "sentence", sentence);
    writer_object_end(writer);
}

static void write_parts(struct writer *writer, const struct desk *desk)
{
    const char *trouble = triggers_trouble(desk->triggers);

    writer_name(writer, "parts");
    writer_object(writer);
    write_part(writer, "redis", !store_is_away(desk->store), NULL);
    write_part(writer, "kafka", trouble == NULL, trouble);
    write_part(writer, "surge", !desk->was_away, NULL);
    writer_object_end(writer);
}

static void write_state(struct text *json, struct request *request,
                        const struct headline *headline)
{
    struct desk *desk = request->desk;
    struct writer writer = writer_on(json);
    OWNED(text) struct text last = { 0 };
    const struct json *whole = pages_find(&headline->growth, SLICE("*"));

    writer_object(&writer);
    writer_member_moment(&writer, "now", request->view.now);
    writer_member_bool(&writer, "feed", clock_is_feed(desk->clock));
    if (status_number(&headline->status, "now", 0) > 0)
        writer_member_moment(&writer, "through", status_number(&headline->status, "now", 0));
    write_head(&writer, desk, &request->view, headline);
    for (size_t i = 0; i < headline->clock_count; i++) {
        if (!slice_is(headline->clocks[i].state, "pending"))
            continue;
        writer_name(&writer, "next_due");
        incidents_write_clock(&writer, &headline->clocks[i]);
        break;
    }
    writer_name(&writer, "sources");
    writer_object(&writer);
    writer_member_integer(&writer, "total", (int64_t)headline->sources.count);
    writer_member_integer(&writer, "down", (int64_t)headline->sources_down);
    writer_object_end(&writer);
    write_counts(&writer, &request->view);
    if (whole != NULL) {
        writer_name(&writer, "growth");
        writer_value(&writer, whole);
    }
    write_surge(&writer, headline);
    write_parts(&writer, desk);
    if (status_find(&headline->status, "rules").length > 0)
        writer_member_slice(&writer, "rules_version", status_find(&headline->status, "rules"));
    triggers_add_last(desk->triggers, &last);
    if (last.length > 0)
        writer_member(&writer, "last_position", text_string(&last));
    writer_object_end(&writer);
}

void state_show(struct request *request)
{
    struct headline headline = { 0 };
    struct fault fault = { 0 };
    OWNED(text) struct text json = { 0 };

    if (read_headline(&request->view, &headline, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    write_state(&json, request, &headline);
    answer_json(request, &json);
}

/* Tells it when it is not what was told last. */
static void tell_change(struct desk *desk, struct slice org, const struct text *json)
{
    char *before = table_find(desk->told, org);

    if (before != NULL && strcmp(before, text_string(json)) == 0)
        return;
    memory_free(before);
    table_set(desk->told, org, memory_copy(text_string(json), json->length));
    triggers_tell(desk->triggers, org, "state", json);
}

static void tell_one(struct desk *desk, struct org org)
{
    struct fault fault = { 0 };
    struct headline headline = { 0 };
    OWNED(text) struct text json = { 0 };

    arena_clear(desk->arena);
    const struct view view = { desk->store, org, desk->arena, clock_now(desk->clock) };
    if (read_headline(&view, &headline, &fault) != 0)
        return; /* Redis is away: who asks for the state is told so */

    struct writer writer = writer_on(&json);
    writer_object(&writer);
    write_head(&writer, desk, &view, &headline);
    writer_object_end(&writer);
    tell_change(desk, view.org.name, &json);
}

void state_tell(struct desk *desk)
{
    choice_read_orgs(desk);
    for (size_t i = 0; i < desk->orgs.count && i < TELL_AT_ONCE; i++)
        tell_one(desk, desk->orgs.rows[desk->tell_next++ % desk->orgs.count]);
}

void state_forget(struct desk *desk)
{
    struct table_cursor cursor = { 0 };

    while (table_next(desk->told, &cursor))
        memory_free(cursor.value);
    table_free(desk->told);
}
