#include "wire/clock_rules.h"

#include "wire/rules_text.h"

#include <string.h>

/* At which keys a clock may have a length, and what starts it there. */
static const struct {
    const char *key;
    enum clock_purpose purpose;
    enum level level;
} STARTS[] = {
    { "warning", CLOCK_OF_LEVEL, LEVEL_WARNING }, { "level-3", CLOCK_OF_LEVEL, LEVEL_3 },
    { "level-2", CLOCK_OF_LEVEL, LEVEL_2 },       { "level-1", CLOCK_OF_LEVEL, LEVEL_1 },
    { "proposal", CLOCK_OF_PROPOSAL, LEVEL_NONE }, { "request", CLOCK_OF_REQUEST, LEVEL_NONE },
    { "drill", CLOCK_OF_DRILL, LEVEL_NONE },
};

enum { START_COUNT = sizeof STARTS / sizeof *STARTS };

/* The row of PLAN.md: what stands before a dot. */
static const char *row_of(struct arena *arena, const char *id)
{
    return arena_copy(arena, id, strcspn(id, "."));
}

static void clauses_read(struct arena *arena, struct yaml_node *node, struct clock_rule *rule)
{
    struct yaml_node *also = yaml_find(node, "also");
    size_t more = also != NULL && yaml_kind(also) == YAML_SEQUENCE ? yaml_count(also) : 0;
    struct clause *clauses = arena_take(arena, (1 + more) * sizeof *clauses);
    const char *row = row_of(arena, rule->id);

    for (size_t i = 0; i <= more; i++) {
        struct yaml_node *from = i == 0 ? node : yaml_item(also, i - 1);
        clauses[i] = (struct clause){
            .id = row,
            .place = rules_text(arena, yaml_need(from, "place")),
            .quote = rules_text(arena, yaml_need(from, "quote")),
        };
        if (i > 0)
            yaml_finish(from);
    }
    rule->clauses = clauses;
    rule->clause_count = 1 + more;
}

/* `within: 72h`, or for what follows a drill `working-days: 10`. */
static void length_read(struct yaml_node *start, struct clock_rule *rule)
{
    struct yaml_node *days = yaml_find(start, "working-days");

    if (days != NULL && rule->purpose == CLOCK_OF_DRILL)
        (void)yaml_integer(days, 1, 60, &rule->working_days); /* recorded */
    else if (days != NULL)
        (void)yaml_complain(days, "only the clock of a drill counts working days"); /* recorded */
    else if (yaml_length(yaml_need(start, "within"), &rule->length_ms) && rule->length_ms <= 0)
        (void)yaml_complain(start, "a clock cannot be due at once"); /* recorded */
}

/* `answered: { percent: 90, look-ahead: 24h }`: answers meet it. */
static void answered_read(struct yaml_node *answered, struct clock_rule *common)
{
    int64_t percent = 0;

    if (answered == NULL)
        return;
    if (yaml_integer(yaml_need(answered, "percent"), 1, 100, &percent))
        common->answered_percent = (int)percent;
    (void)yaml_length(yaml_need(answered, "look-ahead"), &common->look_ms); /* recorded */
    yaml_finish(answered);
}

/* Reminders come at half and at four fifths; the look ahead comes after them. */
static void check_look(struct yaml_node *start, const struct clock_rule *rule)
{
    if (rule->answered_percent == 0)
        return;
    if (rule->purpose != CLOCK_OF_LEVEL || rule->repeats)
        (void)yaml_complain(start, "only a clock of a level that does not repeat is met by answers");
    else if (rule->look_ms <= 0 || rule->look_ms > rule->length_ms / 5)
        (void)yaml_complain(start, "look-ahead must be in the last fifth of the clock");
}

static bool is_repeated(const struct clock_rule *rows, size_t count, const struct clock_rule *rule)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].id, rule->id) == 0 && rows[i].purpose == rule->purpose &&
            rows[i].level == rule->level)
            return true;
    return false;
}

static void clock_read(struct arena *arena, struct yaml_node *node, struct plan *plan,
                       struct clock_rule *rows)
{
    struct clock_rule common = {
        .id = rules_row(arena, yaml_need(node, "id")),
        .title = rules_text(arena, yaml_need(node, "title")),
        .group = rules_text(arena, yaml_need(node, "group")),
    };
    struct yaml_node *category = yaml_find(node, "category");
    size_t before = plan->clock_count;

    common.category = category == NULL ? NULL : rules_text(arena, category);
    (void)yaml_bool(yaml_find(node, "repeats"), &common.repeats); /* recorded */
    answered_read(yaml_find(node, "answered"), &common);
    for (size_t i = 0; i < START_COUNT; i++) {
        struct yaml_node *start = yaml_find(node, STARTS[i].key);
        if (start == NULL)
            continue;
        struct clock_rule *rule = &rows[plan->clock_count++];
        *rule = common;
        rule->purpose = STARTS[i].purpose;
        rule->level = STARTS[i].level;
        if (is_repeated(rows, before, rule))
            (void)yaml_complain(start, "the clock %s of %s stands above already", rule->id,
                                STARTS[i].key); /* recorded */
        length_read(start, rule);
        (void)yaml_length(yaml_find(start, "regulator"), &rule->regulator_length_ms);
        check_look(start, rule);
        clauses_read(arena, start, rule);
        yaml_finish(start);
        plan->follows_answers |= rule->answered_percent > 0;
    }
    if (plan->clock_count == before)
        (void)yaml_complain(node, "this clock never starts: no level gives it a length");
    yaml_finish(node);
}

void clock_rules_read(struct arena *arena, struct yaml_node *list, struct plan *plan)
{
    if (list == NULL || (yaml_kind(list) != YAML_SEQUENCE &&
                         !yaml_complain(list, "a list of clocks is wanted here")))
        return;
    struct clock_rule *rows = arena_take(arena, (yaml_count(list) * START_COUNT + 1) * sizeof *rows);
    plan->clock_count = 0;
    plan->follows_answers = false;
    for (size_t i = 0; i < yaml_count(list); i++)
        clock_read(arena, yaml_item(list, i), plan, rows);
    plan->clocks = rows;
}
