#include "wire/condition_rules.h"

#include "base/digest.h"
#include "base/moment.h"
#include "wire/rules_text.h"

#include <string.h>

static struct condition *condition_new(struct arena *arena, enum condition_kind kind)
{
    struct condition *condition = arena_take(arena, sizeof *condition);

    condition->kind = kind;
    return condition;
}

/* The members of `all:` and `any:`. */
static void children_read(struct arena *arena, struct yaml_node *list, struct condition *condition)
{
    if (yaml_kind(list) != YAML_SEQUENCE || yaml_count(list) == 0) {
        (void)yaml_complain(list, "a list of conditions is wanted here"); /* recorded */
        return;
    }
    struct condition *children = arena_take(arena, yaml_count(list) * sizeof *children);
    for (size_t i = 0; i < yaml_count(list); i++) {
        const struct condition *child = condition_rules_read(arena, yaml_item(list, i));
        if (child != NULL)
            children[condition->child_count++] = *child;
    }
    condition->children = children;
}

static void not_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    condition->children = condition_rules_read(arena, node);
    condition->child_count = condition->children == NULL ? 0 : 1;
}

/* `over: 300%` or `at-least: 300%`, and `basis`: 400 % of the mean is growth of 300 %. */
static void share_read(struct yaml_node *node, struct condition *condition)
{
    struct yaml_node *over = yaml_find(node, "over");
    struct yaml_node *least = yaml_find(node, "at-least");
    const char *basis = "growth";

    if ((over == NULL) == (least == NULL))
        (void)yaml_complain(node, "either 'over' or 'at-least' is wanted here"); /* recorded */
    condition->inclusive = least != NULL;
    bool is_read = yaml_percent(over != NULL ? over : least, 1, 100000, &condition->percent);
    if (yaml_string(yaml_need(node, "basis"), &basis) && strcmp(basis, "ratio") == 0)
        condition->percent -= is_read ? 100 : 0;
    else if (strcmp(basis, "growth") != 0)
        (void)yaml_complain(node, "the basis is growth or ratio, not '%s'", basis); /* recorded */
}

static void growth_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    const char *mode = "early";

    (void)arena; /* nothing to keep */
    share_read(node, condition);
    if (yaml_string(yaml_find(node, "mode"), &mode) && strcmp(mode, "literal") != 0 &&
        strcmp(mode, "early") != 0)
        (void)yaml_complain(node, "the mode is early or literal, not '%s'", mode); /* recorded */
    condition->literal = strcmp(mode, "literal") == 0;
    if (condition->percent == 0)
        return; /* the number itself was complained about */
    if (condition->percent < 200)
        (void)yaml_complain(node, "growth under 200%% is never decided"); /* recorded */
    bool is_decided = condition->percent == 200 || condition->percent == 300 ||
                      condition->percent == 500;
    (void)yaml_length(yaml_find(node, "held"), &condition->held_ms); /* recorded */
    if (condition->held_ms > 0 && !is_decided)
        (void)yaml_complain(node, "how long growth is held is known of 200%%, 300%% and 500%% only");
}

static void unusual_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    bool yes = true;

    (void)arena; /* nothing to keep */
    (void)condition;
    if (yaml_bool(node, &yes) && !yes)
        (void)yaml_complain(node, "only 'unusual: yes' means something"); /* recorded */
}

static void day_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    (void)arena; /* nothing to keep */
    (void)yaml_percent(yaml_need(node, "over"), 1, 100000, &condition->percent); /* recorded */
    (void)yaml_integer(yaml_need(node, "at-least"), 1, 1000000, &condition->number); /* same */
}

static void least_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    (void)arena; /* nothing to keep */
    (void)yaml_integer(yaml_need(node, "at-least"), 1, 100000000, &condition->number); /* recorded */
}

static void people_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    const char *within = "incident";

    least_read(arena, node, condition);
    if (!yaml_string(yaml_find(node, "within"), &within) || strcmp(within, "incident") == 0)
        return;
    if (yaml_length(yaml_find(node, "within"), &condition->within_ms) &&
        (condition->within_ms < HOUR_MS || condition->within_ms > 14 * DAY_MS))
        (void)yaml_complain(node, "people are counted within: incident, or 1h to 14d"); /* same */
}

static void marker_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    struct yaml_node *any = yaml_find(node, "authors");
    struct yaml_node *trusted = yaml_find(node, "trusted-or-authors");

    (void)arena; /* nothing to keep */
    if ((any == NULL) == (trusted == NULL))
        (void)yaml_complain(node, "either 'authors' or 'trusted-or-authors' is wanted here");
    condition->mask = rules_set(yaml_need(node, "any-of"), &rules_markers);
    condition->any_source = any != NULL;
    (void)yaml_integer(any != NULL ? any : trusted, 1, MARKER_AUTHOR_LIMIT, &condition->number);
}

