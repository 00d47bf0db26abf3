#include "core/verdict.h"

#include "core/episode.h"
#include "core/fired.h"
#include "core/grade.h"

#include <string.h>

/* The criteria that hold, each clause once; tells whether one of them newly holds. */
struct held {
    struct clause *clauses;
    size_t count;
    bool is_fresh;
};

static bool has_clause(const struct held *held, const struct clause *clause)
{
    for (size_t i = 0; i < held->count; i++)
        if (strcmp(held->clauses[i].id, clause->id) == 0)
            return true;
    return false;
}

static struct held find_held(const struct scene *scene, const struct view *view, enum level level,
                             bool propose)
{
    const struct level_rules *rules = &scene->plan->levels[level];
    struct held held = {
        .clauses = arena_take(scene->effects->arena,
                              (rules->criterion_count + 1) * sizeof *held.clauses),
    };

    for (size_t i = 0; i < rules->criterion_count; i++) {
        const struct criterion *criterion = &rules->criteria[i];
        if (!grade_holds(view, propose ? criterion->propose : criterion->when))
            continue;
        held.is_fresh |= !incident_has_fired(view->incident, fired_key(criterion, propose));
        if (!has_clause(&held, &criterion->clause))
            held.clauses[held.count++] = criterion->clause;
    }
    return held;
}

/* Does anything else than a count speak: a marker, an outlet, a letter? */
static bool has_signs(const struct incident *incident)
{
    bool has_marker = false;

    for (int i = 0; i < MARKER_COUNT; i++)
        has_marker |= incident->markers[i].count > 0;
    return has_marker || incident->outlet_count > 0 || incident->letter_count > 0;
}

bool verdict_would_open(const struct scene *scene, const struct incident *incident,
                        const struct trail *trail)
{
    struct view view = scene_view(scene, incident, trail);
    bool is_kept_back = scene_is_silenced(scene, incident) && !has_signs(incident);
    enum level least = is_kept_back ? LEVEL_3 : LEVEL_WARNING;

    for (enum level level = LEVEL_1; level >= least; level--) {
        const struct level_rules *rules = &scene->plan->levels[level];
        for (size_t i = 0; i < rules->criterion_count; i++)
            if (grade_holds(&view, rules->criteria[i].when))
                return true;
    }
    return false;
}

/* Casualties make the termination set apply: a confirmed one, or level 1 because of one. */
static void mark_casualty(const struct scene *scene, struct incident *incident)
{
    for (int i = 0; i < MARKER_COUNT; i++) {
        const struct marker_seen *marker = &incident->markers[i];
        bool is_confirmed = marker->is_trusted || marker->author_count >= 3 ||
                            incident->level == LEVEL_1;
        if ((scene->plan->casualty_markers & BIT(i)) != 0 && marker->count > 0 && is_confirmed)
            incident->is_casualty = true;
    }
}

static void judge_levels(const struct scene *scene, struct incident *incident,
                         const struct trail *trail)
{
    struct view view = scene_view(scene, incident, trail);

    for (enum level level = LEVEL_1; level_worse(level, incident->level); level--) {
        struct held held = find_held(scene, &view, level, false);
        if (!held.is_fresh)
            continue;
        episode_enter(scene, incident, trail,
                      &(struct entry){ .level = level,
                                       .mode = MODE_PASSIVE,
                                       .clauses = held.clauses,
                                       .clause_count = held.count });
        return;
    }
}

static void judge_proposals(const struct scene *scene, struct incident *incident,
                            const struct trail *trail)
{
    struct view view = scene_view(scene, incident, trail);

    for (enum level level = LEVEL_1; level_worse(level, incident->level); level--) {
        struct held held = find_held(scene, &view, level, true);
        if (incident->proposals[level].is_pending)
            return; /* the worst wins; what is less waits until it is decided */
        if (!held.is_fresh)
            continue;
        episode_propose(scene, incident, trail,
                        &(struct entry){ .level = level,
                                         .mode = MODE_ACTIVE,
                                         .clauses = held.clauses,
                                         .clause_count = held.count });
        return;
    }
}

