/* The bytes of an incident: every member in the order of the struct. */
#include "core/incident.h"
#include "core/surges.h"

#include <string.h>

/* Version 1 knew no growth of the last day, and neither 1 nor 2 of answers. */
enum { INCIDENT_VERSION = 3, OF_THE_DAY = 2, OF_ANSWERS = 3, OLDEST_VERSION = 1 };

static void clauses_write(const struct kept_clauses *clauses, struct text *text)
{
    pack_number(text, (int64_t)clauses->count);
    for (size_t i = 0; i < clauses->count; i++) {
        state_write_string(text, clauses->rows[i].id);
        state_write_string(text, clauses->rows[i].place);
        state_write_string(text, clauses->rows[i].quote);
    }
}

static void clauses_read(struct unpack *unpack, struct kept_clauses *clauses)
{
    size_t count = state_read_count(unpack, 3);

    clauses->rows = memory_array(count + 1, sizeof *clauses->rows);
    clauses->count = count;
    for (size_t i = 0; i < count; i++) {
        clauses->rows[i].id = state_need_string(unpack);
        clauses->rows[i].place = state_need_string(unpack);
        clauses->rows[i].quote = state_need_string(unpack);
    }
}

static void marker_write(const struct marker_seen *marker, struct text *text)
{
    pack_number(text, marker->count);
    pack_number(text, marker->first_at);
    pack_number(text, marker->last_at);
    state_write_bool(text, marker->is_trusted);
    state_write_string(text, marker->evidence);
    pack_number(text, (int64_t)marker->author_count);
    for (size_t i = 0; i < marker->author_count; i++)
        pack_key(text, marker->authors[i]);
}

static void marker_read(struct unpack *unpack, struct marker_seen *marker)
{
    marker->count = unpack_number(unpack);
    marker->first_at = unpack_number(unpack);
    marker->last_at = unpack_number(unpack);
    marker->is_trusted = state_read_bool(unpack);
    marker->evidence = state_read_string(unpack);
    marker->author_count = (size_t)state_read_below(unpack, MARKER_AUTHOR_LIMIT + 1);
    for (size_t i = 0; i < marker->author_count; i++)
        marker->authors[i] = unpack_key(unpack);
}

static void heard_write(const struct incident *incident, struct text *text)
{
    pack_number(text, incident->anonymous);
    pack_number(text, incident->complaints);
    pack_number(text, incident->mentions);
    for (int i = 0; i < SENTIMENT_COUNT; i++)
        pack_number(text, incident->sentiment[i]);
    for (int i = 0; i < MARKER_COUNT; i++)
        marker_write(&incident->markers[i], text);
    pack_number(text, (int64_t)incident->outlet_count);
    for (size_t i = 0; i < incident->outlet_count; i++) {
        state_write_string(text, incident->outlets[i].name);
        pack_number(text, incident->outlets[i].tier);
        pack_number(text, incident->outlets[i].at);
        pack_number(text, incident->outlets[i].received_at);
    }
    pack_number(text, (int64_t)incident->letter_count);
    for (size_t i = 0; i < incident->letter_count; i++) {
        pack_number(text, incident->letters[i].rank);
        pack_number(text, incident->letters[i].received_at);
        state_write_string(text, incident->letters[i].id);
    }
    pack_number(text, (int64_t)incident->region_count);
    for (size_t i = 0; i < incident->region_count; i++) {
        state_write_string(text, incident->regions[i].name);
        pack_number(text, incident->regions[i].count);
    }
}

static void heard_read(struct unpack *unpack, struct incident *incident)
{
    incident->anonymous = unpack_number(unpack);
    incident->complaints = unpack_number(unpack);
    incident->mentions = unpack_number(unpack);
    for (int i = 0; i < SENTIMENT_COUNT; i++)
        incident->sentiment[i] = unpack_number(unpack);
    for (int i = 0; i < MARKER_COUNT; i++)
        marker_read(unpack, &incident->markers[i]);
    incident->outlet_count = (size_t)state_read_below(unpack, INCIDENT_OUTLET_LIMIT + 1);
    for (size_t i = 0; i < incident->outlet_count; i++) {
        incident->outlets[i].name = state_need_string(unpack);
        incident->outlets[i].tier = (enum outlet_tier)state_read_below(unpack, OUTLET_COUNT);
        incident->outlets[i].at = unpack_number(unpack);
        incident->outlets[i].received_at = unpack_number(unpack);
    }
    incident->letter_count = (size_t)state_read_below(unpack, INCIDENT_LETTER_LIMIT + 1);
    for (size_t i = 0; i < incident->letter_count; i++) {
        incident->letters[i].rank = (enum letter_rank)state_read_below(unpack, LETTER_COUNT);
        incident->letters[i].received_at = unpack_number(unpack);
        incident->letters[i].id = state_need_string(unpack);
    }
    incident->region_count = (size_t)state_read_below(unpack, INCIDENT_REGION_LIMIT + 1);
    for (size_t i = 0; i < incident->region_count; i++) {
        incident->regions[i].name = state_need_string(unpack);
        incident->regions[i].count = unpack_number(unpack);
    }
}