static void media_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    (void)arena; /* nothing to keep */
    condition->tier = (enum outlet_tier)rules_word(yaml_need(node, "tier"), &rules_tiers,
                                                    OUTLET_LOCAL);
    (void)yaml_bool(yaml_find(node, "exactly"), &condition->tier_exactly); /* recorded */
    (void)yaml_integer(yaml_need(node, "outlets"), 1, 1000, &condition->number); /* the same */
    (void)yaml_length(yaml_need(node, "within"), &condition->within_ms); /* the same */
    if (condition->within_ms > 7 * DAY_MS)
        (void)yaml_complain(node, "outlets are remembered for 7d only"); /* recorded */
}

static void letter_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    (void)arena; /* nothing to keep */
    condition->rank = (enum letter_rank)rules_word(yaml_need(node, "rank"), &rules_ranks,
                                                    LETTER_PROVINCE);
}

static void flag_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    condition->item = rules_row(arena, node);
}

static void value_read(struct arena *arena, struct yaml_node *node, struct condition *condition)
{
    condition->item = rules_row(arena, yaml_need(node, "item"));
    least_read(arena, node, condition);
}

static const struct {
    const char *name;
    enum condition_kind kind;
    bool is_mapping;
    void (*read)(struct arena *arena, struct yaml_node *node, struct condition *condition);
} MATCHERS[] = {
    { "all", CONDITION_ALL, false, children_read },
    { "any", CONDITION_ANY, false, children_read },
    { "not", CONDITION_NOT, false, not_read },
    { "growth", CONDITION_GROWTH, true, growth_read },
    { "unusual", CONDITION_UNUSUAL, false, unusual_read },
    { "day-growth", CONDITION_DAY_GROWTH, true, day_read },
    { "people", CONDITION_PEOPLE, true, people_read },
    { "marker", CONDITION_MARKER, true, marker_read },
    { "media", CONDITION_MEDIA, true, media_read },
    { "letter", CONDITION_LETTER, true, letter_read },
    { "regions", CONDITION_REGIONS, true, least_read },
    { "spread-risk", CONDITION_SPREAD_RISK, true, least_read },
    { "flag", CONDITION_FLAG, false, flag_read },
    { "value", CONDITION_VALUE, true, value_read },
};

static void complain_of_condition(const struct yaml_node *node, const char *name)
{
    OWNED(text) struct text known = { 0 };

    for (size_t i = 0; i < sizeof MATCHERS / sizeof *MATCHERS; i++)
        text_add_format(&known, "%s%s", i == 0 ? "" : ", ", MATCHERS[i].name);
    (void)yaml_complain(node, "'%s' is no condition (%s)", name, text_string(&known)); /* recorded */
}

const struct condition *condition_rules_read(struct arena *arena, struct yaml_node *node)
{
    if (node == NULL)
        return NULL;
    if (yaml_kind(node) != YAML_MAPPING || yaml_count(node) != 1) {
        (void)yaml_complain(node, "one condition is wanted here; several go under all: or any:");
        return NULL;
    }
    struct yaml_node *value = yaml_item(node, 0);
    const char *name = yaml_key(node, 0);
    for (size_t i = 0; i < sizeof MATCHERS / sizeof *MATCHERS; i++) {
        if (strcmp(MATCHERS[i].name, name) != 0)
            continue;
        struct condition *condition = condition_new(arena, MATCHERS[i].kind);
        MATCHERS[i].read(arena, value, condition);
        if (MATCHERS[i].is_mapping)
            yaml_finish(value);
        return condition;
    }
    complain_of_condition(value, name);
    return NULL;
}

/* A key that survives a change of the numbers, so that a criterion that holds already does not
 * fire again after a swap of the rules. */
static uint64_t criterion_key(const char *where, const struct clause *clause, size_t index)
{
    OWNED(text) struct text name = { 0 };

    text_add_format(&name, "%s %s %s %zu", where, clause->id, clause->place, index);
    return digest_fast((struct slice){ .bytes = name.bytes, .length = name.length });
}

size_t criteria_rules_read(struct arena *arena, struct yaml_node *list, const char *where,
                           const struct criterion **criteria)
{
    if (list == NULL || (yaml_kind(list) != YAML_SEQUENCE &&
                         !yaml_complain(list, "a list of criteria is wanted here")))
        return 0;
    struct criterion *rows = arena_take(arena, (yaml_count(list) + 1) * sizeof *rows);
    for (size_t i = 0; i < yaml_count(list); i++) {
        struct yaml_node *node = yaml_item(list, i);
        rows[i].clause = rules_clause(arena, node);
        rows[i].key = criterion_key(where, &rows[i].clause, i);
        rows[i].when = condition_rules_read(arena, yaml_need(node, "when"));
        rows[i].propose = condition_rules_read(arena, yaml_find(node, "propose"));
        yaml_finish(node);
    }
    *criteria = rows;
    return yaml_count(list);
}
