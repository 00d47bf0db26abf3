#include "core/approval.h"

#include "core/episode.h"
#include "core/release.h"

#include <string.h>

static struct answer not_met(const struct decision_case *it, const struct view *view)
{
    OWNED(text) struct text missing = { 0 };

    release_add_missing(&missing, view);
    return answer_with(it->scene, false, "%s is not met: %s",
                       release_checklist(it->scene->plan, it->incident)->clause.id,
                       text_string(&missing));
}

struct answer approval_close(const struct decision_case *it)
{
    const struct checklist *list = &it->scene->plan->checklists[CHECKLIST_CLOSE];
    struct view view = scene_view(it->scene, it->incident, it->trail);

    if (!release_is_known(&view))
        return not_met(it, &view);
    episode_end(it->scene, it->incident,
                &(struct ending){ TRIGGER_RESPONSE_CLOSED, &list->clause, it->mover });
    return answer_with(it->scene, true, "the case is closed");
}

static enum trigger_type release_type(const struct incident *incident)
{
    if (incident->level == LEVEL_WARNING)
        return TRIGGER_WARNING_RELEASED;
    return incident->level == LEVEL_3 ? TRIGGER_RESPONSE_CLOSED : TRIGGER_RESPONSE_RELEASED;
}

static void approve(struct incident *incident, const struct decision_case *it)
{
    incident->approvals = memory_resize(incident->approvals, incident->approval_count + 1,
                                        sizeof *incident->approvals);
    incident->approvals[incident->approval_count++] = (struct approval){
        .actor = memory_copy(it->mover.actor, strlen(it->mover.actor)),
        .role = it->command->role,
        .at = it->scene->now,
    };
}

struct answer approval_release(const struct decision_case *it)
{
    struct incident *incident = it->incident;
    struct view view = scene_view(it->scene, incident, it->trail);
    const struct checklist *list = release_checklist(it->scene->plan, incident);

    if (!release_is_ready(&view))
        return not_met(it, &view);
    if (release_has_approved(incident, it->mover.actor))
        return answer_with(it->scene, false, "another person must approve as well");
    approve(incident, it);
    if (!release_is_approved(it->scene->plan, incident)) {
        incident_log(incident, it->scene->now, "release", it->mover.actor, "%s",
                     it->mover.reason);
        return answer_with(it->scene, true, "approved; it takes %d different people, one of them as %s",
                      release_approvals(it->scene->plan, incident),
                      role_name((enum role)__builtin_ctz(list->roles)));
    }
    episode_end(it->scene, incident,
                &(struct ending){ release_type(incident), &list->clause, it->mover });
    return answer_with(it->scene, true, "released");
}