static void nodes_write(const struct incident *incident, struct text *text)
{
    pack_number(text, (int64_t)incident->node_count);
    for (size_t i = 0; i < incident->node_count; i++) {
        const struct node *node = &incident->nodes[i];
        state_write_string(text, node->id);
        state_write_string(text, node->parent);
        state_write_string(text, node->source);
        pack_number(text, node->channel);
        pack_number(text, node->at);
        pack_number(text, node->reach);
        state_write_bool(text, node->is_repost);
    }
}

static void nodes_read(struct unpack *unpack, struct incident *incident)
{
    incident->node_count = (size_t)state_read_below(unpack, INCIDENT_NODE_LIMIT + 1);
    for (size_t i = 0; i < incident->node_count; i++) {
        struct node *node = &incident->nodes[i];
        node->id = state_need_string(unpack);
        node->parent = state_read_string(unpack);
        node->source = state_need_string(unpack);
        node->channel = (enum channel)state_read_below(unpack, CHANNEL_COUNT);
        node->at = unpack_number(unpack);
        node->reach = unpack_number(unpack);
        node->is_repost = state_read_bool(unpack);
    }
}

static void counted_write(const struct incident *incident, struct text *text)
{
    state_write_bool(text, incident->has_growth);
    surge_write_growth(&incident->growth, text);
    state_write_string(text, incident->series);
    pack_number(text, (int64_t)incident->joined_count);
    for (size_t i = 0; i < incident->joined_count; i++)
        state_write_string(text, incident->joined[i]);
    state_write_bool(text, incident->is_narrow);
    pack_decimal(text, incident->expected_at_open);
    pack_number(text, incident->peak_complaints);
    pack_number(text, incident->peak_mentions);
    pack_number(text, incident->spread_at);
}

static void counted_read(struct unpack *unpack, struct incident *incident, bool has_day)
{
    incident->has_growth = state_read_bool(unpack);
    surge_read_growth(unpack, &incident->growth, has_day);
    incident->series = state_read_string(unpack);
    incident->joined_count = (size_t)state_read_below(unpack, INCIDENT_SERIES_LIMIT + 1);
    for (size_t i = 0; i < incident->joined_count; i++)
        incident->joined[i] = state_need_string(unpack);
    incident->is_narrow = state_read_bool(unpack);
    incident->expected_at_open = unpack_decimal(unpack);
    incident->peak_complaints = unpack_number(unpack);
    incident->peak_mentions = unpack_number(unpack);
    incident->spread_at = unpack_number(unpack);
}

static void clock_write(const struct clock *clock, struct text *text)
{
    state_write_string(text, clock->id);
    pack_number(text, clock->purpose);
    pack_number(text, clock->level);
    pack_number(text, clock->started_at);
    pack_number(text, clock->due_at);
    pack_number(text, clock->n);
    pack_number(text, clock->stage);
    pack_number(text, clock->state);
    state_write_bool(text, clock->is_overdue);
    pack_number(text, clock->ended_at);
    state_write_string(text, clock->actor);
    state_write_string(text, clock->reason);
    pack_number(text, clock->answered_percent);
    pack_number(text, clock->look_ms);
}

