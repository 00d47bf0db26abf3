#include "core/decide.h"

#include "core/approval.h"
#include "core/attestation.h"
#include "core/deadline.h"
#include "core/episode.h"
#include "core/release.h"
#include "core/verdict.h"

#include <string.h>

static struct answer not_admitted(const struct scene *scene, const struct incident *incident,
                                  const struct command *command)
{
    enum situation situation = situation_of(incident);
    const struct permit *permit = permit_find(situation, command->verb);
    OWNED(text) struct text roles = { 0 };

    for (enum role role = 0; role < ROLE_COUNT; role++)
        if (permit_admits(permit, scene->plan, incident, role))
            text_add_format(&roles, "%s%s", roles.length == 0 ? "" : ", ", role_name(role));
    return answer_with(scene, false, "the role %s may not %s here (%s); it takes: %s",
                       role_name(command->role), verb_name(command->verb),
                       situation_name(situation), text_string(&roles));
}

bool decide_may(const struct scene *scene, const struct incident *incident,
                const struct command *command, struct answer *answer)
{
    enum situation situation = situation_of(incident);
    const struct permit *permit = permit_find(situation, command->verb);

    if (!command->has_role || command->actor.length == 0)
        *answer = answer_with(scene, false, "a decision needs an actor and a role");
    else if (permit->kind == PERMIT_REFUSED)
        *answer = answer_with(scene, false, "%s", permit->why);
    else if (!permit_admits(permit, scene->plan, incident, command->role))
        *answer = not_admitted(scene, incident, command);
    else if (!org_rules_admits(scene->settings, command->actor, command->role))
        *answer = answer_with(scene, false, "this person is not listed as %s",
                          role_name(command->role));
    else
        return true;
    return false;
}

/* The level the command names; false when it names none that exists. */
static bool named_level(const struct command *command, enum level otherwise, enum level *level)
{
    *level = otherwise;
    return command->level.length == 0 || level_find(command->level, level);
}

static struct answer enter(const struct decision_case *it, enum level level,
                            const struct clause *clauses, size_t count)
{
    enum level from = it->incident->level;

    episode_enter(it->scene, it->incident, it->trail,
                  &(struct entry){ .level = level,
                                   .mode = MODE_ACTIVE,
                                   .clauses = clauses,
                                   .clause_count = count,
                                   .mover = it->mover });
    return answer_with(it->scene, true, "%s is in force (was %s)", level_name(level),
                  level_name(from));
}

/* --- confirm and reject --- */

/* The worst level that is proposed; NONE when none is, though the closing may be. */
static enum level proposed_level(const struct incident *incident)
{
    enum level level = LEVEL_1;

    while (level != LEVEL_NONE && !incident->proposals[level].is_pending)
        level--;
    return level;
}

static const struct clause *proposal_clauses(const struct decision_case *it, enum level level,
                                             size_t *count)
{
    const struct kept_clauses *kept = &it->incident->proposals[level].clauses;
    struct clause *clauses =
        arena_take(it->scene->effects->arena, (kept->count + 1) * sizeof *clauses);
    struct arena *arena = it->scene->effects->arena;

    for (size_t i = 0; i < kept->count; i++)
        clauses[i] = (struct clause){
            .id = arena_copy(arena, kept->rows[i].id, strlen(kept->rows[i].id)),
            .place = arena_copy(arena, kept->rows[i].place, strlen(kept->rows[i].place)),
            .quote = arena_copy(arena, kept->rows[i].quote, strlen(kept->rows[i].quote)),
        };
    *count = kept->count;
    return clauses;
}

static struct answer open_case(const struct decision_case *it, enum level level)
{
    const struct plan *plan = it->scene->plan;

