/* What one step happens in: the rules that hold, what is counted, the silences, the time, and where
 * effects go. The casebook makes one for each call. */
#pragma once

#include "core/effects.h"
#include "core/incident.h"
#include "core/replies.h"
#include "core/rules.h"
#include "core/surges.h"
#include "core/view.h"

/* Somebody does not want to be told for a while. It never covers level 1, never keeps a level from
 * being reached, and ends by itself. */
struct silence_order {
    char *incident; /* its id, or NULL */
    char *subject;  /* a subject, or NULL */
    char *actor;
    int64_t until_at;
};

struct scene {
    struct slice org;
    const struct rules *rules;
    const struct org_rules *settings;
    const struct plan *plan;
    struct facts facts;
    struct surges *surges;
    const struct replies *replies;
    const struct silence_order *silences;
    size_t silence_count;
    struct effects *effects;
    int64_t now;
};

struct view scene_view(const struct scene *scene, const struct incident *incident,
                       const struct trail *trail);
/* Is the incident, or what would open for that subject, silenced below level 1? */
bool scene_is_silenced(const struct scene *scene, const struct incident *incident);