static void clock_read(struct unpack *unpack, struct clock *clock, int64_t version)
{
    clock->id = state_need_string(unpack);
    clock->purpose = (enum clock_purpose)state_read_below(unpack, CLOCK_PURPOSE_COUNT);
    clock->level = (enum level)state_read_below(unpack, LEVEL_COUNT);
    clock->started_at = unpack_number(unpack);
    clock->due_at = unpack_number(unpack);
    clock->n = (uint32_t)unpack_number(unpack);
    clock->stage = state_read_below(unpack, 101);
    clock->state = (enum clock_state)state_read_below(unpack, CLOCK_ENDED + 1);
    clock->is_overdue = state_read_bool(unpack);
    clock->ended_at = unpack_number(unpack);
    clock->actor = state_read_string(unpack);
    clock->reason = state_read_string(unpack);
    if (version < OF_ANSWERS)
        return;
    clock->answered_percent = state_read_below(unpack, 101);
    clock->look_ms = unpack_number(unpack);
}

static void flag_write(const struct flag *flag, struct text *text)
{
    state_write_string(text, flag->item);
    state_write_bool(text, flag->value);
    pack_decimal(text, flag->number);
    state_write_string(text, flag->text);
    state_write_string(text, flag->evidence);
    state_write_string(text, flag->actor);
    pack_number(text, flag->role);
    pack_number(text, flag->at);
}

static void flag_read(struct unpack *unpack, struct flag *flag)
{
    flag->item = state_need_string(unpack);
    flag->value = state_read_bool(unpack);
    flag->number = unpack_decimal(unpack);
    flag->text = state_read_string(unpack);
    flag->evidence = state_read_string(unpack);
    flag->actor = state_read_string(unpack);
    flag->role = (enum role)state_read_below(unpack, ROLE_COUNT);
    flag->at = unpack_number(unpack);
}

static void proposals_write(const struct incident *incident, struct text *text)
{
    for (int i = 0; i < LEVEL_COUNT; i++) {
        state_write_bool(text, incident->proposals[i].is_pending);
        pack_number(text, incident->proposals[i].at);
        pack_number(text, incident->proposals[i].verified_at);
        clauses_write(&incident->proposals[i].clauses, text);
    }
}

static void running_write(const struct incident *incident, struct text *text)
{
    pack_number(text, (int64_t)incident->fired_count);
    for (size_t i = 0; i < incident->fired_count; i++)
        pack_number(text, (int64_t)incident->fired[i]);
    proposals_write(incident, text);
    pack_number(text, (int64_t)incident->clock_count);
    for (size_t i = 0; i < incident->clock_count; i++)
        clock_write(&incident->clocks[i], text);
    pack_number(text, (int64_t)incident->flag_count);
    for (size_t i = 0; i < incident->flag_count; i++)
        flag_write(&incident->flags[i], text);
    pack_number(text, (int64_t)incident->approval_count);
    for (size_t i = 0; i < incident->approval_count; i++) {
        state_write_string(text, incident->approvals[i].actor);
        pack_number(text, incident->approvals[i].role);
        pack_number(text, incident->approvals[i].at);
    }
    state_write_string(text, incident->acknowledged_by);
    pack_number(text, (int64_t)incident->timeline_count);
    for (size_t i = 0; i < incident->timeline_count; i++) {
        pack_number(text, incident->timeline[i].at);
        state_write_string(text, incident->timeline[i].what);
        state_write_string(text, incident->timeline[i].who);
        state_write_bool(text, incident->timeline[i].has_level);
        pack_number(text, incident->timeline[i].level);
        state_write_string(text, incident->timeline[i].text);
    }
}

static void lists_read(struct unpack *unpack, struct incident *incident, int64_t version)
{
    incident->clock_count = (size_t)state_read_below(unpack, INCIDENT_CLOCK_LIMIT + 1);
    for (size_t i = 0; i < incident->clock_count; i++)
        clock_read(unpack, &incident->clocks[i], version);
    incident->flag_count = (size_t)state_read_below(unpack, INCIDENT_FLAG_LIMIT + 1);
    for (size_t i = 0; i < incident->flag_count; i++)
        flag_read(unpack, &incident->flags[i]);
    incident->approval_count = state_read_count(unpack, 17);
    incident->approvals = memory_array(incident->approval_count + 1, sizeof(struct approval));
    for (size_t i = 0; i < incident->approval_count; i++) {
        incident->approvals[i].actor = state_need_string(unpack);
        incident->approvals[i].role = (enum role)state_read_below(unpack, ROLE_COUNT);
        incident->approvals[i].at = unpack_number(unpack);
    }
}

