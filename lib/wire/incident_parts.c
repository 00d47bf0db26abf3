#include "wire/incident_parts.h"

#include "core/answered.h"
#include "core/casebook_parts.h"

#include <stdlib.h>
#include <string.h>

void incident_parts_clause(struct writer *writer, const struct clause *clause)
{
    writer_object(writer);
    writer_member(writer, "id", clause->id);
    writer_member(writer, "place", clause->place);
    writer_member(writer, "quote", clause->quote);
    writer_object_end(writer);
}

/* --- deadlines --- */

static void write_rule(struct writer *writer, const struct plan *plan, const struct clock *clock)
{
    const struct clock_rule *rule =
        plan_clock(plan, clock->id, clock->purpose,
                   clock->purpose == CLOCK_OF_LEVEL ? clock->level : LEVEL_NONE);

    if (rule == NULL)
        return; /* other rules hold now */
    writer_member(writer, "name", rule->title);
    writer_member(writer, "group", rule->group);
    writer_member(writer, "place", rule->clauses[0].place);
    writer_member(writer, "quote", rule->clauses[0].quote);
    writer_name(writer, "clauses");
    writer_array(writer);
    for (size_t i = 0; i < rule->clause_count; i++)
        incident_parts_clause(writer, &rule->clauses[i]);
    writer_array_end(writer);
}

static void write_answered(struct writer *writer, const struct casebook *casebook,
                           const struct incident *incident, const struct clock *clock)
{
    struct reply_share share =
        answered_share(casebook->replies, incident, clock, casebook->now);

    writer_name(writer, "answered");
    writer_object(writer);
    writer_member_integer(writer, "complaints", share.complaints);
    writer_member_integer(writer, "answered", share.answered);
    writer_member_integer(writer, "wanted_percent", clock->answered_percent);
    if (!share.is_whole)
        writer_member_bool(writer, "incomplete", true);
    writer_object_end(writer);
}

static void write_deadline(struct writer *writer, const struct casebook *casebook,
                           const struct incident *incident, const struct clock *clock)
{
    const struct plan *plan = casebook->settings->plan;
    bool is_overdue = clock->is_overdue && clock->state == CLOCK_PENDING;

    writer_object(writer);
    writer_member(writer, "incident", incident->id);
    writer_member(writer, "subject", incident->subject);
    writer_member(writer, "level", level_name(clock->level));
    writer_member(writer, "clock", clock->id);
    write_rule(writer, plan, clock);
    writer_member_moment(writer, "started_at", clock->started_at);
    writer_member_moment(writer, "due_at", clock->due_at);
    writer_member(writer, "state", is_overdue ? "overdue" : incident_clock_state(clock->state));
    if (clock->state == CLOCK_MET || clock->state == CLOCK_WAIVED)
        writer_member_moment(writer, "met_at", clock->ended_at);
    if (clock->actor != NULL)
        writer_member(writer, "actor", clock->actor);
    if (clock->reason != NULL && clock->reason[0] != '\0')
        writer_member(writer, "reason", clock->reason);
    if (clock->answered_percent > 0)
        write_answered(writer, casebook, incident, clock);
    writer_object_end(writer);
}

void incident_parts_deadlines(struct writer *writer, const struct casebook *casebook,
                              const struct incident *incident)
{
    writer_name(writer, "deadlines");
    writer_array(writer);
    for (size_t i = 0; i < incident->clock_count; i++)
        if (incident->clocks[i].state != CLOCK_ENDED) /* ended by a change of level: no promise */
            write_deadline(writer, casebook, incident, &incident->clocks[i]);
    writer_array_end(writer);
}

/* --- what was heard --- */

