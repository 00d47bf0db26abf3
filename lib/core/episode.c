#include "core/episode.h"

#include "core/announce.h"
#include "core/deadline.h"
#include "core/fired.h"

#include <string.h>

/* --- levels in force --- */

static enum trigger_type entry_type(enum level from, enum level to)
{
    if (to == LEVEL_WARNING)
        return TRIGGER_WARNING_RAISED;
    if (from == LEVEL_NONE || from == LEVEL_WARNING)
        return TRIGGER_RESPONSE_TRIGGERED;
    return level_worse(to, from) ? TRIGGER_RESPONSE_UPGRADED : TRIGGER_RESPONSE_DOWNGRADED;
}

static void move(const struct scene *scene, struct incident *incident, const struct entry *entry)
{
    incident->level = entry->level;
    incident->worst = level_worst(incident->worst, entry->level);
    incident->mode = entry->mode;
    incident->level_at = scene->now;
    incident->assessed_at = scene->now;
    while (incident->approval_count > 0) /* approvals were for another level */
        memory_free(incident->approvals[--incident->approval_count].actor);
    if (entry->level != LEVEL_WARNING && incident->response_at == MOMENT_NEVER)
        incident->response_at = scene->now;
    kept_clauses_set(&incident->clauses, entry->clauses, entry->clause_count);
    for (enum level level = LEVEL_NONE; level <= LEVEL_1; level++)
        if (!level_worse(level, entry->level))
            episode_withdraw(scene, incident, level);
    deadline_end(incident, CLOCK_OF_REQUEST, LEVEL_NONE, scene->now);
}

static void name_mover(const struct scene *scene, struct trigger *trigger,
                       const struct mover *mover)
{
    trigger->actor = mover->actor == NULL ? NULL
                                          : effects_copy(scene->effects, slice_of(mover->actor));
    trigger->role = mover->role;
    trigger->reason = mover->reason == NULL || mover->reason[0] == '\0'
                          ? NULL
                          : effects_copy(scene->effects, slice_of(mover->reason));
}

static void supersede(const struct scene *scene, struct incident *incident)
{
    struct trigger *trigger = announce_add(scene, incident, TRIGGER_WARNING_SUPERSEDED,
                                           &scene->plan->clause_superseded, 1);

    trigger->previous_level = LEVEL_WARNING;
    incident_log(incident, scene->now, trigger_type_name(trigger->type), NULL, "%s",
                 scene->plan->clause_superseded.quote);
}

void episode_enter(const struct scene *scene, struct incident *incident,
                   const struct trail *trail, const struct entry *entry)
{
    enum level from = incident->level;
    enum trigger_type type = entry_type(from, entry->level);

    move(scene, incident, entry);
    episode_refresh_growth(scene, incident);
    deadline_enter(scene, incident, trail, from);
    if (from == LEVEL_WARNING && entry->level != LEVEL_WARNING)
        supersede(scene, incident);
    struct trigger *trigger =
        announce_add(scene, incident, type, entry->clauses, entry->clause_count);
    trigger->previous_level = from;
    trigger->mode = entry->mode;
    name_mover(scene, trigger, &entry->mover);
    if (entry->level == LEVEL_WARNING)
        trigger->note = scene->plan->holding_text;
    announce_evidence(scene, trigger, trail);
    announce_deadlines(scene, trigger, incident);
    incident_log(incident, scene->now, trigger_type_name(type), entry->mover.actor, "%s %s",
                 entry->clause_count > 0 ? entry->clauses[0].id : "",
                 entry->clause_count > 0 ? entry->clauses[0].quote : "");
    incident_log_level(incident);
    fired_level_begins(scene, incident, trail);
}

/* --- proposals and requests --- */