    if (!decision_is_open_to(it, DECISION_OPEN))
        return answer_with(it->scene, false, "the role %s may not open level 3 or a warning",
                           role_name(it->command->role));
    if (level == LEVEL_WARNING && !incident_is_open(it->incident))
        return enter(it, LEVEL_WARNING, &plan->clause_raised, 1);
    if (level != LEVEL_3)
        return answer_with(it->scene, false, "%s opens level 3 or a warning, not %s",
                      verb_name(it->command->verb), level_name(level));
    return enter(it, LEVEL_3, &plan->clause_open, 1);
}

static struct answer confirm(const struct decision_case *it)
{
    struct incident *incident = it->incident;
    enum level proposed = proposed_level(incident);
    enum level level = LEVEL_NONE;
    size_t count = 0;

    if (!named_level(it->command, proposed, &level))
        return answer_with(it->scene, false, "there is no such level");
    if (level != LEVEL_NONE && incident->proposals[level].is_pending) {
        const struct clause *clauses = proposal_clauses(it, level, &count);
        return enter(it, level, clauses, count);
    }
    if (incident->level == LEVEL_NONE || incident->level == LEVEL_WARNING)
        return open_case(it, level == LEVEL_NONE ? LEVEL_3 : level);
    bool is_closing = incident->level == LEVEL_3 && incident->proposals[LEVEL_NONE].is_pending;
    if (is_closing && level == LEVEL_NONE)
        return approval_close(it);
    if (is_closing || (level != LEVEL_NONE && level != incident->level))
        return answer_with(it->scene, false, "%s is not proposed", level_name(level));
    incident_log(incident, it->scene->now, "confirm", it->mover.actor, "%s",
                 it->scene->plan->levels[incident->level].announce);
    return answer_with(it->scene, true, "the announcement is signed off%s",
                       deadline_find(incident, SLICE("CLK-14")) == NULL
                           ? ""
                           : "; the upgrade that was asked for still waits: name its level");
}

static struct answer reject_request(const struct decision_case *it, struct clock *request)
{
    deadline_close(it->scene, it->incident,
                   &(struct closing){ request, CLOCK_WAIVED, it->command });
    incident_log(it->incident, it->scene->now, "reject", it->mover.actor, "%s",
                 it->mover.reason);
    return answer_with(it->scene, true, "the upgrade that was asked for is declined");
}

/* What is proposed is taken off the table; without a proposal a warning is marked as corrected
 * (LVL-11), and an automatic response is voided. */
static struct answer reject(const struct decision_case *it)
{
    struct incident *incident = it->incident;
    enum level level = proposed_level(incident);
    struct clock *request = deadline_find(incident, SLICE("CLK-14"));

    if (it->command->reason.length == 0)
        return answer_with(it->scene, false, "a rejection needs a reason");
    if (level != LEVEL_NONE) {
        episode_withdraw(it->scene, incident, level);
        if (level == LEVEL_1)
            incident->rejected_at = it->scene->now;
        incident_log(incident, it->scene->now, "reject", it->mover.actor, "%s: %s",
                     level_name(level), it->mover.reason);
        return answer_with(it->scene, true, "the proposal of %s is rejected", level_name(level));
    }
    if (incident->proposals[LEVEL_NONE].is_pending) {
        episode_withdraw(it->scene, incident, LEVEL_NONE);
        incident->level_at = it->scene->now; /* another 48 h of watching */
        deadline_observe_again(it->scene, incident);
        incident_log(incident, it->scene->now, "reject", it->mover.actor, "%s", it->mover.reason);
        return answer_with(it->scene, true, "the case stays open");
    }
    if (request != NULL)
        return reject_request(it, request);
    if (incident->level == LEVEL_WARNING) {
        incident->is_settled = true;
        incident_log(incident, it->scene->now, "reject", it->mover.actor, "%s",
                     it->mover.reason);
        return answer_with(it->scene, true, "marked as corrected: only what is new is proposed");
    }
    if (incident->mode != MODE_PASSIVE)
        return answer_with(it->scene, false, "people put this level in force; release it instead");
    episode_end(it->scene, incident,
                &(struct ending){ TRIGGER_RESPONSE_CLOSED, &it->scene->plan->clause_void,
                                  it->mover });
    return answer_with(it->scene, true, "the automatic response is void");
}

