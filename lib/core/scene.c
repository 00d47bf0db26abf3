#include "core/scene.h"

#include <string.h>

struct view scene_view(const struct scene *scene, const struct incident *incident,
                       const struct trail *trail)
{
    return (struct view){
        .plan = scene->plan,
        .incident = incident,
        .trail = trail,
        .surges = scene->surges,
        .facts = scene->facts,
        .since_at = MOMENT_NEVER,
        .now = scene->now,
    };
}

bool scene_is_silenced(const struct scene *scene, const struct incident *incident)
{
    if (incident->level == LEVEL_1)
        return false;
    for (size_t i = 0; i < scene->silence_count; i++) {
        const struct silence_order *order = &scene->silences[i];
        bool is_whole_org = order->incident == NULL && order->subject == NULL;
        bool is_its_own = order->incident != NULL && strcmp(order->incident, incident->id) == 0;
        bool is_subject = order->subject != NULL && strcmp(order->subject, incident->subject) == 0;
        if (scene->now < order->until_at && (is_whole_org || is_its_own || is_subject))
            return true;
    }
    return false;
}
