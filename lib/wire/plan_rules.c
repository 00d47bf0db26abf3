#include "wire/plan_rules.h"

#include "base/moment.h"
#include "wire/clock_rules.h"
#include "wire/condition_rules.h"
#include "wire/plan_check.h"
#include "wire/rules_text.h"

#include <string.h>

const char *plan_rules_base(struct arena *arena, struct yaml_node *root)
{
    return rules_text(arena, yaml_find(root, "extends"));
}

/* A section that must be there unless a base supplies it. */
static struct yaml_node *section(struct yaml_node *root, const char *key, const struct plan *base)
{
    return base == NULL ? yaml_need(root, key) : yaml_find(root, key);
}

static void text_into(struct arena *arena, struct yaml_node *node, const char **to)
{
    if (node != NULL)
        *to = rules_text(arena, node);
}

static void levels_read(struct arena *arena, struct yaml_node *levels, struct plan *plan)
{
    for (enum level level = LEVEL_WARNING; levels != NULL && level <= LEVEL_1; level++) {
        struct yaml_node *node = plan->levels[level].title == NULL
                                     ? yaml_need(levels, level_name(level))
                                     : yaml_find(levels, level_name(level));
        struct level_rules *rules = &plan->levels[level];
        if (node == NULL)
            continue;
        text_into(arena, yaml_find(node, "title"), &rules->title);
        text_into(arena, yaml_find(node, "lead"), &rules->lead);
        text_into(arena, yaml_find(node, "announce"), &rules->announce);
        struct yaml_node *criteria = yaml_find(node, "criteria");
        if (criteria != NULL)
            rules->criterion_count =
                criteria_rules_read(arena, criteria, level_name(level), &rules->criteria);
        if (rules->title == NULL || rules->lead == NULL || rules->announce == NULL)
            (void)yaml_complain(node, "a level needs title, lead and announce"); /* recorded */
        yaml_finish(node);
    }
    yaml_finish(levels);
}

static const char *const CHECKS[] = {
    [CHECK_PERIOD] = "period",           [CHECK_DROP] = "drop",
    [CHECK_COOLED] = "cooled",           [CHECK_NO_GROWTH] = "no-growth",
    [CHECK_NO_MEDIA] = "no-media",       [CHECK_ATTESTED] = "attested",
    [CHECK_NO_CASUALTY] = "no-casualty", [CHECK_NO_SPREAD] = "no-spread",
};

static const char *check_word(int number)
{
    return CHECKS[number];
}

static const struct vocabulary KNOWN_CHECKS = { "a check of a release", 0,
                                                sizeof CHECKS / sizeof *CHECKS, check_word };

static void check_read(struct arena *arena, struct yaml_node *node, const struct clause *clause,
                       struct check_rule *check)
{
    check->kind = (enum check_kind)rules_word(yaml_need(node, "check"), &KNOWN_CHECKS,
                                              CHECK_PERIOD);
    check->clause = *clause;
    check->title = rules_text(arena, yaml_need(node, "title"));
    bool is_share = check->kind == CHECK_DROP || check->kind == CHECK_COOLED;
    bool is_period = check->kind == CHECK_PERIOD || check->kind == CHECK_NO_MEDIA ||
                     check->kind == CHECK_NO_CASUALTY || check->kind == CHECK_NO_SPREAD;
    if (is_share)
        (void)yaml_percent(yaml_need(node, "percent"), 0, 100, &check->percent); /* recorded */
    if (is_period && yaml_length(yaml_need(node, "within"), &check->within_ms) &&
        check->within_ms > 7 * DAY_MS)
        (void)yaml_complain(node, "a release looks back 7d at most"); /* recorded */
    if (check->kind == CHECK_NO_MEDIA)
        check->tier = (enum outlet_tier)rules_word(yaml_need(node, "tier"), &rules_tiers,
                                                   OUTLET_CORE);
    if (check->kind == CHECK_ATTESTED)
        check->item = rules_row(arena, yaml_need(node, "item"));
    (void)yaml_bool(yaml_find(node, "evidence"), &check->needs_evidence); /* recorded */
    if (check->kind == CHECK_NO_GROWTH) {
        (void)yaml_integer(yaml_need(node, "tolerance-count"), 0, 1000, &check->tolerance_count);
        (void)yaml_percent(yaml_need(node, "tolerance"), 0, 100, &check->tolerance_percent);
    }
    yaml_finish(node);
}

