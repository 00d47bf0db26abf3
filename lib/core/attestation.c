#include "core/attestation.h"

#include "core/deadline.h"
#include "core/episode.h"

#include <string.h>

static bool result_is(const struct command *command, const char *name)
{
    return slice_is(command->result, name);
}

static struct answer attest_clock(const struct decision_case *it)
{
    struct clock *clock = deadline_find(it->incident, it->command->item);
    bool is_waived = result_is(it->command, "waived");

    if (clock == NULL)
        return answer_with(it->scene, false, "no clock %.*s is running", (int)it->command->item.length,
                      it->command->item.bytes);
    if (!is_waived && !result_is(it->command, "met"))
        return answer_with(it->scene, false, "a clock is met or waived");
    if (is_waived && !decision_is_open_to(it, DECISION_WAIVE))
        return answer_with(it->scene, false, "the role %s may not waive a clock",
                      role_name(it->command->role));
    if (is_waived && it->command->reason.length == 0)
        return answer_with(it->scene, false, "a waiver needs a reason");
    deadline_close(it->scene, it->incident,
                   &(struct closing){ clock, is_waived ? CLOCK_WAIVED : CLOCK_MET, it->command });
    incident_log(it->incident, it->scene->now, "attest",
                 it->mover.actor, "%s %s %s", clock->id, is_waived ? "waived" : "met", it->mover.reason);
    return answer_with(it->scene, true, "%s is %s", clock->id, is_waived ? "waived" : "met");
}

/* WRN-3: 內容必須包含…; WRN-5: 公關部總監審核內容,總值班室負責發布. */
static struct answer attest_publication(const struct decision_case *it)
{
    static const char *const FIELDS[] = { "WRN-3.risk_nature", "WRN-3.scope", "WRN-3.advice",
                                          "WRN-3.official_contact" };
    bool is_reviewed = incident_is_attested(it->incident, "WRN-5.review");
    struct command step = *it->command;

    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (!incident_is_attested(it->incident, FIELDS[i]))
            return answer_with(it->scene, false, "the warning is not publishable: %s is missing",
                          FIELDS[i]);
    if (!is_reviewed && !decision_is_open_to(it, DECISION_REVIEW))
        return answer_with(it->scene, false, "the PR director reviews first (WRN-5)");
    if (is_reviewed && !decision_is_open_to(it, DECISION_PUBLISH))
        return answer_with(it->scene, false, "the duty room publishes (WRN-5)");
    step.item = is_reviewed ? SLICE("WRN-5.publish") : SLICE("WRN-5.review");
    if (!incident_set_flag(it->incident, &step, it->scene->now))
        return answer_with(it->scene, false, "too many attestations");
    return answer_with(it->scene, true, is_reviewed ? "published" : "reviewed");
}

/* DRL-1: a drill ends when people say so, whatever its level and checklists. */
static struct answer attest_drill(const struct decision_case *it)
{
    struct incident *incident = it->incident;

    if (!org_is_drill(it->scene->org))
        return answer_with(it->scene, false, "this is no drill");
    if (!result_is(it->command, "met"))
        return answer_with(it->scene, false, "a drill is over: met");
    episode_end(it->scene, incident,
                &(struct ending){ incident->level == LEVEL_WARNING ? TRIGGER_WARNING_RELEASED
                                                                   : TRIGGER_RESPONSE_CLOSED,
                                  &it->scene->plan->clause_drill, it->mover });
    return answer_with(it->scene, true, "the drill is over; its report is awaited (CLK-19)");
}

static bool is_checklist_item(const struct plan *plan, struct slice item, bool *needs_evidence)
{
    for (int kind = 0; kind < CHECKLIST_COUNT; kind++) {
        for (size_t i = 0; i < plan->checklists[kind].check_count; i++) {
            const struct check_rule *check = &plan->checklists[kind].checks[i];
            if (check->kind == CHECK_ATTESTED && slice_is(item, check->item)) {
                *needs_evidence = check->needs_evidence;
                return true;
            }
        }
    }
    return false;
}

