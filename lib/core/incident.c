#include "core/incident.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *incident_clock_state(enum clock_state state)
{
    static const char *const NAMES[] = {
        [CLOCK_PENDING] = "pending",
        [CLOCK_MET] = "met",
        [CLOCK_WAIVED] = "waived",
        [CLOCK_ENDED] = "ended",
    };

    return NAMES[state];
}

struct incident *incident_new(struct slice subject, int64_t now)
{
    struct incident *incident = memory_new(sizeof *incident);

    incident->subject = memory_copy(subject.bytes, subject.length);
    incident->opened_at = now;
    incident->level_at = now;
    incident->assessed_at = now;
    incident->rejected_at = MOMENT_NEVER;
    incident->response_at = MOMENT_NEVER;
    incident->released_at = MOMENT_NEVER;
    incident->spread_at = MOMENT_NEVER;
    for (int i = 0; i < MARKER_COUNT; i++)
        incident->markers[i].first_at = incident->markers[i].last_at = MOMENT_NEVER;
    for (int i = 0; i < LEVEL_COUNT; i++)
        incident->proposals[i].verified_at = MOMENT_NEVER;
    return incident;
}

static void heard_free(struct incident *incident)
{
    for (int i = 0; i < MARKER_COUNT; i++)
        memory_free(incident->markers[i].evidence);
    for (size_t i = 0; i < incident->outlet_count; i++)
        memory_free(incident->outlets[i].name);
    for (size_t i = 0; i < incident->letter_count; i++)
        memory_free(incident->letters[i].id);
    for (size_t i = 0; i < incident->region_count; i++)
        memory_free(incident->regions[i].name);
    for (size_t i = 0; i < incident->node_count; i++) {
        memory_free(incident->nodes[i].id);
        memory_free(incident->nodes[i].parent);
        memory_free(incident->nodes[i].source);
    }
    for (size_t i = 0; i < incident->joined_count; i++)
        memory_free(incident->joined[i]);
    memory_free(incident->series);
    people_done(&incident->people);
}

static void flag_done(struct flag *flag)
{
    memory_free(flag->item);
    memory_free(flag->text);
    memory_free(flag->evidence);
    memory_free(flag->actor);
}

static void running_free(struct incident *incident)
{
    for (size_t i = 0; i < incident->clock_count; i++) {
        memory_free(incident->clocks[i].id);
        memory_free(incident->clocks[i].actor);
        memory_free(incident->clocks[i].reason);
    }
    for (size_t i = 0; i < incident->flag_count; i++)
        flag_done(&incident->flags[i]);
    for (size_t i = 0; i < incident->approval_count; i++)
        memory_free(incident->approvals[i].actor);
    for (size_t i = 0; i < incident->timeline_count; i++) {
        memory_free(incident->timeline[i].what);
        memory_free(incident->timeline[i].who);
        memory_free(incident->timeline[i].text);
    }
    for (int i = 0; i < LEVEL_COUNT; i++)
        kept_clauses_done(&incident->proposals[i].clauses);
}

void incident_free(struct incident *incident)
{
    if (incident == NULL)
        return;
    heard_free(incident);
    running_free(incident);
    kept_clauses_done(&incident->clauses);
    memory_free(incident->fired);
    memory_free(incident->approvals);
    memory_free(incident->timeline);
    memory_free(incident->acknowledged_by);
    memory_free(incident->subject);
    memory_free(incident);
}

bool incident_is_open(const struct incident *incident)
{
    return incident->level != LEVEL_NONE;
}

void incident_add_series(const struct incident *incident, struct text *text)
{
    if (strcmp(incident->subject, "*") != 0)
        text_add(text, "subject/");
    text_add(text, incident->subject);
}

bool incident_has_joined(const struct incident *incident, struct slice series)
{
    for (size_t i = 0; i < incident->joined_count; i++)
        if (slice_is(series, incident->joined[i]))
            return true;
    return false;
}

void incident_touch(struct incident *incident)
{
    incident->revision++;
    incident->is_changed = true;
}

/* A copy of words, cut where they are too many. */
static char *copy_words(struct slice words)
{
    OWNED(text) struct text text = { 0 };
    struct slice kept = slice_cut(words, INCIDENT_WORDS_LIMIT_BYTES);

    text_add_bytes(&text, kept.bytes, kept.length);
    if (kept.length < words.length)
        text_add(&text, "…");
    return memory_copy(text_string(&text), text.length);
}