static void checklist_read(struct arena *arena, struct yaml_node *node,
                           struct checklist *checklist)
{
    int64_t people = 1;
    struct yaml_node *checks = yaml_need(node, "checks");
    size_t count = yaml_count(checks);
    struct check_rule *rows = arena_take(arena, (count + 1) * sizeof *rows);

    checklist->clause = rules_clause(arena, node);
    checklist->roles = rules_set(yaml_need(node, "roles"), &rules_roles);
    (void)yaml_integer(yaml_need(node, "people"), 1, 5, &people); /* recorded */
    checklist->approvals = (int)people;
    for (size_t i = 0; i < count; i++)
        check_read(arena, yaml_item(checks, i), &checklist->clause, &rows[i]);
    checklist->checks = rows;
    checklist->check_count = count;
    if (checklist->roles == 0)
        (void)yaml_complain(node, "nobody may decide this"); /* recorded */
    yaml_finish(node);
}

static void checklists_read(struct arena *arena, struct yaml_node *node, struct plan *plan)
{
    static const char *const NAMES[CHECKLIST_COUNT] = {
        [CHECKLIST_WARNING] = "warning",
        [CHECKLIST_CANCEL] = "cancel",
        [CHECKLIST_TERMINATION] = "termination",
        [CHECKLIST_CLOSE] = "close",
    };

    for (int kind = 0; node != NULL && kind < CHECKLIST_COUNT; kind++) {
        struct yaml_node *list = plan->checklists[kind].checks == NULL
                                     ? yaml_need(node, NAMES[kind])
                                     : yaml_find(node, NAMES[kind]);
        if (list != NULL)
            checklist_read(arena, list, &plan->checklists[kind]);
    }
    yaml_finish(node);
}

/* What must be attested before any end: added to every checklist. */
static void closing_read(struct arena *arena, struct yaml_node *list, struct plan *plan)
{
    size_t more = list == NULL ? 0 : yaml_count(list);
    struct check_rule *needs = arena_take(arena, (more + 1) * sizeof *needs);

    for (size_t i = 0; i < more; i++) {
        struct yaml_node *node = yaml_item(list, i);
        needs[i] = (struct check_rule){
            .kind = CHECK_ATTESTED,
            .is_of_closing = true,
            .clause = rules_clause(arena, node),
            .title = rules_text(arena, yaml_need(node, "title")),
            .item = rules_row(arena, yaml_need(node, "item")),
        };
        yaml_finish(node);
    }
    for (int kind = 0; more > 0 && kind < CHECKLIST_COUNT; kind++) {
        struct checklist *checklist = &plan->checklists[kind];
        size_t count = checklist->check_count + more;
        struct check_rule *rows = arena_take(arena, count * sizeof *rows);
        for (size_t i = 0; i < count; i++)
            rows[i] = i < checklist->check_count ? checklist->checks[i]
                                                 : needs[i - checklist->check_count];
        checklist->checks = rows;
        checklist->check_count = count;
    }
}

static void decisions_read(struct arena *arena, struct yaml_node *node, struct plan *plan)
{
    static const char *const NAMES[DECISION_COUNT] = {
        [DECISION_RESPOND] = "respond", [DECISION_REGRADE] = "regrade",
        [DECISION_OPEN] = "open",       [DECISION_VERIFY] = "verify",
        [DECISION_ATTEST] = "attest",   [DECISION_WAIVE] = "waive",
        [DECISION_SILENCE] = "silence", [DECISION_SIGN_OFF] = "sign-off",
        [DECISION_REVIEW] = "review",   [DECISION_PUBLISH] = "publish",
        [DECISION_NOTE] = "note",
    };

    for (int kind = 0; node != NULL && kind < DECISION_COUNT; kind++) {
        struct decision_rule *rule = &plan->decisions[kind];
        struct yaml_node *row =
            rule->roles == 0 ? yaml_need(node, NAMES[kind]) : yaml_find(node, NAMES[kind]);
        if (row == NULL)
            continue;
        rule->clause = rules_clause(arena, row);
        rule->roles = rules_set(yaml_need(row, "roles"), &rules_roles);
        if (rule->roles == 0)
            (void)yaml_complain(row, "nobody may decide this"); /* recorded */
        yaml_finish(row);
    }
    yaml_finish(node);
}