static void write_marks(struct writer *writer, const struct trail_item *item)
{
    const size_t length = item->excerpt == NULL ? 0 : strlen(item->excerpt);

    if (item->mark_count == 0)
        return;
    writer_name(writer, "markers");
    writer_array(writer);
    for (size_t i = 0; i < item->mark_count && item->marks[i].end <= length; i++) {
        writer_object(writer);
        writer_member(writer, "marker", marker_name(item->marks[i].marker));
        writer_name(writer, "span");
        writer_array(writer);
        writer_integer(writer, item->marks[i].begin);
        writer_integer(writer, item->marks[i].end);
        writer_array_end(writer);
        writer_member_bool(writer, "own", item->marks[i].own);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

void incident_parts_evidence(struct writer *writer, const struct trail *trail)
{
    writer_name(writer, "evidence");
    writer_array(writer);
    for (size_t i = 0; trail != NULL && i < trail->item_count; i++) {
        const struct trail_item *item = &trail->items[i];
        writer_object(writer);
        writer_member(writer, "id", item->id);
        writer_member(writer, "source", item->source);
        writer_member(writer, "channel", channel_name(item->channel));
        writer_member_moment(writer, "at", item->at);
        writer_member(writer, "excerpt", item->excerpt);
        write_marks(writer, item);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

/* One name with its count over the last day. */
struct tally {
    const char *name;
    int64_t count;
};

static int by_count(const void *left, const void *right)
{
    const struct tally *one = left;
    const struct tally *other = right;

    if (one->count != other->count)
        return one->count < other->count ? 1 : -1;
    return strcmp(one->name, other->name);
}

static void write_in_order(struct writer *writer, const char *name, const struct tally *tallies,
                           size_t count)
{
    writer_name(writer, name);
    writer_array(writer);
    for (size_t i = 0; i < count; i++) {
        writer_object(writer);
        writer_member(writer, "name", tallies[i].name);
        writer_member_integer(writer, "count", tallies[i].count);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void write_tallies(struct writer *writer, const char *name, struct tally *tallies,
                          size_t count)
{
    qsort(tallies, count, sizeof *tallies, by_count);
    write_in_order(writer, name, tallies, count);
}

static void write_dimension(struct writer *writer, const struct view *view, const char *name,
                            const char *dimension)
{
    struct tally tallies[TRAIL_FACET_LIMIT + 8]; /* a few "other" beyond the limit */
    const struct trail *trail = view->trail;
    size_t length = strlen(dimension);
    size_t count = 0;

    for (size_t i = 0; trail != NULL && i < trail->facet_count; i++) {
        const char *facet = trail->facets[i].name;
        int64_t sum = trail_sum(trail, slice_of(facet), view->now - DAY_MS, view->now);
        if (strncmp(facet, dimension, length) == 0 && sum > 0)
            tallies[count++] = (struct tally){ facet + length, sum };
    }
    write_tallies(writer, name, tallies, count);
}

static void write_signs(struct writer *writer, const struct view *view)
{
    unsigned signs = 0;
    int count = grade_spread(view, &signs);
    struct tally tallies[SPREAD_SIGN_COUNT];
    size_t seen = 0;

    for (int sign = 0; sign < SPREAD_SIGN_COUNT; sign++)
        if ((signs & BIT(sign)) != 0)
            tallies[seen++] = (struct tally){ spread_sign_name((enum spread_sign)sign), count };
    write_tallies(writer, "spread", tallies, seen);
}

/* The last three hours, latest first. */
static void write_acceleration(struct writer *writer, const struct view *view)
{
    const struct tally tallies[] = {
        { "last-hour", grade_hour(view, 0) },
        { "hour-before", grade_hour(view, 1) },
        { "two-hours-before", grade_hour(view, 2) },
    };

    write_in_order(writer, "acceleration", tallies, sizeof tallies / sizeof *tallies);
}

static void write_markers(struct writer *writer, const struct incident *incident)
{
    struct tally tallies[MARKER_COUNT];
    size_t count = 0;

    for (int i = 0; i < MARKER_COUNT; i++)
        if (incident->markers[i].count > 0)
            tallies[count++] =
                (struct tally){ marker_name((enum marker)i), incident->markers[i].count };
    write_tallies(writer, "markers", tallies, count);
}

void incident_parts_facets(struct writer *writer, const struct view *view)
{
    struct tally sentiment[SENTIMENT_COUNT];

    for (int i = 0; i < SENTIMENT_COUNT; i++)
        sentiment[i] =
            (struct tally){ sentiment_name((enum sentiment)i), view->incident->sentiment[i] };
    writer_name(writer, "facets");
    writer_object(writer);
    write_dimension(writer, view, "channels", "channel/");
    write_dimension(writer, view, "regions", "region/");
    write_dimension(writer, view, "categories", "category/");
    write_dimension(writer, view, "sources", "source/");
    write_tallies(writer, "sentiment", sentiment, SENTIMENT_COUNT);
    write_acceleration(writer, view);
    write_markers(writer, view->incident);
    write_signs(writer, view);
    writer_object_end(writer);
}

/* --- its course --- */

void incident_parts_timeline(struct writer *writer, const struct incident *incident)
{
    writer_name(writer, "timeline");
    writer_array(writer);
    for (size_t i = 0; i < incident->timeline_count; i++) {
        const struct timeline_entry *entry = &incident->timeline[i];
        writer_object(writer);
        writer_member_moment(writer, "at", entry->at);
        writer_member(writer, "what", entry->what);
        if (entry->has_level)
            writer_member(writer, "level", level_name(entry->level));
        if (entry->who != NULL)
            writer_member(writer, "actor", entry->who);
        writer_member(writer, "sentence", entry->text);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

void incident_parts_attested(struct writer *writer, const struct incident *incident)
{
    writer_name(writer, "attested");
    writer_array(writer);
    for (size_t i = 0; i < incident->flag_count; i++) {
        const struct flag *flag = &incident->flags[i];
        writer_object(writer);
        writer_member(writer, "item", flag->item);
        writer_member_bool(writer, "holds", flag->value);
        if (flag->text != NULL)
            writer_member(writer, "value", flag->text);
        if (flag->evidence != NULL)
            writer_member(writer, "evidence", flag->evidence);
        if (flag->actor != NULL)
            writer_member(writer, "actor", flag->actor);
        writer_member(writer, "role", role_name(flag->role));
        writer_member_moment(writer, "at", flag->at);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static const struct node *first_node(const struct incident *incident)
{
    const struct node *first = NULL;

    for (size_t i = 0; i < incident->node_count; i++)
        if (first == NULL || incident->nodes[i].at < first->at)
            first = &incident->nodes[i];
    return first;
}

static void write_node(struct writer *writer, const struct node *node)
{
    writer_object(writer);
    writer_member(writer, "id", node->id);
    if (node->parent != NULL)
        writer_member(writer, "parent", node->parent);
    writer_member(writer, "source", node->source);
    writer_member(writer, "channel", channel_name(node->channel));
    writer_member_moment(writer, "at", node->at);
    if (node->reach > 0)
        writer_member_integer(writer, "reach", node->reach);
    writer_object_end(writer);
}

void incident_parts_propagation(struct writer *writer, const struct incident *incident)
{
    const struct node *first = first_node(incident);
    bool is_known = false;

    for (size_t i = 0; i < incident->node_count; i++)
        is_known |= incident->nodes[i].parent != NULL;
    writer_name(writer, "propagation");
    writer_object(writer);
    writer_member_bool(writer, "inferred", !is_known);
    if (first != NULL) {
        writer_name(writer, "first");
        write_node(writer, first);
    }
    writer_name(writer, "nodes");
    writer_array(writer);
    for (size_t i = 0; i < incident->node_count; i++)
        write_node(writer, &incident->nodes[i]);
    writer_array_end(writer);
    writer_object_end(writer);
}
