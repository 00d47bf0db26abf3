#include "core/casebook.h"

#include "core/announce.h"
#include "core/casebook_parts.h"
#include "core/deadline.h"
#include "core/decide.h"
#include "core/episode.h"
#include "core/verdict.h"

#include <stdlib.h>
#include <string.h>

struct casebook *casebook_new(struct slice org)
{
    struct casebook *casebook = memory_new(sizeof *casebook);

    casebook->org = memory_copy(org.bytes, org.length);
    casebook->trails = table_new();
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
    for (size_t i = 0; i < casebook->count; i++)
        if (incident_is_open(casebook->incidents[i]) &&
            slice_is(subject, casebook->incidents[i]->subject))
            return casebook->incidents[i];
    return NULL;
}

const struct incident *casebook_open(const struct casebook *casebook, struct slice subject)
{
    return casebook_open_incident(casebook, subject);
}

bool casebook_is_open(const struct casebook *casebook)
{
    for (size_t i = 0; i < casebook->count; i++)
        if (incident_is_open(casebook->incidents[i]))
            return true;
    return false;
}

const struct trail *casebook_trail(const struct casebook *casebook, struct slice subject)
{
    return table_find(casebook->trails, subject);
}

struct trail *casebook_need_trail(struct casebook *casebook, struct slice subject)
{
    struct trail *trail = table_find(casebook->trails, subject);

    if (trail != NULL || table_count(casebook->trails) > CASEBOOK_TRAIL_LIMIT)
        return trail;
    trail = trail_new(subject);
    table_set(casebook->trails, subject, trail);
    return trail;
}

/* --- opening --- */

/* The digest of org, subject and the minute of opening; a second episode in the same minute gets
 * one more number. */
static void name_incident(const struct casebook *casebook, struct incident *incident,
                          int64_t minute_at)
{
    OWNED(digest) struct digest *digest = digest_new();
    bool is_new = false;

    for (int64_t again = 0; !is_new; again++) {
        OWNED(text) struct text id = { 0 };
        digest_add(digest, slice_of(casebook->org));
        digest_add(digest, slice_of(incident->subject));
        digest_add_number(digest, moment_floor(minute_at, MINUTE_MS));
        if (again > 0)
            digest_add_number(digest, again);
        struct key key = digest_finish(digest);
        text_add_hex(&id, key.bytes, sizeof key.bytes);
        is_new = casebook_find(casebook, slice_of(text_string(&id))) == NULL;
        memcpy(incident->id, text_string(&id), INCIDENT_ID_BYTES);
    }
}

struct arrival_of_people {
    struct people *people;
    int64_t at;
};

static void visit_person(void *visitor, struct key person)
{
    const struct arrival_of_people *arrival = visitor;

    (void)people_add(arrival->people, person, arrival->at); /* once each */
}

/* What is its own includes the window that decided; without growth none did. */
static void seed_heard(const struct scene *scene, struct incident *incident)
{
    struct view view = scene_view(scene, incident, NULL);
    const struct surge_row *surge = grade_worst_surge(&view);
    struct arrival_of_people arrival = { &incident->people, scene->now };
    int64_t window_ms = surge == NULL ? 0 : surge->growth.window_ms;

    if (window_ms > scene->plan->people_window_ms)
        window_ms = scene->plan->people_window_ms;
    incident->heard_from_at = scene->now - window_ms;
    if (scene->facts.source == NULL || window_ms == 0 || incident->is_narrow)
        return; /* of a narrow surge nobody knows the people before */
    scene->facts.source->people(scene->facts.context, slice_of(incident->subject),
                                scene->now - window_ms, scene->now + MINUTE_MS, visit_person,
                                &arrival);
}

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
}

struct incident *casebook_open_if_called_for(struct casebook *casebook,
                                             const struct scene *scene,
                                             struct incident *incident, int64_t event_at)
{
    OWNED(incident) struct incident *candidate = incident;
    const struct trail *trail = casebook_trail(casebook, slice_of(candidate->subject));

    if (!verdict_would_open(scene, candidate, trail))
        return NULL;
    name_incident(casebook, candidate, event_at);
    seed_heard(scene, candidate);
    verdict_judge(scene, candidate, trail);
    if (!incident_is_open(candidate))
        return NULL;
    struct incident *opened = TAKE(candidate);
    casebook_keep(casebook, opened);
    episode_minute(scene, opened, trail);
    return opened;
}

/* --- time --- */

static void forget_old(struct casebook *casebook, int64_t now)
{
    for (size_t i = casebook->count; i-- > 0;) {
        struct incident *incident = casebook->incidents[i];
        if (incident_is_open(incident))
            continue; /* it was never released */
        bool is_awaited = deadline_awaits(incident) &&
                          now - incident->released_at < CASEBOOK_AWAITED_MS;
        if (is_awaited || now - incident->released_at < CASEBOOK_KEPT_MS)
            continue;
        casebook_note_removed(casebook, incident);
        incident_free(incident);
        casebook->count--;
        memmove(&casebook->incidents[i], &casebook->incidents[i + 1],
                (casebook->count - i) * sizeof *casebook->incidents);
    }
}

