#include "core/fold.h"

#include "core/count.h"
#include "core/outage.h"
#include "core/passing.h"

#include <stdlib.h>

struct fold *fold_new(const struct rules *rules, const struct fold_options *options)
{
    struct fold *fold = memory_new(sizeof *fold);

    fold->options = *options;
    fold->rules = rules;
    fold->now = MOMENT_NEVER;
    fold->orgs = table_new();
    fold->ids = seen_new(FOLD_IDS_LIMIT);
    fold->commands = seen_new(FOLD_IDS_LIMIT);
    return fold;
}

void fold_free(struct fold *fold)
{
    if (fold == NULL)
        return;
    for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);)
        org_free(at.value);
    table_free(fold->orgs);
    seen_free(fold->ids);
    seen_free(fold->commands);
    memory_free(fold);
}

void fold_use(struct fold *fold, const struct rules *rules)
{
    fold->rules = rules;
    for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);)
        org_use(at.value, rules);
}

static bool is_listed(const struct fold *fold, struct slice name)
{
    return slice_is(org_behind(name), rules_org(fold->rules, name)->org);
}

struct org *fold_org(struct fold *fold, struct slice name)
{
    struct org *org = table_find(fold->orgs, name);

    if (org != NULL)
        return org;
    if (!is_listed(fold, name)) {
        if (fold->unlisted_count >= FOLD_UNLISTED_ORG_LIMIT)
            return fold_org(fold, SLICE("_other"));
        fold->unlisted_count += !slice_is(name, "_other");
    }
    org = org_new(name, fold->rules);
    table_set(fold->orgs, name, org);
    return org;
}

int64_t fold_due_at(const struct fold *fold)
{
    int64_t due_at = INT64_MAX;

    for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);) {
        const struct org *org = at.value;
        if (org->due_at < due_at)
            due_at = org->due_at;
    }
    return due_at;
}

/* Sequences are given and lateness is marked in the order the triggers came. */
static void finish_triggers(struct org *org, struct effects *effects, size_t from, bool late)
{
    for (size_t i = from; i < effects->count; i++) {
        effects->triggers[i].sequence = ++org->sequence;
        effects->triggers[i].late = late;
        org->dirty = true;
    }
}

void fold_pass(struct fold *fold, int64_t now, struct effects *effects)
{
    if (fold->now != MOMENT_NEVER && now <= fold->now)
        return;
    for (;;) {
        int64_t instant = fold_due_at(fold);
        if (instant > now)
            break;
        for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);) {
            struct org *org = at.value;
            if (org->due_at > instant)
                continue;
            size_t from = effects->count;
            passing_decide(org, instant, effects);
            finish_triggers(org, effects, from,
                            fold->options.knows_staleness && now - instant > FOLD_BEHIND_MS);
        }
        fold->now = instant;
    }
    fold->now = now;
    seen_forget(fold->ids, now - FOLD_IDS_MS);
    seen_forget(fold->commands, now - FOLD_IDS_MS);
}

enum account fold_meet(const struct fold *fold, struct folding *folding)
{
    const struct feedback *feedback = folding->feedback;

    folding->account = ACCOUNT_COUNTED;
    folding->id = digest_pair(feedback->org, feedback->id);
    if (feedback->at < fold->now - FOLD_LATE_MS)
        folding->account = ACCOUNT_LATE;
    else if (seen_find(fold->ids, folding->id))
        folding->account = ACCOUNT_DUPLICATE;
    return folding->account;
}

/* A status update of an earlier item has an id of its own, a parent and a status. */
static bool is_status_update(const struct feedback *feedback)
{
    return feedback->parent.length > 0 && feedback->status.length > 0;
}

static bool is_answer(struct slice status)
{
    return slice_is(status, "answered") || slice_is(status, "closed") ||
           slice_is(status, "resolved") || slice_is(status, "solved");
}

/* Was the earlier item dealt with? Then one complaint less waits for its answer. */
static void take_answer(struct fold *fold, const struct folding *folding, int64_t at)
{
    const struct feedback *feedback = folding->feedback;
    struct org *org = table_find(fold->orgs, feedback->org);

    if (org != NULL && is_answer(feedback->status))
        casebook_answer(org->casebook, digest_pair(feedback->org, feedback->parent),
                        at < fold->now ? at : fold->now);
}

void fold_feedback(struct fold *fold, struct folding *folding, struct effects *effects,
                   struct outcome *outcome)
{
    const struct feedback *feedback = folding->feedback;

    *outcome = (struct outcome){ .account = folding->account, .counted_at = feedback->at };
    if (outcome->account != ACCOUNT_COUNTED) {
        account_add(&fold->accounts, outcome->account);
        return;
    }
    if (feedback->at > folding->stamp + FOLD_FUTURE_MS) {
        outcome->account = ACCOUNT_FUTURE;
        outcome->counted_at = folding->stamp;
    }
    if (folding->reading->is_filtered || is_status_update(feedback))
        outcome->account = ACCOUNT_FILTERED;
    fold->given_up_hours += (int64_t)seen_add(fold->ids, folding->id, outcome->counted_at);
    account_add(&fold->accounts, outcome->account);
    if (is_status_update(feedback))
        take_answer(fold, folding, outcome->counted_at);
    if (outcome->account == ACCOUNT_FILTERED)
        return;

    struct org *org = fold_org(fold, feedback->org);
    size_t from = effects->count;
    folding->now = fold->now;
    count_record(org, folding, effects, outcome);
    finish_triggers(org, effects, from, false);
}

void fold_quarantine(struct fold *fold)
{
    account_add(&fold->accounts, ACCOUNT_QUARANTINED);
}

static void refuse_stale(const struct command *command, int64_t stamp, struct effects *effects)
{
    struct trigger *trigger = effects_add(effects, TRIGGER_COMMAND_REFUSED, stamp);

    trigger->id = trigger_command_id(TRIGGER_COMMAND_REFUSED, command->org, command->id);
    trigger->org = effects_copy(effects, command->org);
    trigger->command = effects_copy(effects, command->id);
    trigger->verb = verb_name(command->verb);
    trigger->actor = effects_copy(effects, command->actor);
    trigger->role = command->has_role ? role_name(command->role) : NULL;
    trigger->reason = "the command is over ten minutes older than its place in the log";
}

void fold_command(struct fold *fold, const struct command *command, int64_t stamp,
                  struct effects *effects)
{
    struct key key = digest_pair(command->org, command->id);

    account_add(&fold->accounts, ACCOUNT_COMMANDS);
    if (command->verb == VERB_TICK || command->verb == VERB_RULES)
        return;
    if (seen_find(fold->commands, key))
        return;
    (void)seen_add(fold->commands, key, stamp); /* commands are too few to run out of room */

    struct org *org = fold_org(fold, command->org);
    org->now = fold->now;
    size_t from = effects->count;
    int64_t apart = stamp - command->at;
    if (command->verb == VERB_SOURCE_STATE)
        outage_state(org, command, stamp, effects);
    else if (fold->options.knows_staleness && (apart > FOLD_STALE_MS || apart < -FOLD_STALE_MS))
        refuse_stale(command, stamp, effects);
    else
        casebook_command(org->casebook, command, stamp, effects);
    finish_triggers(org, effects, from, false);
    if (casebook_due_at(org->casebook) < org->due_at)
        org->due_at = casebook_due_at(org->casebook);
}