static void running_read(struct unpack *unpack, struct incident *incident, int64_t version)
{
    incident->fired_count = state_read_count(unpack, 8);
    incident->fired = memory_array(incident->fired_count + 1, sizeof *incident->fired);
    for (size_t i = 0; i < incident->fired_count; i++)
        incident->fired[i] = (uint64_t)unpack_number(unpack);
    for (int i = 0; i < LEVEL_COUNT; i++) {
        incident->proposals[i].is_pending = state_read_bool(unpack);
        incident->proposals[i].at = unpack_number(unpack);
        incident->proposals[i].verified_at = unpack_number(unpack);
        clauses_read(unpack, &incident->proposals[i].clauses);
    }
    lists_read(unpack, incident, version);
    incident->acknowledged_by = state_read_string(unpack);
    incident->timeline_count = state_read_count(unpack, 8);
    incident->timeline_capacity = incident->timeline_count + 8;
    incident->timeline =
        memory_array(incident->timeline_capacity, sizeof *incident->timeline);
    for (size_t i = 0; i < incident->timeline_count; i++) {
        incident->timeline[i].at = unpack_number(unpack);
        incident->timeline[i].what = state_need_string(unpack);
        incident->timeline[i].who = state_read_string(unpack);
        incident->timeline[i].has_level = state_read_bool(unpack);
        incident->timeline[i].level = (enum level)state_read_below(unpack, LEVEL_COUNT);
        incident->timeline[i].text = state_need_string(unpack);
    }
}

void incident_write(const struct incident *incident, struct text *text)
{
    pack_number(text, INCIDENT_VERSION);
    state_write_string(text, incident->subject);
    state_write_string(text, incident->id);
    pack_number(text, (int64_t)incident->revision);
    pack_number(text, incident->opened_at);
    pack_number(text, incident->heard_from_at);
    pack_number(text, incident->level_at);
    pack_number(text, incident->assessed_at);
    pack_number(text, incident->rejected_at);
    pack_number(text, incident->response_at);
    pack_number(text, incident->released_at);
    pack_number(text, incident->level);
    pack_number(text, incident->worst);
    pack_number(text, incident->mode);
    clauses_write(&incident->clauses, text);
    state_write_bool(text, incident->is_casualty);
    state_write_bool(text, incident->is_settled);
    for (int i = 0; i < TRIGGER_TYPE_COUNT; i++)
        pack_number(text, incident->happened[i]);
    heard_write(incident, text);
    nodes_write(incident, text);
    counted_write(incident, text);
    running_write(incident, text);
}

static void head_read(struct unpack *unpack, struct incident *incident, int64_t version)
{
    OWNED(string) char *id = state_need_string(unpack);

    size_t length = slice_cut(slice_of(id), INCIDENT_ID_BYTES - 1).length;
    memcpy(incident->id, id, length);
    incident->revision = (uint64_t)unpack_number(unpack);
    incident->opened_at = unpack_number(unpack);
    incident->heard_from_at =
        version >= OF_ANSWERS ? unpack_number(unpack) : incident->opened_at;
    incident->level_at = unpack_number(unpack);
    incident->assessed_at = unpack_number(unpack);
    incident->rejected_at = unpack_number(unpack);
    incident->response_at = unpack_number(unpack);
    incident->released_at = unpack_number(unpack);
    incident->level = (enum level)state_read_below(unpack, LEVEL_COUNT);
    incident->worst = (enum level)state_read_below(unpack, LEVEL_COUNT);
    incident->mode = (enum trigger_mode)state_read_below(unpack, MODE_PASSIVE + 1);
    clauses_read(unpack, &incident->clauses);
    incident->is_casualty = state_read_bool(unpack);
    incident->is_settled = state_read_bool(unpack);
    for (int i = 0; i < TRIGGER_TYPE_COUNT; i++)
        incident->happened[i] = (uint32_t)unpack_number(unpack);
}

struct incident *incident_read(struct slice content)
{
    struct unpack unpack = { .rest = content };
    int64_t version = unpack_number(&unpack);
    OWNED(string) char *subject = state_need_string(&unpack);
    OWNED(incident) struct incident *incident = incident_new(slice_of(subject), 0);

    if (version < OLDEST_VERSION || version > INCIDENT_VERSION)
        return NULL;
    head_read(&unpack, incident, version);
    heard_read(&unpack, incident);
    nodes_read(&unpack, incident);
    counted_read(&unpack, incident, version >= OF_THE_DAY);
    running_read(&unpack, incident, version);
    return unpack.failed || unpack.rest.length > 0 ? NULL : TAKE(incident);
}
