#include "core/sign.h"

#include <string.h>

static unsigned own_markers(const struct reading *reading)
{
    unsigned markers = 0;

    for (size_t i = 0; i < reading->marker_count; i++)
        if (reading->markers[i].own)
            markers |= BIT(reading->markers[i].marker);
    return markers;
}

/* An outlet's item counts when it is bad news: a complaint, negative, or with a marker other than
 * its own being in the media; while an incident is open also a neutral report. Praise never
 * counts. */
static bool is_exposure(const struct scene *scene, const struct occurrence *occurrence,
                        bool is_open)
{
    enum sentiment sentiment = reading_sentiment(occurrence->reading);

    if (rules_outlet_tier(scene->rules, occurrence->feedback) == OUTLET_NONE)
        return false;
    if (occurrence->reading->is_complaint || sentiment == SENTIMENT_NEGATIVE ||
        (own_markers(occurrence->reading) & ~BIT(MARKER_MEDIA_EXPOSURE)) != 0)
        return true;
    return is_open && sentiment == SENTIMENT_NEUTRAL;
}

unsigned sign_of(const struct scene *scene, const struct occurrence *occurrence, bool is_open)
{
    unsigned signs = 0;

    if (own_markers(occurrence->reading) != 0)
        signs |= SIGN_MARKER;
    if (is_exposure(scene, occurrence, is_open))
        signs |= SIGN_MEDIA;
    if (occurrence->feedback->rank != LETTER_NONE)
        signs |= SIGN_LETTER;
    return signs;
}

static void take_marker(const struct scene *scene, struct marker_seen *marker,
                        const struct occurrence *occurrence)
{
    const struct feedback *feedback = occurrence->feedback;
    const struct source_rules *source = org_rules_source(scene->settings, feedback->source);
    bool is_known = !occurrence->has_person || marker->author_count == MARKER_AUTHOR_LIMIT;

    if (marker->count++ == 0) {
        marker->first_at = feedback->at;
        marker->evidence = memory_copy(feedback->id.bytes, feedback->id.length);
    }
    marker->last_at = feedback->at > marker->last_at ? feedback->at : marker->last_at;
    marker->is_trusted |= (source != NULL && source->trusted) ||
                          (scene->plan->trusted_channels & BIT(feedback->channel)) != 0;
    for (size_t i = 0; i < marker->author_count && !is_known; i++)
        is_known = key_equals(marker->authors[i], occurrence->person);
    if (!is_known)
        marker->authors[marker->author_count++] = occurrence->person;
}

static void take_markers(const struct scene *scene, struct incident *incident,
                         const struct occurrence *occurrence)
{
    unsigned markers = own_markers(occurrence->reading);

    for (int i = 0; i < MARKER_COUNT; i++)
        if ((markers & BIT(i)) != 0)
            take_marker(scene, &incident->markers[i], occurrence);
}

static void take_outlet(const struct scene *scene, struct incident *incident,
                        const struct feedback *feedback)
{
    enum outlet_tier tier = rules_outlet_tier(scene->rules, feedback);
    const struct outlet_row *row = outlet_find(&scene->rules->outlets, feedback);
    struct slice name = row != NULL                       ? slice_of(row->outlet)
                        : feedback->outlet_name.length > 0 ? feedback->outlet_name
                                                           : feedback->source;
    struct outlet_seen *outlet = NULL;

    for (size_t i = 0; i < incident->outlet_count && outlet == NULL; i++)
        if (slice_is(name, incident->outlets[i].name))
            outlet = &incident->outlets[i];
    if (outlet == NULL && incident->outlet_count == INCIDENT_OUTLET_LIMIT)
        return; /* more outlets than any criterion asks for */
    if (outlet == NULL) {
        outlet = &incident->outlets[incident->outlet_count++];
        outlet->name = memory_copy(name.bytes, name.length);
        outlet->at = MOMENT_NEVER;
    }
    outlet->tier = tier > outlet->tier ? tier : outlet->tier;
    outlet->at = feedback->at > outlet->at ? feedback->at : outlet->at;
    outlet->received_at = scene->now;
}

static void take_letter(const struct scene *scene, struct incident *incident,
                        const struct feedback *feedback)
{
    if (incident->letter_count == INCIDENT_LETTER_LIMIT) { /* the latest tell enough */
        memory_free(incident->letters[0].id);
        incident->letter_count--;
        memmove(&incident->letters[0], &incident->letters[1],
                incident->letter_count * sizeof incident->letters[0]);
    }
    incident->letters[incident->letter_count++] = (struct letter_seen){
        .rank = feedback->rank,
        .received_at = scene->now,
        .id = memory_copy(feedback->id.bytes, feedback->id.length),
    };
}

static bool take_region(struct incident *incident, struct slice name)
{
    for (size_t i = 0; i < incident->region_count; i++) {
        if (slice_is(name, incident->regions[i].name)) {
            incident->regions[i].count++;
            return false;
        }
    }
    if (name.length == 0 || incident->region_count == INCIDENT_REGION_LIMIT)
        return false;
    incident->regions[incident->region_count++] =
        (struct region_seen){ .name = memory_copy(name.bytes, name.length), .count = 1 };
    return true;
}

