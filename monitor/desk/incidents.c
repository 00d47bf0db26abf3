#include "desk/incidents.h"

#include "core/level.h"
#include "desk/answer.h"
#include "desk/present.h"

#include <stdlib.h>
#include <string.h>

/* Of an incident in a list, these are left to its own page. */
static const char *const heavy[] = { "evidence", "timeline",    "propagation", "facets",
                                     "people_list", "distances", "checklist" };

bool incidents_is_open(const struct json *incident)
{
    const struct slice state = json_string(incident, "state");

    return !slice_is(state, "released") && !slice_is(state, "closed");
}

static enum level level_of(const struct json *incident)
{
    enum level level = LEVEL_NONE;

    (void)level_find(json_string(incident, "level"), &level); /* an unknown one is none */
    return level;
}

static int64_t moment_of(const struct json *object, const char *name)
{
    int64_t at = MOMENT_NEVER;

    return moment_parse(json_string(object, name), &at) ? at : MOMENT_NEVER;
}

static int by_weight(const void *left, const void *right)
{
    const struct json *a = ((const struct page *)left)->value;
    const struct json *b = ((const struct page *)right)->value;

    if (incidents_is_open(a) != incidents_is_open(b))
        return incidents_is_open(a) ? -1 : 1;
    if (level_of(a) != level_of(b) && incidents_is_open(a))
        return level_worse(level_of(a), level_of(b)) ? -1 : 1;
    const int64_t opened_a = moment_of(a, "opened_at");
    const int64_t opened_b = moment_of(b, "opened_at");
    if (opened_a != opened_b)
        return opened_a > opened_b ? -1 : 1;
    return slice_compare(((const struct page *)left)->name, ((const struct page *)right)->name);
}

int incidents_read(const struct view *view, struct pages *pages, struct fault *fault)
{
    if (pages_incidents(view, pages, fault) != 0)
        return -1;
    qsort(pages->rows, pages->count, sizeof *pages->rows, by_weight);
    return 0;
}

static void write_head(struct writer *writer, const struct json *incident)
{
    writer_object(writer);
    for (const struct json *member = incident->first; member != NULL; member = member->next) {
        bool left_out = false;
        for (size_t i = 0; i < sizeof heavy / sizeof heavy[0]; i++)
            left_out |= slice_is(member->name, heavy[i]);
        if (left_out)
            continue;
        writer_name_slice(writer, member->name);
        writer_value(writer, member);
    }
    writer_object_end(writer);
}

static bool is_wanted(const struct json *incident, const char *state)
{
    if (state == NULL || strcmp(state, "all") == 0)
        return true;
    return incidents_is_open(incident) == (strcmp(state, "open") == 0);
}

void incidents_list(struct request *request)
{
    const char *state = http_exchange_argument(request->exchange, "state");
    const char *given_limit = http_exchange_argument(request->exchange, "limit");
    const char *cursor = http_exchange_argument(request->exchange, "cursor");
    const int64_t limit = given_limit == NULL ? 100 : strtoll(given_limit, NULL, 10);
    struct pages incidents = { 0 };
    struct fault fault = { 0 };
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);
    int64_t written = 0;
    bool started = cursor == NULL;
    struct slice next = { 0 };

    if (incidents_read(&request->view, &incidents, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    writer_object(&writer);
    writer_name(&writer, "incidents");
    writer_array(&writer);
    for (size_t i = 0; i < incidents.count; i++) {
        const struct page *page = &incidents.rows[i];
        if (!started) {
            started = slice_is(page->name, cursor);
            continue;
        }
        if (page->value->type != JSON_OBJECT || !is_wanted(page->value, state))
            continue;
        if (written == limit) {
            writer_array_end(&writer);
            writer_member_slice(&writer, "next", next);
            writer_object_end(&writer);
            answer_json(request, &json);
            return;
        }
        write_head(&writer, page->value);
        next = page->name;
        written++;
    }
    writer_array_end(&writer);
    writer_object_end(&writer);
    answer_json(request, &json);
}

void incidents_show(struct request *request)
{
    const struct json *incident = NULL;
    struct fault fault = { 0 };
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    if (present_is_report(request)) {
        present_report(request);
        return;
    }
    if (pages_incident(&request->view, request->rest, &incident, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    if (incident == NULL) {
        answer_not_found(request);
        return;
    }
    writer_value(&writer, incident);
    answer_json(request, &json);
}

/* --- clocks --- */

static int rank_of(const struct incident_clock *clock)
{
    return slice_is(clock->state, "overdue") ? 0 : slice_is(clock->state, "pending") ? 1 : 2;
}

static int by_urgency(const void *left, const void *right)
{
    const struct incident_clock *a = left;
    const struct incident_clock *b = right;

    if (rank_of(a) != rank_of(b))
        return rank_of(a) - rank_of(b);
    return (a->due_at > b->due_at) - (a->due_at < b->due_at);
}

struct incident_clock *incidents_clocks(const struct view *view, const struct pages *pages,
                                        size_t *count)
{
    size_t most = 0;

    for (size_t i = 0; i < pages->count; i++) {
        const struct json *list = json_find(pages->rows[i].value, "deadlines");
        most += list == NULL ? 0 : list->count;
    }
    struct incident_clock *clocks = arena_take(view->arena, (most + 1) * sizeof *clocks);
    *count = 0;
    for (size_t i = 0; i < pages->count; i++) {
        const struct json *incident = pages->rows[i].value;
        const struct json *list = json_find(incident, "deadlines");
        if (list == NULL || !incidents_is_open(incident))
            continue;
        for (const struct json *one = list->first; one != NULL; one = one->next) {
            if (one->type == JSON_OBJECT)
                clocks[(*count)++] = (struct incident_clock){
                    incident, one, json_string(one, "state"), moment_of(one, "due_at")
                };
        }
    }
    qsort(clocks, *count, sizeof *clocks, by_urgency);
    return clocks;
}

void incidents_write_clock(struct writer *writer, const struct incident_clock *clock)
{
    writer_object(writer);
    writer_member_slice(writer, "incident", json_string(clock->incident, "id"));
    writer_member_slice(writer, "subject", json_string(clock->incident, "subject"));
    writer_member_slice(writer, "level", json_string(clock->incident, "level"));
    for (const struct json *member = clock->clock->first; member != NULL; member = member->next) {
        if (slice_is(member->name, "incident") || slice_is(member->name, "subject") ||
            slice_is(member->name, "level"))
            continue;
        writer_name_slice(writer, member->name);
        writer_value(writer, member);
    }
    writer_object_end(writer);
}

void incidents_deadlines(struct request *request)
{
    const char *state = http_exchange_argument(request->exchange, "state");
    struct pages incidents = { 0 };
    struct fault fault = { 0 };
    size_t count = 0;
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    if (incidents_read(&request->view, &incidents, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    const struct incident_clock *clocks = incidents_clocks(&request->view, &incidents, &count);
    writer_object(&writer);
    writer_name(&writer, "deadlines");
    writer_array(&writer);
    for (size_t i = 0; i < count; i++) {
        if (state == NULL || strcmp(state, "all") == 0 || slice_is(clocks[i].state, state))
            incidents_write_clock(&writer, &clocks[i]);
    }
    writer_array_end(&writer);
    writer_object_end(&writer);
    answer_json(request, &json);
}