/* --- upgrade, downgrade --- */

/* What asks for the upgrade that is waited for (DYN-2), once. */
static void add_asking(const struct decision_case *it, struct view *view, struct clause *clauses,
                       size_t *count)
{
    const struct plan *plan = it->scene->plan;

    view->since_at = it->incident->level_at;
    for (size_t i = 0; i < plan->indicator_count; i++) {
        if (deadline_find(it->incident, SLICE("CLK-14")) == NULL ||
            !grade_holds(view, plan->indicators[i].when))
            continue;
        clauses[(*count)++] = plan->indicators[i].clause;
        return;
    }
}

/* The clause by which people raise the level, and behind it those of the level that hold, or hold
 * enough to propose it, and what asks for it. */
static const struct clause *upgrade_clauses(const struct decision_case *it, enum level level,
                                            size_t *count)
{
    struct view view = scene_view(it->scene, it->incident, it->trail);
    const struct plan *plan = it->scene->plan;
    const struct level_rules *rules = &plan->levels[level];
    bool is_start = it->incident->level == LEVEL_NONE || it->incident->level == LEVEL_WARNING;
    struct clause *clauses = arena_take(it->scene->effects->arena,
                                        (rules->criterion_count + 2) * sizeof *clauses);

    clauses[0] = is_start ? plan->decisions[DECISION_RESPOND].clause : plan->clause_regrade;
    *count = 1;
    for (size_t i = 0; i < rules->criterion_count; i++)
        if (grade_holds(&view, rules->criteria[i].when) ||
            grade_holds(&view, rules->criteria[i].propose))
            clauses[(*count)++] = rules->criteria[i].clause;
    add_asking(it, &view, clauses, count);
    return clauses;
}

/* 二級可轉為一級,三級可升為二級: one step at a time; a jump to level 1 only when a criterion of
 * level 1 itself is met. */
static struct answer upgrade(const struct decision_case *it)
{
    struct incident *incident = it->incident;
    enum level level = LEVEL_NONE;
    size_t count = 0;

    if (!named_level(it->command, (enum level)(incident->level + 1), &level))
        return answer_with(it->scene, false, "there is no such level");
    if (!level_worse(level, incident->level))
        return answer_with(it->scene, false, "%s is not worse than %s", level_name(level),
                      level_name(incident->level));
    if (level == LEVEL_WARNING)
        return open_case(it, LEVEL_WARNING);
    const struct clause *clauses = upgrade_clauses(it, level, &count);
    if (level == LEVEL_1 && incident->level != LEVEL_2 && count == 1)
        return answer_with(it->scene, false,
                      "a jump to level 1 needs a criterion of level 1 (A-8); upgrade to level 2");
    struct clock *request = deadline_find(incident, SLICE("CLK-14"));
    if (request != NULL)
        deadline_close(it->scene, incident,
                       &(struct closing){ request, CLOCK_MET, it->command });
    return enter(it, level, clauses, count);
}

/* An upgrade that was asked for is granted by a confirmation that names its level: without one it
 * signs the announcement off, and must not put level 1 in force by the way. */
static bool grants_request(const struct decision_case *it)
{
    struct incident *incident = it->incident;
    enum level level = LEVEL_NONE;

    return incident->level >= LEVEL_3 && named_level(it->command, LEVEL_NONE, &level) &&
           level_worse(level, incident->level) && !incident->proposals[level].is_pending &&
           deadline_find(incident, SLICE("CLK-14")) != NULL;
}

static struct answer grant(const struct decision_case *it)
{
    if (!decision_is_open_to(it, DECISION_REGRADE))
        return answer_with(it->scene, false, "the role %s may not grant an upgrade (DYN-5)",
                           role_name(it->command->role));
    return upgrade(it);
}

