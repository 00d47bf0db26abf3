#include "report/gather.h"

#include "wire/briefing_incident.h"
#include "wire/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHART_DAYS = 7, BACK_DAYS = 8, ROWS_SHOWN = 12 };

/* --- rows --- */

/* In whole hours, so that an hour that still runs is held against whole ones. */
static int64_t span_of(const struct report_request *request)
{
    return moment_floor(request->to_at - request->from_at + HOUR_MS - 1, HOUR_MS);
}

static struct tally sum(const struct stretch *stretch, int64_t from_at, int64_t to_at)
{
    return tally_sum(stretch->points, stretch->count, from_at, to_at);
}

static struct briefing_row row_of(const struct report_request *request,
                                  const struct stretch *stretch, struct slice name)
{
    const int64_t to_at = request->to_at;

    return (struct briefing_row){
        .name = name,
        .span = sum(stretch, request->from_at, to_at),
        .before = sum(stretch, request->from_at - span_of(request), request->from_at),
        .day = sum(stretch, to_at - DAY_MS, to_at),
        .day_before = sum(stretch, to_at - 2 * DAY_MS, to_at - DAY_MS),
    };
}

/* The part of the name behind "subject/"; empty when it is of another dimension. */
static struct slice within(struct slice series, const char *dimension)
{
    const size_t length = strlen(dimension);

    if (series.length <= length || memcmp(series.bytes, dimension, length) != 0)
        return (struct slice){ 0 };
    return (struct slice){ series.bytes + length, series.length - length };
}

static int by_weight(const void *left, const void *right)
{
    const struct briefing_row *a = left;
    const struct briefing_row *b = right;

    if (a->day.distinct != b->day.distinct)
        return a->day.distinct > b->day.distinct ? -1 : 1;
    if (a->day.mentions != b->day.mentions)
        return a->day.mentions > b->day.mentions ? -1 : 1;
    return slice_compare(a->name, b->name);
}

static struct briefing_rows rows_of(const struct report_request *request,
                                    const struct stretch *stretches, size_t count,
                                    const char *dimension, const struct pages *growth)
{
    struct briefing_row *rows =
        arena_take(request->view.arena, (count + 1) * sizeof *rows);
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const struct slice name = within(stretches[i].series, dimension);
        if (name.length == 0)
            continue;
        rows[found] = row_of(request, &stretches[i], name);
        rows[found].growth = pages_find(growth, stretches[i].series);
        found += rows[found].day.mentions + rows[found].span.mentions > 0;
    }
    if (found > 0)
        qsort(rows, found, sizeof *rows, by_weight);
    return (struct briefing_rows){ rows, found < ROWS_SHOWN ? found : ROWS_SHOWN };
}

static int gather_counts(const struct report_request *request, struct briefing *briefing,
                         struct fault *fault)
{
    const struct view *view = &request->view;
    const int64_t to_at = request->to_at;
    struct names names = { 0 };
    struct pages growth = { 0 };

    if (counts_series(view, &names, fault) != 0 || pages_growth(view, &growth, fault) != 0)
        return -1;
    struct stretch *stretches = arena_take(view->arena, (names.count + 1) * sizeof *stretches);
    for (size_t i = 0; i < names.count; i++)
        stretches[i] = (struct stretch){
            .series = names.rows[i],
            .from_at = to_at - (slice_is(names.rows[i], "*") ? BACK_DAYS : 3) * DAY_MS,
            .to_at = to_at,
        };
    if (counts_hours(view, stretches, names.count, fault) != 0)
        return -1;

    for (size_t i = 0; i < names.count; i++) {
        const struct stretch *stretch = &stretches[i];
        if (!slice_is(stretch->series, "*"))
            continue;
        briefing->whole = row_of(request, stretch, stretch->series);
        briefing->whole.growth = pages_find(&growth, stretch->series);
        const int64_t end_at = request->from_at + span_of(request);
        briefing->yesterday = sum(stretch, request->from_at - DAY_MS, end_at - DAY_MS);
        briefing->last_week = sum(stretch, request->from_at - 7 * DAY_MS, end_at - 7 * DAY_MS);
    }
    briefing->subjects = rows_of(request, stretches, names.count, "subject/", &growth);
    briefing->channels = rows_of(request, stretches, names.count, "channel/", &growth);
    briefing->regions = rows_of(request, stretches, names.count, "region/", &growth);
    briefing->categories = rows_of(request, stretches, names.count, "category/", &growth);
    return 0;
}

/* --- the chart --- */

static struct slice series_of(const struct report_request *request, const struct json *incident)
{
    OWNED(text) struct text name = { 0 };
    const struct slice subject = json_string(incident, "subject");

    if (incident == NULL || slice_is(subject, "*"))
        return SLICE("*");
    text_add(&name, "subject/");
    text_add_bytes(&name, subject.bytes, subject.length);
    return (struct slice){ arena_copy(request->view.arena, text_string(&name), name.length),
                           name.length };
}

