/* An incident opens: it is named, given what the window that decided held, judged, and kept. */
#include "core/casebook_parts.h"
#include "core/lapse.h"
#include "core/verdict.h"

#include <string.h>

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
    const struct surge_row *surge = view_worst_surge(&view);
    struct arrival_of_people arrival = { &incident->people, scene->now };
    int64_t window_ms = surge == NULL ? 0 : surge->growth.window_ms;

    if (window_ms > scene->plan->people_window_ms)
        window_ms = scene->plan->people_window_ms;
    incident->heard_from_at = scene->now - window_ms;
    if (window_ms == 0 || incident->is_narrow)
        return; /* of a narrow surge nobody knows the people before */
    scene->facts.source->people(scene->facts.context, slice_of(incident->subject),
                                scene->now - window_ms, scene->now + MINUTE_MS, visit_person,
                                &arrival);
}

void casebook_begin(const struct casebook *casebook, const struct scene *scene,
                    struct incident *incident, int64_t minute_at)
{
    name_incident(casebook, incident, minute_at);
    seed_heard(scene, incident);
}

struct incident *casebook_open_if_called_for(struct casebook *casebook,
                                             const struct scene *scene,
                                             struct incident *incident, int64_t event_at)
{
    OWNED(incident) struct incident *candidate = incident;
    const struct trail *trail = casebook_trail(casebook, slice_of(candidate->subject));

    if (!verdict_would_open(scene, candidate, trail))
        return NULL;
    casebook_begin(casebook, scene, candidate, event_at);
    verdict_judge(scene, candidate, trail);
    if (!incident_is_open(candidate))
        return NULL;
    struct incident *opened = TAKE(candidate);
    casebook_keep(casebook, opened);
    lapse_minute(scene, opened, trail);
    return opened;
}
