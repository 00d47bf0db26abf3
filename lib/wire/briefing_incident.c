#include "wire/briefing_incident.h"

#include "wire/briefing_sections.h"
#include "wire/briefing_words.h"

#include <stdlib.h>

enum { EVIDENCE_SHOWN = 5, FACET_SHOWN = 6, DISTANCES_SHOWN = 6 };

static bool moment_of(const struct json *object, const char *name, int64_t *at)
{
    return moment_parse(json_string(object, name), at);
}

enum level briefing_incident_level_at(const struct json *incident, int64_t at)
{
    const struct json *timeline = json_find(incident, "timeline");
    enum level level = LEVEL_NONE;
    int64_t moment = 0;
    bool seen = false;

    if (moment_of(incident, "opened_at", &moment) && moment > at)
        return LEVEL_NONE;
    if (moment_of(incident, "closed_at", &moment) && moment <= at)
        return LEVEL_NONE;
    for (const struct json *one = timeline == NULL ? NULL : timeline->first; one != NULL;
         one = one->next) {
        enum level told = LEVEL_NONE;
        if (moment_of(one, "at", &moment) && moment <= at &&
            level_find(json_string(one, "level"), &told)) {
            level = told;
            seen = true;
        }
    }
    if (!seen)
        (void)level_find(json_string(incident, "level"), &level); /* an unknown one is none */
    return level;
}

static void write_local(struct writer *writer, const char *name, const struct briefing *briefing,
                        const struct json *object, const char *member)
{
    OWNED(text) struct text local = { 0 };
    int64_t at = 0;

    if (!moment_of(object, member, &at))
        return;
    briefing_add_local(&local, briefing->calendar, at);
    writer_member(writer, name, text_string(&local));
}

static void write_members(struct writer *writer, const struct json *object,
                          const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct json *member = json_find(object, names[i]);
        if (member == NULL || member->type == JSON_NULL)
            continue;
        writer_name(writer, names[i]);
        writer_value(writer, member);
    }
}

static void write_first(struct writer *writer, const struct json *object, const char *name,
                        size_t most)
{
    const struct json *list = json_find(object, name);

    if (list == NULL || list->type != JSON_ARRAY || list->count == 0)
        return;
    writer_name(writer, name);
    writer_array(writer);
    for (const struct json *one = list->first; one != NULL && most > 0; one = one->next, most--)
        writer_value(writer, one);
    writer_array_end(writer);
}

/* What is missing for a level worse than the one in force. */
static void write_distances(struct writer *writer, const struct json *incident, enum level level)
{
    const struct json *list = json_find(incident, "distances");
    size_t most = DISTANCES_SHOWN;

    writer_name(writer, "distances");
    writer_array(writer);
    for (const struct json *one = list == NULL ? NULL : list->first; one != NULL && most > 0;
         one = one->next) {
        const struct json *holds = json_find(one, "holds");
        enum level wanted = LEVEL_NONE;
        if ((holds != NULL && holds->boolean) ||
            !level_find(json_string(one, "level"), &wanted) || !level_worse(wanted, level))
            continue;
        briefing_write_distance(writer, one);
        most--;
    }
    writer_array_end(writer);
}

