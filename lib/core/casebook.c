#include "core/casebook.h"

#include "core/announce.h"
#include "core/casebook_parts.h"
#include "core/deadline.h"
#include "core/decide.h"
#include "core/lapse.h"
#include "core/verdict.h"

#include <stdlib.h>
#include <string.h>

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
        if (table_find(casebook->opened, slice_of(incident->subject)) == incident)
            (void)table_remove(casebook->opened, slice_of(incident->subject)); /* it goes with it */
        incident_free(incident);
        casebook->count--;
        memmove(&casebook->incidents[i], &casebook->incidents[i + 1],
                (casebook->count - i) * sizeof *casebook->incidents);
    }
}

/* Did one of the silences that are over keep back what the series opens? What has joined an open
 * incident was told there. */
static bool was_kept_back(const struct casebook *casebook, struct slice series, int64_t now)
{
    const size_t prefix = strlen("subject/");
    bool is_subject = series.length > prefix && memcmp(series.bytes, "subject/", prefix) == 0;
    struct slice subject = is_subject ? (struct slice){ series.bytes + prefix, series.length - prefix }
                                      : SLICE("*");

    for (size_t i = 0; i < casebook->count; i++)
        if (incident_is_open(casebook->incidents[i]) &&
            incident_has_joined(casebook->incidents[i], series))
            return false;
    for (size_t i = 0; i < casebook->silence_count; i++) {
        const struct silence_order *order = &casebook->silences[i];
        if (order->until_at <= now && order->incident == NULL &&
            (order->subject == NULL || slice_is(subject, order->subject)))
            return true;
    }
    return false;
}

/* Where a silence has ended, what it kept from being raised is looked at again. */
static void reopen_unsilenced(struct casebook *casebook, const struct scene *scene)
{
    size_t count = casebook->surges.count;

    if (casebook->silence_count == 0)
        return;
    bool *is_kept_back = arena_take(scene->effects->arena, count + 1);

    for (size_t i = 0; i < count; i++)
        is_kept_back[i] =
            was_kept_back(casebook, slice_of(casebook->surges.rows[i].name), scene->now);
    if (!casebook_end_silences(casebook, scene->now))
        return;
    struct scene fresh = casebook_scene(casebook, scene->now, scene->effects);
    for (size_t i = 0; i < count; i++) {
        const struct surge_row *row = &casebook->surges.rows[i];
        struct surge surge = { .series = slice_of(row->name), .growth = &row->growth };
        if (is_kept_back[i])
            casebook_surge_lands(casebook, &fresh, &surge);
    }
}

void casebook_moment(struct casebook *casebook, int64_t now, struct effects *effects)
{
    struct scene scene = casebook_scene(casebook, now, effects);
    int64_t minute_at = moment_floor(now, MINUTE_MS);
    bool is_new_minute = casebook->minute_at == MOMENT_NEVER || minute_at > casebook->minute_at;

    casebook->knows_clocks = false;
    for (size_t i = 0; i < casebook->count; i++) {
        struct incident *incident = casebook->incidents[i];
        const struct trail *trail = casebook_trail(casebook, slice_of(incident->subject));
        if (incident_is_open(incident) || deadline_awaits(incident))
            lapse_clocks(&scene, incident, trail);
        if (is_new_minute && incident_is_open(incident))
            lapse_minute(&scene, incident, trail);
    }
    if (!is_new_minute)
        return;
    casebook->minute_at = minute_at;
    reopen_unsilenced(casebook, &scene);
    forget_old(casebook, now);
}

/* It is asked at every record, and hardly a record moves a clock. */
static void know_clocks(struct casebook *casebook)
{
    if (casebook->knows_clocks)
        return;
    casebook->knows_clocks = true;
    casebook->clocks_at = INT64_MAX;
    casebook->has_open = false;
    for (size_t i = 0; i < casebook->count; i++) {
        int64_t at = deadline_next_at(casebook->incidents[i]); /* also of a drill that is over */
        casebook->clocks_at = at < casebook->clocks_at ? at : casebook->clocks_at;
        casebook->has_open |= incident_is_open(casebook->incidents[i]);
    }
}

int64_t casebook_due_at(struct casebook *casebook)
{
    know_clocks(casebook);
    int64_t due_at = casebook->clocks_at;
    for (size_t i = 0; i < casebook->silence_count; i++)
        if (casebook->silences[i].until_at < due_at)
            due_at = moment_floor(casebook->silences[i].until_at + MINUTE_MS - 1, MINUTE_MS);
    if (!casebook->has_open)
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

    casebook_begin(casebook, scene, incident, scene->now);
    struct answer answer = decide(scene, incident, trail, command);
    if (incident_is_open(incident)) {
        struct incident *opened = TAKE(incident);
        casebook_keep(casebook, opened);
        lapse_minute(scene, opened, trail);
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

    casebook->knows_clocks = false;
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
