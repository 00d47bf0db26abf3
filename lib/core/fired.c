#include "core/fired.h"

#include "core/grade.h"

uint64_t fired_key(const struct criterion *criterion, bool propose)
{
    return propose ? ~criterion->key : criterion->key;
}

bool fired_is_of_the_day(const struct criterion *criterion)
{
    return criterion->when != NULL && criterion->when->kind == CONDITION_DAY_GROWTH;
}

uint64_t fired_asked_key(const struct criterion *criterion)
{
    return criterion->key ^ 1;
}

void fired_remember(struct incident *incident, uint64_t key)
{
    if (incident_has_fired(incident, key))
        return;
    incident->fired =
        memory_resize(incident->fired, incident->fired_count + 1, sizeof *incident->fired);
    incident->fired[incident->fired_count++] = key;
}

void fired_forget(struct incident *incident, uint64_t key)
{
    for (size_t k = incident->fired_count; k-- > 0;)
        if (incident->fired[k] == key)
            incident->fired[k] = incident->fired[--incident->fired_count];
}

void fired_level_begins(const struct scene *scene, struct incident *incident,
                          const struct trail *trail)
{
    struct view view = scene_view(scene, incident, trail);

    for (size_t i = 0; i < scene->plan->indicator_count; i++) {
        const struct criterion *indicator = &scene->plan->indicators[i];
        fired_forget(incident, fired_asked_key(indicator));
        if (fired_is_of_the_day(indicator) && grade_holds(&view, indicator->when))
            fired_remember(incident, indicator->key);
    }
}