void episode_propose(const struct scene *scene, struct incident *incident,
                     const struct trail *trail, const struct entry *entry)
{
    struct proposal *proposal = &incident->proposals[entry->level];

    proposal->is_pending = true;
    proposal->at = scene->now;
    proposal->verified_at = MOMENT_NEVER;
    kept_clauses_set(&proposal->clauses, entry->clauses, entry->clause_count);
    if (entry->level != LEVEL_NONE)
        deadline_start(scene, incident, CLOCK_OF_PROPOSAL, entry->level);
    struct trigger *trigger = announce_add(scene, incident, TRIGGER_RESPONSE_PROPOSED,
                                           entry->clauses, entry->clause_count);
    trigger->previous_level = incident->level;
    trigger->level = entry->level;
    trigger->mode = MODE_ACTIVE;
    trigger->note = scene->plan->clause_proposal.quote;
    announce_evidence(scene, trigger, trail);
    announce_deadlines(scene, trigger, incident);
    incident_log(incident, scene->now, trigger_type_name(trigger->type), NULL, "%s",
                 level_name(entry->level));
}

void episode_withdraw(const struct scene *scene, struct incident *incident, enum level level)
{
    struct proposal *proposal = &incident->proposals[level];

    if (!proposal->is_pending)
        return;
    proposal->is_pending = false;
    kept_clauses_done(&proposal->clauses);
    deadline_end(incident, CLOCK_OF_PROPOSAL, level, scene->now);
}

void episode_request(const struct scene *scene, struct incident *incident,
                     const struct trail *trail, const struct clause *clause)
{
    deadline_start(scene, incident, CLOCK_OF_REQUEST, LEVEL_NONE); /* its four hours run all the same */
    if (scene_is_silenced(scene, incident)) {
        incident_log(incident, scene->now, "silenced", NULL, "upgrade requested: %s",
                     clause->quote);
        return;
    }
    struct trigger *trigger =
        announce_add(scene, incident, TRIGGER_UPGRADE_REQUESTED, clause, 1);
    trigger->previous_level = incident->level;
    trigger->level = (enum level)(incident->level + 1);
    trigger->mode = MODE_ACTIVE;
    announce_evidence(scene, trigger, trail);
    announce_deadlines(scene, trigger, incident);
    incident_log(incident, scene->now, trigger_type_name(trigger->type), NULL, "%s %s", clause->id,
                 clause->quote);
}

void episode_end(const struct scene *scene, struct incident *incident,
                 const struct ending *ending)
{
    enum level from = incident->level;

    deadline_end_all(incident, scene->now);
    for (enum level level = LEVEL_NONE; level <= LEVEL_1; level++)
        episode_withdraw(scene, incident, level);
    incident->level = LEVEL_NONE;
    incident->released_at = scene->now;
    if (org_is_drill(scene->org)) /* 演练结束后10个工作日内形成评估报告 */
        deadline_start(scene, incident, CLOCK_OF_DRILL, LEVEL_NONE);
    struct trigger *trigger = announce_add(scene, incident, ending->type, ending->clause, 1);
    trigger->previous_level = from;
    trigger->mode = MODE_ACTIVE;
    name_mover(scene, trigger, &ending->mover);
    announce_deadlines(scene, trigger, incident);
    incident_log(incident, scene->now, trigger_type_name(ending->type), ending->mover.actor,
                 "%s %s", ending->clause->id, ending->clause->quote);
    incident_log_level(incident);
}

/* --- growth --- */

void episode_refresh_growth(const struct scene *scene, struct incident *incident)
{
    struct view view = scene_view(scene, incident, NULL);
    const struct surge_row *row = view_worst_surge(&view);

    if (row != NULL && (incident->series == NULL || strcmp(incident->series, row->name) != 0)) {
        memory_free(incident->series);
        incident->series = memory_copy(row->name, strlen(row->name));
    }
    if (incident->series == NULL)
        return;
    const struct growth *fresh = scene->facts.source->growth(
        scene->facts.context, slice_of(incident->series), scene->now);
    if (fresh == NULL && row != NULL)
        fresh = &row->growth;
    if (fresh == NULL)
        return;
    surges_refresh(scene->surges, slice_of(incident->series), fresh);
    /* A campaign that is over was one: the mark stays until there is other growth. */
    bool is_marked = incident->has_growth && incident->growth.suspected_coordination;
    incident->growth = *fresh;
    if (fresh->tier == 0)
        incident->growth.suspected_coordination = is_marked;
    if (!incident->has_growth)
        incident->expected_at_open = fresh->expected;
    incident->has_growth = true;
}