static void timeline_make_room(struct incident *incident)
{
    if (incident->timeline_count < INCIDENT_TIMELINE_LIMIT)
        return;
    struct timeline_entry *oldest = &incident->timeline[1]; /* the opening stays */
    memory_free(oldest->what);
    memory_free(oldest->who);
    memory_free(oldest->text);
    incident->timeline_count--;
    memmove(oldest, oldest + 1, (incident->timeline_count - 1) * sizeof *oldest);
}

void incident_log(struct incident *incident, int64_t at, const char *what, const char *who,
                  const char *format, ...)
{
    char *made = NULL;
    va_list arguments;

    timeline_make_room(incident);
    va_start(arguments, format);
    int length = vasprintf(&made, format, arguments);
    va_end(arguments);
    MEMORY_GROW(incident->timeline, incident->timeline_count, incident->timeline_capacity);
    incident->timeline[incident->timeline_count++] = (struct timeline_entry){
        .at = at,
        .what = memory_copy(what, strlen(what)),
        .who = who == NULL ? NULL : memory_copy(who, strlen(who)),
        .text = copy_words(length < 0 ? SLICE("") : (struct slice){ made, (size_t)length }),
    };
    free(made);
    incident_touch(incident);
}

void incident_log_level(struct incident *incident)
{
    struct timeline_entry *last = &incident->timeline[incident->timeline_count - 1];

    last->has_level = true;
    last->level = incident->level;
}

const struct flag *incident_flag(const struct incident *incident, const char *item)
{
    for (size_t i = 0; i < incident->flag_count; i++)
        if (strcmp(incident->flags[i].item, item) == 0)
            return &incident->flags[i];
    return NULL;
}

bool incident_is_attested(const struct incident *incident, const char *item)
{
    const struct flag *flag = incident_flag(incident, item);

    return flag != NULL && flag->value;
}

static char *copy_of(struct slice slice)
{
    return slice.length == 0 ? NULL : copy_words(slice);
}

bool incident_set_flag(struct incident *incident, const struct command *command, int64_t now)
{
    OWNED(string) char *item = memory_copy(command->item.bytes, command->item.length);
    OWNED(string) char *value = memory_copy(command->value.bytes, command->value.length);
    struct flag *flag = (struct flag *)incident_flag(incident, item);

    if (flag == NULL && incident->flag_count == INCIDENT_FLAG_LIMIT)
        return false;
    if (flag == NULL)
        flag = &incident->flags[incident->flag_count++];
    else
        flag_done(flag);
    *flag = (struct flag){
        .item = TAKE(item),
        .value = slice_is(command->result, "true") || slice_is(command->result, "met"),
        .number = strtod(value, NULL),
        .text = copy_of(command->value),
        .evidence = copy_of(command->evidence),
        .actor = copy_of(command->actor),
        .role = command->role,
        .at = now,
    };
    incident_touch(incident);
    return true;
}

bool incident_has_fired(const struct incident *incident, uint64_t key)
{
    for (size_t i = 0; i < incident->fired_count; i++)
        if (incident->fired[i] == key)
            return true;
    return false;
}

void kept_clauses_done(struct kept_clauses *kept)
{
    for (size_t i = 0; i < kept->count; i++) {
        memory_free(kept->rows[i].id);
        memory_free(kept->rows[i].place);
        memory_free(kept->rows[i].quote);
    }
    memory_free(kept->rows);
    *kept = (struct kept_clauses){ 0 };
}

void kept_clauses_set(struct kept_clauses *kept, const struct clause *clauses, size_t count)
{
    kept_clauses_done(kept);
    kept->rows = memory_array(count + 1, sizeof *kept->rows);
    kept->count = count;
    for (size_t i = 0; i < count; i++)
        kept->rows[i] = (struct kept_clause){
            .id = memory_copy(clauses[i].id, strlen(clauses[i].id)),
            .place = memory_copy(clauses[i].place, strlen(clauses[i].place)),
            .quote = memory_copy(clauses[i].quote, strlen(clauses[i].quote)),
        };
}