static struct answer downgrade(const struct decision_case *it)
{
    enum level level = LEVEL_3;

    if (!named_level(it->command, LEVEL_3, &level) || level != LEVEL_3)
        return answer_with(it->scene, false, "level 2 can only be downgraded to level 3 (A-8)");
    if (it->command->reason.length == 0)
        return answer_with(it->scene, false, "a downgrade needs a reason");
    return enter(it, LEVEL_3, &it->scene->plan->clause_downgrade, 1);
}

/* --- verify, ack, note --- */

static struct answer verify(const struct decision_case *it)
{
    struct incident *incident = it->incident;
    enum level proposed = proposed_level(incident);
    enum level level = LEVEL_3;

    if (!named_level(it->command, LEVEL_3, &level))
        return answer_with(it->scene, false, "there is no such level");
    if (incident->level == LEVEL_NONE ||
        (incident->level == LEVEL_WARNING && proposed == LEVEL_NONE))
        return open_case(it, level);
    for (enum level pending = LEVEL_3; pending <= LEVEL_1; pending++) {
        if (!incident->proposals[pending].is_pending)
            continue;
        incident->proposals[pending].verified_at = it->scene->now;
        /* 在信息核實後6小時內提請應急領導小組決策: the six hours run from the verification. */
        deadline_restart(it->scene, incident, CLOCK_OF_PROPOSAL, pending);
    }
    struct clock *check = deadline_find(incident, SLICE("CLK-3"));
    if (check != NULL)
        deadline_close(it->scene, incident, &(struct closing){ check, CLOCK_MET, it->command });
    incident_log(incident, it->scene->now, "verify", it->mover.actor, "%s", it->mover.reason);
    return answer_with(it->scene, true, "%s", check != NULL ? "verified; CLK-3 is met" : "verified");
}

static struct answer acknowledge(const struct decision_case *it)
{
    memory_free(it->incident->acknowledged_by);
    it->incident->acknowledged_by = memory_copy(it->mover.actor, strlen(it->mover.actor));
    incident_log(it->incident, it->scene->now, "ack", it->mover.actor, "%s",
                 it->mover.reason);
    return answer_with(it->scene, true, "ack");
}

static struct answer note(const struct decision_case *it)
{
    if (it->command->reason.length == 0)
        return answer_with(it->scene, false, "a note needs words (reason)");
    incident_log(it->incident, it->scene->now, "note", it->mover.actor, "%s", it->mover.reason);
    return answer_with(it->scene, true, "noted");
}

struct answer decide(const struct scene *scene, struct incident *incident,
                      const struct trail *trail, const struct command *command)
{
    struct arena *arena = scene->effects->arena;
    struct decision_case it = {
        .scene = scene,
        .incident = incident,
        .trail = trail,
        .command = command,
        .mover = {
            .actor = arena_copy(arena, command->actor.bytes, command->actor.length),
            .role = role_name(command->role),
            .reason = arena_copy(arena, command->reason.bytes, command->reason.length),
        },
    };

    switch (command->verb) {
    case VERB_ACK:
        return acknowledge(&it);
    case VERB_CONFIRM:
        return grants_request(&it) ? grant(&it) : confirm(&it);
    case VERB_REJECT:
        return reject(&it);
    case VERB_UPGRADE:
        return upgrade(&it);
    case VERB_DOWNGRADE:
        return downgrade(&it);
    case VERB_ATTEST:
        return attestation(&it);
    case VERB_VERIFY:
        return verify(&it);
    case VERB_NOTE:
        return note(&it);
    case VERB_RELEASE:
        return approval_release(&it);
    case VERB_SILENCE:
    case VERB_SOURCE_STATE:
    case VERB_RULES:
    case VERB_TICK:
    case VERB_COUNT:
        break;
    }
    return answer_with(scene, false, "that is no decision about an incident");
}