static int draw(const struct report_request *request, struct briefing *briefing,
                const struct json *incident, struct fault *fault)
{
    struct stretch stretch = { .series = series_of(request, incident),
                               .from_at = request->to_at - CHART_DAYS * DAY_MS,
                               .to_at = request->to_at };
    const struct local_time local = calendar_local(request->calendar, request->to_at);
    OWNED(text) struct text svg = { 0 };
    OWNED(text) struct text title = { 0 };

    if (counts_hours(&request->view, &stretch, 1, fault) != 0)
        return -1;
    text_add_format(&title, "%.*s: 7 d, 1 h", (int)stretch.series.length, stretch.series.bytes);
    const int64_t local_ms =
        local.day * DAY_MS + local.hour * HOUR_MS + local.minute * MINUTE_MS;
    chart_write(&svg, &(struct chart){
                          .title = text_string(&title),
                          .points = stretch.points,
                          .count = stretch.count,
                          .from_at = stretch.from_at,
                          .to_at = stretch.to_at,
                          .step_ms = HOUR_MS,
                          .mark_from_at = request->from_at,
                          .mark_to_at = request->to_at,
                          .offset_ms = local_ms - moment_floor(request->to_at, MINUTE_MS),
                      });
    briefing->chart = (struct slice){
        arena_copy(request->view.arena, text_string(&svg), svg.length), svg.length
    };
    return 0;
}

/* --- incidents --- */

struct incident_row {
    const struct json *value;
    enum level level;
    struct slice id;
};

static int worst_first(const void *left, const void *right)
{
    const struct incident_row *a = left;
    const struct incident_row *b = right;

    if (a->level != b->level)
        return level_worse(a->level, b->level) ? -1 : 1;
    return slice_compare(a->id, b->id);
}

static int gather_incidents(const struct report_request *request, struct briefing *briefing,
                            struct fault *fault)
{
    struct arena *arena = request->view.arena;
    struct pages pages = { 0 };
    size_t count = 0;

    if (pages_incidents(&request->view, &pages, fault) != 0)
        return -1;
    struct incident_row *rows = arena_take(arena, (pages.count + 1) * sizeof *rows);
    for (size_t i = 0; i < pages.count; i++) {
        if (request->incident.length > 0 && !slice_equals(pages.rows[i].name, request->incident))
            continue;
        rows[count++] = (struct incident_row){
            pages.rows[i].value, briefing_incident_level_at(pages.rows[i].value, request->to_at),
            pages.rows[i].name
        };
    }
    if (request->incident.length > 0 && count == 0)
        return fault_set(fault, FAULT_INPUT, "there is no such incident");
    if (count > 0)
        qsort(rows, count, sizeof *rows, worst_first);

    const struct json **values = arena_take(arena, (count + 1) * sizeof(void *));
    enum level *levels = arena_take(arena, (count + 1) * sizeof *levels);
    for (size_t i = 0; i < count; i++) {
        values[i] = rows[i].value;
        levels[i] = rows[i].level;
    }
    briefing->incidents = values;
    briefing->levels = levels;
    briefing->incident_count = count;
    return draw(request, briefing,
                count > 0 && (request->incident.length > 0 || levels[0] != LEVEL_NONE)
                    ? values[0]
                    : NULL,
                fault);
}

/* --- the rest --- */

static int gather_sources(const struct report_request *request, struct briefing *briefing,
                          struct fault *fault)
{
    struct arena *arena = request->view.arena;
    struct pages pages = { 0 };

    if (pages_sources(&request->view, &pages, fault) != 0)
        return -1;
    const struct json **values = arena_take(arena, (pages.count + 1) * sizeof(void *));
    struct slice *names = arena_take(arena, (pages.count + 1) * sizeof *names);
    briefing->is_complete = true;
    for (size_t i = 0; i < pages.count; i++) {
        const struct json *required = json_find(pages.rows[i].value, "required");
        values[i] = pages.rows[i].value;
        names[i] = pages.rows[i].name;
        if (required != NULL && required->type == JSON_BOOL && required->boolean &&
            !slice_is(json_string(values[i], "state"), "up"))
            briefing->is_complete = false;
    }
    briefing->sources = values;
    briefing->source_names = names;
    briefing->source_count = pages.count;
    return 0;
}

static bool is_of(const struct report_request *request, const struct json *event)
{
    const struct json *data = json_find(event, "data");
    int64_t at = 0;

    if (!moment_parse(json_string(event, "time"), &at) ||
        !slice_equals(json_string(data, "org"), request->view.org.name))
        return false;
    if (request->incident.length > 0 &&
        !slice_equals(json_string(data, "incident"), request->incident))
        return false;
    return briefing_kind_is_whole(request->kind)
               ? at <= request->to_at
               : at >= request->from_at && at < request->to_at + (request->kind == BRIEFING_FLASH);
}

static void gather_events(const struct report_request *request, struct briefing *briefing)
{
    const struct json **events =
        arena_take(request->view.arena, (request->events.count + 1) * sizeof(void *));
    size_t count = 0;

    for (size_t i = 0; i < request->events.count; i++) {
        if (is_of(request, request->events.rows[i]))
            events[count++] = request->events.rows[i];
    }
    briefing->events = events;
    briefing->event_count = count;
}

int report_gather(const struct report_request *request, struct briefing *briefing,
                  struct fault *fault)
{
    *briefing = (struct briefing){
        .kind = request->kind,
        .org = request->view.org.name,
        .title = request->title,
        .id = request->id,
        .from_at = request->from_at,
        .to_at = request->to_at,
        .late = request->late,
        .present = request->present,
        .calendar = request->calendar,
        .trouble = request->trouble,
    };
    gather_events(request, briefing);
    if (gather_counts(request, briefing, fault) != 0 ||
        gather_incidents(request, briefing, fault) != 0)
        return -1;
    return gather_sources(request, briefing, fault);
}