static void judge_indicators(const struct scene *scene, struct incident *incident,
                             const struct trail *trail)
{
    struct view view = scene_view(scene, incident, trail);
    const struct plan *plan = scene->plan;

    view.since_at = incident->level_at;
    for (size_t i = 0; i < plan->indicator_count; i++) {
        const struct criterion *indicator = &plan->indicators[i];
        bool is_settled = incident->is_settled && fired_is_of_the_day(indicator);
        if (is_settled || incident_has_fired(incident, indicator->key) ||
            incident_has_fired(incident, fired_asked_key(indicator)) ||
            !grade_holds(&view, indicator->when))
            continue;
        episode_request(scene, incident, trail, &indicator->clause);
        if (fired_is_of_the_day(indicator)) {
            fired_remember(incident, fired_asked_key(indicator));
            incident->assessed_at = scene->now;
        }
    }
    for (size_t i = 0; incident->level == LEVEL_3 && i < plan->ceiling_count; i++)
        if (!incident_has_fired(incident, plan->ceilings[i].key) &&
            grade_holds(&view, plan->ceilings[i].when))
            episode_request(scene, incident, trail, &plan->ceilings[i].clause);
}

static void fire_all(struct incident *incident, const struct view *view,
                     const struct criterion *criteria, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (grade_holds(view, criteria[i].when))
            fired_remember(incident, fired_key(&criteria[i], false));
}

/* A proposal that waits for a worse one to be decided was not acted upon yet. */
static void fire_proposals(struct incident *incident, const struct view *view, enum level level)
{
    const struct level_rules *rules = &view->plan->levels[level];
    bool waits = false;

    for (enum level worse = LEVEL_1; worse > level; worse--)
        waits |= incident->proposals[worse].is_pending;
    for (size_t i = 0; i < rules->criterion_count; i++) {
        uint64_t key = fired_key(&rules->criteria[i], true);
        bool holds = grade_holds(view, rules->criteria[i].propose);
        if (!holds)
            fired_forget(incident, key);
        else if (!waits)
            fired_remember(incident, key);
    }
}

static bool is_proposal_key(const struct plan *plan, uint64_t key)
{
    for (enum level level = LEVEL_WARNING; level <= LEVEL_1; level++)
        for (size_t i = 0; i < plan->levels[level].criterion_count; i++)
            if (fired_key(&plan->levels[level].criteria[i], true) == key)
                return true;
    return false;
}

static bool is_asked_key(const struct plan *plan, uint64_t key)
{
    for (size_t i = 0; i < plan->indicator_count; i++)
        if (fired_asked_key(&plan->indicators[i]) == key)
            return true;
    return false;
}

/* What holds now was acted upon; what no longer holds may fire again, but growth of the day
 * that was asked about only at the next assessment. */
static void remember(const struct scene *scene, struct incident *incident,
                     const struct trail *trail)
{
    struct view view = scene_view(scene, incident, trail);
    const struct plan *plan = scene->plan;

    size_t kept = 0;
    for (size_t i = 0; i < incident->fired_count; i++)
        if (is_asked_key(plan, incident->fired[i]) || is_proposal_key(plan, incident->fired[i]))
            incident->fired[kept++] = incident->fired[i];
    incident->fired_count = kept;
    for (enum level level = LEVEL_WARNING; level <= LEVEL_1; level++) {
        fire_all(incident, &view, plan->levels[level].criteria,
                 plan->levels[level].criterion_count);
        fire_proposals(incident, &view, level);
    }
    view.since_at = incident->level_at;
    fire_all(incident, &view, plan->indicators, plan->indicator_count);
    fire_all(incident, &view, plan->ceilings, plan->ceiling_count);
}

/* The day's assessment (日評估) comes round 24 h after the level began or the growth of the day was
 * asked about: what was asked about is never counted a second time, growth that lasts is asked about
 * again. */
static void assess_day(const struct scene *scene, struct incident *incident)
{
    if (scene->now - incident->assessed_at < DAY_MS)
        return;
    incident->assessed_at += DAY_MS;
    for (size_t i = 0; i < scene->plan->indicator_count; i++) {
        if (fired_is_of_the_day(&scene->plan->indicators[i])) {
            fired_forget(incident, scene->plan->indicators[i].key);
            fired_forget(incident, fired_asked_key(&scene->plan->indicators[i]));
        }
    }
}

void verdict_judge(const struct scene *scene, struct incident *incident,
                   const struct trail *trail)
{
    judge_levels(scene, incident, trail);
    if (!incident_is_open(incident))
        return;
    mark_casualty(scene, incident);
    judge_proposals(scene, incident, trail);
    if (incident->level != LEVEL_1) {
        assess_day(scene, incident);
        judge_indicators(scene, incident, trail);
    }
    remember(scene, incident, trail);
}