static void spread_read(struct arena *arena, struct yaml_node *node, struct spread_rules *spread)
{
    if (node == NULL)
        return;
    spread->clause = rules_clause(arena, node);
    (void)yaml_integer(yaml_need(node, "channels"), 1, CHANNEL_COUNT, &spread->channels);
    (void)yaml_integer(yaml_need(node, "regions"), 1, 1000, &spread->regions);
    (void)yaml_integer(yaml_need(node, "rising-hours"), 1, 12, &spread->rising_hours);
    (void)yaml_percent(yaml_need(node, "repost-share"), 0, 100, &spread->repost_percent);
    (void)yaml_integer(yaml_need(node, "repost-mentions"), 1, 100000, &spread->repost_mentions);
    (void)yaml_integer(yaml_need(node, "at-least"), 1, 6, &spread->at_least);
    (void)yaml_integer(yaml_need(node, "reach"), 1, 1000000000, &spread->reach);
    yaml_finish(node);
}

static void phrases_read(struct arena *arena, struct yaml_node *node, struct plan *plan)
{
    const struct {
        const char *key;
        struct clause *clause;
    } phrases[] = {
        { "open", &plan->clause_open },           { "raised", &plan->clause_raised },
        { "superseded", &plan->clause_superseded }, { "regrade", &plan->clause_regrade },
        { "downgrade", &plan->clause_downgrade }, { "proposal", &plan->clause_proposal },
        { "void", &plan->clause_void },           { "drill", &plan->clause_drill },
    };

    for (size_t i = 0; node != NULL && i < sizeof phrases / sizeof *phrases; i++) {
        struct yaml_node *phrase = phrases[i].clause->id == NULL
                                       ? yaml_need(node, phrases[i].key)
                                       : yaml_find(node, phrases[i].key);
        if (phrase != NULL)
            *phrases[i].clause = rules_clause(arena, phrase);
        yaml_finish(phrase);
    }
    yaml_finish(node);
}

static void settings_read(struct arena *arena, struct yaml_node *root, const struct plan *base,
                          struct plan *plan)
{
    struct yaml_node *trusted = section(root, "trusted-channels", base);
    struct yaml_node *casualties = section(root, "casualty-markers", base);
    struct yaml_node *release = section(root, "level-1-release", base);
    int64_t people = 2;

    if (trusted != NULL)
        plan->trusted_channels = rules_set(trusted, &rules_channels);
    if (casualties != NULL)
        plan->casualty_markers = rules_set(casualties, &rules_markers);
    if (release != NULL) {
        (void)yaml_integer(yaml_need(release, "people"), 2, 5, &people); /* never one alone */
        plan->level_1_approvals = (int)people;
        plan->level_1_roles = rules_set(yaml_need(release, "roles"), &rules_roles);
        yaml_finish(release);
    }
    (void)yaml_length(section(root, "people-window", base), &plan->people_window_ms);
    (void)yaml_length(section(root, "silence-limit", base), &plan->silence_limit_ms);
    text_into(arena, section(root, "holding-text", base), &plan->holding_text);
}

void plan_rules_read(struct arena *arena, struct yaml_node *root, const struct plan *base,
                     struct plan *plan)
{
    if (base != NULL)
        *plan = *base;
    plan->name = rules_text(arena, yaml_need(root, "profile"));
    plan->title = rules_text(arena, yaml_need(root, "title"));
    levels_read(arena, section(root, "levels", base), plan);
    struct yaml_node *indicators = section(root, "indicators", base);
    if (indicators != NULL)
        plan->indicator_count =
            criteria_rules_read(arena, indicators, "indicators", &plan->indicators);
    struct yaml_node *ceilings = section(root, "ceilings", base);
    if (ceilings != NULL)
        plan->ceiling_count = criteria_rules_read(arena, ceilings, "ceilings", &plan->ceilings);
    spread_read(arena, section(root, "spread-risk", base), &plan->spread);
    settings_read(arena, root, base, plan);
    phrases_read(arena, section(root, "phrases", base), plan);
    checklists_read(arena, section(root, "checklists", base), plan);
    closing_read(arena, yaml_find(root, "closing-needs"), plan);
    decisions_read(arena, section(root, "decisions", base), plan);
    clock_rules_read(arena, section(root, "clocks", base), plan);
    yaml_finish(root);
    plan_check(root, plan);
}