/* Where a silence has ended, what it kept from being raised is looked at again. */
static void reopen_unsilenced(struct casebook *casebook, const struct scene *scene)
{
    if (!casebook_end_silences(casebook, scene->now))
        return;
    struct scene fresh = casebook_scene(casebook, scene->now, scene->effects);
    for (size_t i = 0; i < casebook->surges.count; i++) {
        const struct surge_row *row = &casebook->surges.rows[i];
        struct surge surge = { .series = slice_of(row->name), .growth = &row->growth };
        casebook_surge_lands(casebook, &fresh, &surge);
    }
}

void casebook_moment(struct casebook *casebook, int64_t now, struct effects *effects)
{
    struct scene scene = casebook_scene(casebook, now, effects);
    int64_t minute_at = moment_floor(now, MINUTE_MS);
    bool is_new_minute = casebook->minute_at == MOMENT_NEVER || minute_at > casebook->minute_at;

    for (size_t i = 0; i < casebook->count; i++) {
        struct incident *incident = casebook->incidents[i];
        const struct trail *trail = casebook_trail(casebook, slice_of(incident->subject));
        if (incident_is_open(incident) || deadline_awaits(incident))
            episode_clocks(&scene, incident, trail);
        if (is_new_minute && incident_is_open(incident))
            episode_minute(&scene, incident, trail);
    }
    if (!is_new_minute)
        return;
    casebook->minute_at = minute_at;
    reopen_unsilenced(casebook, &scene);
    forget_old(casebook, now);
}

int64_t casebook_due_at(const struct casebook *casebook)
{
    int64_t due_at = INT64_MAX;
    bool is_open = false;

    for (size_t i = 0; i < casebook->count; i++) {
        int64_t at = deadline_next_at(casebook->incidents[i]); /* also of a drill that is over */
        due_at = at < due_at ? at : due_at;
        is_open |= incident_is_open(casebook->incidents[i]);
    }
    for (size_t i = 0; i < casebook->silence_count; i++)
        if (casebook->silences[i].until_at < due_at)
            due_at = moment_floor(casebook->silences[i].until_at + MINUTE_MS - 1, MINUTE_MS);
    if (!is_open)
        return due_at;
    int64_t next_minute = moment_floor(casebook->now, MINUTE_MS) + MINUTE_MS;
    return next_minute < due_at ? next_minute : due_at;
}

/* --- commands --- */

/* The last drill on that subject whose report is awaited, or NULL. */
static struct incident *find_awaited(const struct casebook *casebook, struct slice subject)
{
    for (size_t i = casebook->count; i-- > 0;)
        if (slice_is(subject, casebook->incidents[i]->subject) &&
            deadline_awaits(casebook->incidents[i]))
            return casebook->incidents[i];
    return NULL;
}

/* The incident a command is about. False when it names one that is not there. */
static bool find_named(const struct casebook *casebook, const struct command *command,
                       struct incident **incident)
{
    *incident = NULL;
    if (command->incident.length > 0) {
        *incident = (struct incident *)casebook_find(casebook, command->incident);
        return *incident != NULL;
    }
    if (command->subject.length > 0)
        *incident = casebook_open_incident(casebook, command->subject);
    if (*incident == NULL && command->verb == VERB_ATTEST)
        *incident = find_awaited(casebook, command->subject);
    return true;
}

/* A case that a person verifies: an incident is made for it and kept when it opens. */
static struct answer decide_new(struct casebook *casebook, const struct scene *scene,
                                 const struct command *command)
{
    OWNED(incident) struct incident *incident = incident_new(command->subject, scene->now);
    const struct trail *trail = casebook_trail(casebook, command->subject);

    name_incident(casebook, incident, scene->now);
    seed_heard(scene, incident);
    struct answer answer = decide(scene, incident, trail, command);
    if (incident_is_open(incident)) {
        struct incident *opened = TAKE(incident);
        casebook_keep(casebook, opened);
        episode_minute(scene, opened, trail);
        announce_command(scene, opened, command, &answer);
    } else {
        announce_command(scene, NULL, command, &answer);
    }
    return answer;
}

void casebook_command(struct casebook *casebook, const struct command *command, int64_t now,
                      struct effects *effects)
{
    struct scene scene = casebook_scene(casebook, now, effects);
    struct incident *incident = NULL;
    struct answer answer = { .words = "" };

    if (!find_named(casebook, command, &incident)) {
        answer.words = "there is no such incident";
        announce_command(&scene, NULL, command, &answer);
        return;
    }
    if (!decide_may(&scene, incident, command, &answer)) {
        announce_command(&scene, incident, command, &answer);
        return;
    }
    casebook->is_changed = true;
    if (command->verb == VERB_SILENCE) {
        answer = casebook_silence(casebook, &scene, incident, command);
    } else if (incident == NULL && command->subject.length == 0) {
        answer.words = "a case needs its subject";
    } else if (incident == NULL) {
        (void)decide_new(casebook, &scene, command); /* announced there */
        return;
    } else {
        const struct trail *trail = casebook_trail(casebook, slice_of(incident->subject));
        answer = decide(&scene, incident, trail, command);
        if (answer.is_done && incident_is_open(incident))
            verdict_judge(&scene, incident, trail);
    }
    announce_command(&scene, incident, command, &answer);
}
