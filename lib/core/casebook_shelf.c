/* The shelf: what a casebook holds, and how it is found, kept and dropped. */
#include "core/casebook_parts.h"

#include <string.h>

struct casebook *casebook_new(struct slice org)
{
    struct casebook *casebook = memory_new(sizeof *casebook);

    casebook->org = memory_copy(org.bytes, org.length);
    casebook->trails = table_new();
    casebook->opened = table_new();
    casebook->replies = replies_new();
    casebook->minute_at = MOMENT_NEVER;
    casebook->now = MOMENT_NEVER;
    return casebook;
}

void casebook_free(struct casebook *casebook)
{
    if (casebook == NULL)
        return;
    struct table_cursor cursor = { 0 };
    while (table_next(casebook->trails, &cursor))
        trail_free(cursor.value);
    table_free(casebook->trails);
    memory_free(casebook->heard);
    table_free(casebook->opened);
    replies_free(casebook->replies);
    for (size_t i = 0; i < casebook->count; i++)
        incident_free(casebook->incidents[i]);
    memory_free(casebook->incidents);
    surges_done(&casebook->surges);
    casebook_drop_silences(casebook);
    memory_free(casebook->silences);
    for (size_t i = 0; i < casebook->removed_count; i++)
        memory_free(casebook->removed[i]);
    memory_free(casebook->removed);
    text_done(&casebook->key);
    text_done(&casebook->people);
    memory_free(casebook->org);
    memory_free(casebook);
}

void casebook_use(struct casebook *casebook, const struct rules *rules, struct facts facts)
{
    casebook->rules = rules;
    casebook->settings = rules_org(rules, slice_of(casebook->org));
    casebook->facts = facts;
}

struct scene casebook_scene(struct casebook *casebook, int64_t now, struct effects *effects)
{
    if (casebook->now == MOMENT_NEVER || now > casebook->now) {
        casebook->now = now;
        casebook->is_changed = true; /* a new owner must not do a minute again */
    }
    return (struct scene){
        .org = slice_of(casebook->org),
        .rules = casebook->rules,
        .settings = casebook->settings,
        .plan = casebook->settings->plan,
        .facts = casebook->facts,
        .surges = &casebook->surges,
        .replies = casebook->replies,
        .silences = casebook->silences,
        .silence_count = casebook->silence_count,
        .effects = effects,
        .now = now,
    };
}

/* --- finding --- */

size_t casebook_count(const struct casebook *casebook)
{
    return casebook->count;
}

const struct incident *casebook_incident(const struct casebook *casebook, size_t index)
{
    return casebook->incidents[index];
}

const struct incident *casebook_find(const struct casebook *casebook, struct slice id)
{
    for (size_t i = 0; i < casebook->count; i++)
        if (slice_is(id, casebook->incidents[i]->id))
            return casebook->incidents[i];
    return NULL;
}

struct incident *casebook_open_incident(const struct casebook *casebook, struct slice subject)
{
    struct incident *last = table_find(casebook->opened, subject);

    return last != NULL && incident_is_open(last) ? last : NULL;
}

const struct trail *casebook_trail(const struct casebook *casebook, struct slice subject)
{
    return table_find(casebook->trails, subject);
}

struct trail *casebook_need_trail(struct casebook *casebook, struct slice subject)
{
    struct trail *trail = table_find(casebook->trails, subject);

    if (trail == NULL && table_count(casebook->trails) > CASEBOOK_TRAIL_LIMIT)
        return NULL;
    if (trail == NULL) {
        trail = trail_new(subject);
        table_set(casebook->trails, subject, trail);
    }
    casebook_note_trail(casebook, trail);
    return trail;
}

void casebook_note_trail(struct casebook *casebook, struct trail *trail)
{
    if (trail->is_noted)
        return;
    trail->is_noted = true;
    MEMORY_GROW(casebook->heard, casebook->heard_count, casebook->heard_capacity);
    casebook->heard[casebook->heard_count++] = trail;
}

/* --- keeping --- */

void casebook_keep(struct casebook *casebook, struct incident *incident)
{
    MEMORY_GROW(casebook->incidents, casebook->count, casebook->capacity);
    size_t at = casebook->count++;
    while (at > 0 && (casebook->incidents[at - 1]->opened_at > incident->opened_at ||
                      (casebook->incidents[at - 1]->opened_at == incident->opened_at &&
                       strcmp(casebook->incidents[at - 1]->id, incident->id) > 0))) {
        casebook->incidents[at] = casebook->incidents[at - 1];
        at--;
    }
    casebook->incidents[at] = incident;
    if (incident_is_open(incident)) /* what is over is never opened again */
        table_set(casebook->opened, slice_of(incident->subject), incident);
    casebook->knows_clocks = false;
}

void casebook_note_removed(struct casebook *casebook, const struct incident *incident)
{
    OWNED(text) struct text key = { 0 };

    text_add_format(&key, "i:%s", incident->id);
    MEMORY_GROW(casebook->removed, casebook->removed_count, casebook->removed_capacity);
    casebook->removed[casebook->removed_count++] = text_take(&key);
}