/* The condition that asks for the item, or NULL. */
static const struct condition *find_asking(const struct condition *condition, struct slice item)
{
    const struct condition *asking = NULL;

    if (condition == NULL || (condition->item != NULL && slice_is(item, condition->item)))
        return condition;
    for (size_t i = 0; i < condition->child_count && asking == NULL; i++)
        asking = find_asking(&condition->children[i], item);
    return asking;
}

static const struct condition *find_criterion(const struct plan *plan, struct slice item)
{
    const struct condition *asking = NULL;

    for (enum level level = LEVEL_WARNING; level <= LEVEL_1; level++)
        for (size_t i = 0; i < plan->levels[level].criterion_count && asking == NULL; i++)
            asking = find_asking(plan->levels[level].criteria[i].when, item);
    return asking;
}

/* A number of people or the like: digits and nothing else. */
static bool is_number(struct slice value)
{
    for (size_t i = 0; i < value.length; i++)
        if (value.bytes[i] < '0' || value.bytes[i] > '9')
            return false;
    return value.length > 0 && value.length <= 15;
}

/* What people fill in: the warning's mandatory fields, what an event must be told of, and what its
 * reports must say (RPT-2, 3, 4, 7). */
static bool is_field(struct slice item)
{
    static const char *const FIELDS[] = {
        "WRN-3.risk_nature", "WRN-3.scope", "WRN-3.advice", "WRN-3.official_contact",
        "INT-5.nature",      "INT-5.impact", "INT-6.severity", "INT-6.scope",
        "INT-6.potential_risk", "LED-3.satisfaction",
        "RPT-2.nature",      "RPT-2.measures", "RPT-2.impact", "RPT-2.controls",
        "RPT-3.casualties",  "RPT-3.measures", "RPT-3.impact", "RPT-4.statement",
        "RPT-4.spokesperson", "RPT-7.cause",   "RPT-7.effect", "RPT-7.improvement",
    };

    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (slice_is(item, FIELDS[i]))
            return true;
    return false;
}

struct answer attestation(const struct decision_case *it)
{
    const struct command *command = it->command;
    const struct plan *plan = it->scene->plan;
    bool needs_evidence = false;
    bool is_true = result_is(command, "true") || result_is(command, "met");

    if (command->item.length > 4 && memcmp(command->item.bytes, "CLK-", 4) == 0)
        return attest_clock(it);
    if (!incident_is_open(it->incident))
        return answer_with(it->scene, false, "that drill is over; only CLK-19 is attested");
    if (slice_is(command->item, "DRL-1"))
        return attest_drill(it);
    if (slice_is(command->item, "WRN-5"))
        return attest_publication(it);
    const struct condition *asking = find_criterion(plan, command->item);
    if (!is_checklist_item(plan, command->item, &needs_evidence) && asking == NULL &&
        !is_field(command->item))
        return answer_with(it->scene, false, "nothing is attested as '%.*s'; rules/README.md lists the items",
                      (int)command->item.length, command->item.bytes);
    if (!is_true && !result_is(command, "false") && !result_is(command, "waived"))
        return answer_with(it->scene, false, "the result is met, waived, true or false");
    if (is_true && asking != NULL && asking->kind == CONDITION_VALUE && !is_number(command->value))
        return answer_with(it->scene, false, "%.*s needs its number in digits (value), such as 12000",
                      (int)command->item.length, command->item.bytes);
    if (is_true && needs_evidence && command->evidence.length == 0)
        return answer_with(it->scene, false, "%.*s needs its document (evidence)",
                      (int)command->item.length, command->item.bytes);
    if (!incident_set_flag(it->incident, command, it->scene->now))
        return answer_with(it->scene, false, "too many attestations");
    incident_log(it->incident, it->scene->now, "attest", it->mover.actor, "%.*s: %.*s%s%.*s",
                 (int)command->item.length, command->item.bytes, (int)command->result.length,
                 command->result.bytes, command->value.length > 0 ? ", " : "",
                 (int)command->value.length, command->value.bytes);
    return answer_with(it->scene, true, "attested");
}