static void write_evidence(struct writer *writer, const struct briefing *briefing,
                           const struct json *incident)
{
    const struct json *list = json_find(incident, "evidence");
    size_t most = EVIDENCE_SHOWN;

    if (list == NULL || list->type != JSON_ARRAY || list->count == 0)
        return;
    writer_name(writer, "evidence");
    writer_array(writer);
    for (const struct json *one = list->first; one != NULL && most > 0; one = one->next, most--) {
        static const char *const names[] = { "id", "source", "channel", "at", "excerpt" };
        writer_object(writer);
        write_members(writer, one, names, sizeof names / sizeof names[0]);
        write_local(writer, "at_local", briefing, one, "at");
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void write_facets(struct writer *writer, const struct json *incident)
{
    const struct json *facets = json_find(incident, "facets");

    if (facets == NULL || facets->type != JSON_OBJECT)
        return;
    writer_name(writer, "facets");
    writer_object(writer);
    for (const struct json *one = facets->first; one != NULL; one = one->next) {
        OWNED(string) char *name = memory_copy(one->name.bytes, one->name.length);
        write_first(writer, facets, name, FACET_SHOWN);
    }
    writer_object_end(writer);
}

/* An empty list when it has none: a template would else take those of the incident around it. */
static void write_own_clauses(struct writer *writer, const struct json *row)
{
    const struct json *clauses = json_find(row, "clauses");

    writer_name(writer, "clauses");
    if (clauses != NULL && clauses->type == JSON_ARRAY) {
        writer_value(writer, clauses);
        return;
    }
    writer_array(writer);
    writer_array_end(writer);
}

static void write_timeline(struct writer *writer, const struct briefing *briefing,
                           const struct json *incident)
{
    static const char *const names[] = { "at", "actor", "role", "verb", "reason" };
    const struct json *list = json_find(incident, "timeline");

    if (list == NULL || list->type != JSON_ARRAY)
        return;
    writer_name(writer, "timeline");
    writer_array(writer);
    for (const struct json *one = list->first; one != NULL; one = one->next) {
        enum level level = LEVEL_NONE;
        writer_object(writer);
        write_members(writer, one, names, sizeof names / sizeof names[0]);
        write_local(writer, "at_local", briefing, one, "at");
        briefing_write_what(writer, json_string(one, "what"));
        briefing_write_sentence(writer, one);
        const bool has_level = level_find(json_string(one, "level"), &level);
        writer_member_bool(writer, "has_level", has_level);
        if (has_level)
            briefing_write_level(writer, level);
        write_own_clauses(writer, one);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void write_other_level(struct writer *writer, const char *name, struct slice told)
{
    enum level level = LEVEL_NONE;

    if (!level_find(told, &level) || level == LEVEL_NONE)
        return;
    writer_name(writer, name);
    writer_object(writer);
    briefing_write_level(writer, level);
    writer_object_end(writer);
}

static void write_incident(struct writer *writer, const struct briefing *briefing, size_t index)
{
    static const char *const names[] = { "id",        "subject",    "state",     "mode",
                                         "opened_at", "people",     "anonymous", "peak_24h",
                                         "confirmed", "clauses",    "checklist", "acknowledged_by",
                                         "suspected_coordination" };
    const struct json *incident = briefing->incidents[index];

    writer_object(writer);
    write_members(writer, incident, names, sizeof names / sizeof names[0]);
    writer_member_bool(writer, "is_whole", slice_is(json_string(incident, "subject"), "*"));
    briefing_write_level(writer, briefing->levels[index]);
    write_other_level(writer, "proposed", json_string(incident, "proposed_level"));
    write_other_level(writer, "peak", json_string(incident, "peak_level"));
    write_local(writer, "opened_local", briefing, incident, "opened_at");
    write_local(writer, "since_local", briefing, incident, "level_since");
    briefing_write_growth(writer, json_find(incident, "growth"));
    write_distances(writer, incident, briefing->levels[index]);
    write_evidence(writer, briefing, incident);
    write_facets(writer, incident);
    if (briefing_kind_is_whole(briefing->kind) || briefing->kind == BRIEFING_RELEASE)
        write_timeline(writer, briefing, incident);
    briefing_sections_write(writer, briefing, incident);
    if (briefing->kind == BRIEFING_CLOSING)
        briefing_sections_effect(writer, incident);
    writer_object_end(writer);
}

/* --- clocks --- */

struct clock_row {
    const struct json *incident;
    const struct json *clock;
    int64_t due_at;
    bool is_overdue;
    int64_t times; /* how often this clock of this incident is overdue */
};

static int by_urgency(const void *left, const void *right)
{
    const struct clock_row *a = left;
    const struct clock_row *b = right;

    if (a->is_overdue != b->is_overdue)
        return a->is_overdue ? -1 : 1;
    return (a->due_at > b->due_at) - (a->due_at < b->due_at);
}

/* A clock that comes round again stands once, with its oldest instant and how often it was missed. */
static bool is_repeat(struct clock_row *rows, size_t count, const struct clock_row *row)
{
    for (size_t i = 0; i < count && row->is_overdue; i++) {
        if (!rows[i].is_overdue || rows[i].incident != row->incident ||
            !slice_equals(json_string(rows[i].clock, "clock"), json_string(row->clock, "clock")))
            continue;
        rows[i].times++;
        if (row->due_at < rows[i].due_at) {
            rows[i].due_at = row->due_at;
            rows[i].clock = row->clock;
        }
        return true;
    }
    return false;
}

static void write_clock(struct writer *writer, const struct briefing *briefing,
                        const struct clock_row *row)
{
    static const char *const names[] = { "clock", "name",  "group", "place",
                                         "quote", "due_at", "state" };

    writer_object(writer);
    writer_member_slice(writer, "subject", json_string(row->incident, "subject"));
    write_members(writer, row->clock, names, sizeof names / sizeof names[0]);
    write_local(writer, "due_local", briefing, row->clock, "due_at");
    writer_member_bool(writer, "is_overdue", row->is_overdue);
    writer_member_bool(writer, "is_whole", slice_is(json_string(row->incident, "subject"), "*"));
    if (row->times > 1)
        writer_member_integer(writer, "times", row->times);
    writer_object_end(writer);
}

static void write_clocks(struct writer *writer, const struct briefing *briefing)
{
    struct clock_row *rows = NULL;
    size_t count = 0;
    size_t capacity = 0;
    int64_t overdue = 0;
    int64_t later = 0;

    for (size_t i = 0; i < briefing->incident_count; i++) {
        const struct json *list = json_find(briefing->incidents[i], "deadlines");
        if (list == NULL || briefing->levels[i] == LEVEL_NONE)
            continue;
        for (const struct json *one = list->first; one != NULL; one = one->next) {
            struct clock_row row = { briefing->incidents[i], one, 0, false, 1 };
            row.is_overdue = slice_is(json_string(one, "state"), "overdue");
            if (!moment_of(one, "due_at", &row.due_at) ||
                (!row.is_overdue && !slice_is(json_string(one, "state"), "pending")))
                continue;
            overdue += row.is_overdue;
            if (briefing->kind == BRIEFING_HOURLY && row.due_at > briefing->to_at + DAY_MS) {
                later++;
                continue;
            }
            if (is_repeat(rows, count, &row))
                continue;
            MEMORY_GROW(rows, count, capacity);
            rows[count++] = row;
        }
    }
    if (count > 0)
        qsort(rows, count, sizeof *rows, by_urgency);
    writer_name(writer, "deadlines");
    writer_array(writer);
    for (size_t i = 0; i < count; i++)
        write_clock(writer, briefing, &rows[i]);
    writer_array_end(writer);
    writer_member_bool(writer, "has_deadlines", count > 0);
    if (later > 0)
        writer_member_integer(writer, "later", later);
    writer_member_integer(writer, "overdue", overdue);
    writer_member_bool(writer, "has_overdue", overdue > 0);
    memory_free(rows);
}

void briefing_write_incidents(struct writer *writer, const struct briefing *briefing)
{
    int64_t open = 0;

    writer_name(writer, "incidents");
    writer_array(writer);
    for (size_t i = 0; i < briefing->incident_count; i++) {
        if (briefing->levels[i] == LEVEL_NONE && !briefing_kind_is_whole(briefing->kind))
            continue;
        write_incident(writer, briefing, i);
        open++;
    }
    writer_array_end(writer);
    writer_member_integer(writer, "open", open);
    writer_member_bool(writer, "has_incidents", open > 0);
    write_clocks(writer, briefing);
}