/* The place of the post that reaches fewest, beside the first in event time. */
static struct node *least_node(struct incident *incident, const struct node *first)
{
    struct node *least = NULL;

    for (size_t i = 0; i < incident->node_count; i++) {
        struct node *node = &incident->nodes[i];
        if (node != first && (least == NULL || node->reach < least->reach))
            least = node;
    }
    return least;
}

/* Posts for the tree: all until the list is full; then only those that reach more people than the
 * least of them, or came before all of them. The first in event time stays. */
static void take_node(struct incident *incident, const struct occurrence *occurrence)
{
    const struct feedback *feedback = occurrence->feedback;
    struct node *place = NULL;

    if (incident->node_count < INCIDENT_NODE_LIMIT) {
        place = &incident->nodes[incident->node_count++];
    } else {
        const struct node *first = &incident->nodes[0];
        for (size_t i = 1; i < incident->node_count; i++)
            if (incident->nodes[i].at < first->at)
                first = &incident->nodes[i];
        place = least_node(incident, first);
        if (feedback->reach <= place->reach && feedback->at >= first->at)
            return;
        memory_free(place->id);
        memory_free(place->parent);
        memory_free(place->source);
    }
    *place = (struct node){
        .id = memory_copy(feedback->id.bytes, feedback->id.length),
        .parent = feedback->parent.length == 0
                      ? NULL
                      : memory_copy(feedback->parent.bytes, feedback->parent.length),
        .source = memory_copy(feedback->source.bytes, feedback->source.length),
        .channel = feedback->channel,
        .at = feedback->at,
        .reach = feedback->reach,
        .is_repost = occurrence->reading->is_repost || feedback->parent.length > 0,
    };
}

static bool is_in(const struct incident *incident, const char *dimension, struct slice name)
{
    OWNED(text) struct text series = { 0 };

    if (name.length == 0)
        return false;
    text_add(&series, dimension);
    text_add_bytes(&series, name.bytes, name.length);
    return incident_has_joined(incident, slice_of(text_string(&series)));
}

static bool is_of_its_series(const struct incident *incident,
                             const struct occurrence *occurrence)
{
    const struct feedback *feedback = occurrence->feedback;
    const struct reading *reading = occurrence->reading;

    return is_in(incident, "channel/", slice_of(channel_name(feedback->channel))) ||
           is_in(incident, "source/", feedback->source) ||
           is_in(incident, "region/", feedback->region) ||
           (reading->category_count > 0 &&
            is_in(incident, "category/", reading->categories[0].name));
}

unsigned sign_count(struct incident *incident, const struct occurrence *occurrence)
{
    unsigned signs = 0;

    if (incident->is_narrow && !is_of_its_series(incident, occurrence))
        return 0;

    incident->mentions++;
    incident->sentiment[reading_sentiment(occurrence->reading)]++;
    if (occurrence->reading->is_complaint) {
        incident->complaints++;
        if (!occurrence->has_person)
            incident->anonymous++;
        else if (people_add(&incident->people, occurrence->person,
                            occurrence->feedback->at))
            signs |= SIGN_PERSON;
        if (take_region(incident, occurrence->feedback->region))
            signs |= SIGN_REGION;
        take_node(incident, occurrence);
    }
    incident_touch(incident);
    return signs;
}

unsigned sign_take(const struct scene *scene, struct incident *incident,
                   const struct occurrence *occurrence)
{
    unsigned signs = sign_of(scene, occurrence, incident_is_open(incident));

    if ((signs & SIGN_MARKER) != 0)
        take_markers(scene, incident, occurrence);
    if ((signs & SIGN_MEDIA) != 0)
        take_outlet(scene, incident, occurrence->feedback);
    if ((signs & SIGN_LETTER) != 0)
        take_letter(scene, incident, occurrence->feedback);
    return signs | sign_count(incident, occurrence);
}

void sign_trail(const struct scene *scene, struct trail *trail,
                const struct occurrence *occurrence)
{
    const struct feedback *feedback = occurrence->feedback;
    const struct reading *reading = occurrence->reading;

    trail_count(trail, "", SLICE("mentions"), feedback->at);
    if (reading->is_repost || feedback->parent.length > 0)
        trail_repost(trail, feedback->at);
    bool is_bad_news = feedback->channel == CHANNEL_NEWS &&
                       (reading->is_complaint || reading_sentiment(reading) == SENTIMENT_NEGATIVE);
    if ((is_bad_news || is_exposure(scene, occurrence, false)) && feedback->at > trail->media_at)
        trail->media_at = feedback->at;
    if (!reading->is_complaint)
        return;
    trail_count(trail, "", SLICE("complaints"), feedback->at);
    trail_count(trail, "channel/", slice_of(channel_name(feedback->channel)), feedback->at);
    trail_count(trail, "source/", feedback->source, feedback->at);
    if (feedback->region.length > 0)
        trail_count(trail, "region/", feedback->region, feedback->at);
    for (size_t i = 0; i < reading_counted_categories(reading); i++)
        trail_count(trail, "category/", reading->categories[i].name, feedback->at);
    if (feedback->reach >= scene->plan->spread.reach && feedback->at >= trail->reach_at) {
        trail->reach = feedback->reach;
        trail->reach_at = feedback->at;
    }
    trail_keep(trail, feedback, reading);
}
