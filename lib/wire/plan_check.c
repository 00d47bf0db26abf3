#include "wire/plan_check.h"

static const double none = 1e300;

/* The smallest number of that kind in the condition; `none` when it has none. With `alone`, only of
 * what makes the whole condition hold by itself. */
static double least(const struct condition *condition, enum condition_kind kind, bool alone)
{
    double smallest = none;

    if (condition == NULL ||
        (alone && (condition->kind == CONDITION_ALL || condition->kind == CONDITION_NOT)))
        return none;
    if (condition->kind == kind)
        return kind == CONDITION_GROWTH ? condition->percent : (double)condition->number;
    for (size_t i = 0; i < condition->child_count; i++) {
        double child = least(&condition->children[i], kind, alone);
        smallest = child < smallest ? child : smallest;
    }
    return smallest;
}

/* Where a criterion of a level stands; NULL when another file gave it. */
static struct yaml_node *place_of(struct yaml_node *root, enum level level, size_t index)
{
    struct yaml_node *levels = yaml_find(root, "levels");
    struct yaml_node *rules = levels == NULL ? NULL : yaml_find(levels, level_name(level));
    struct yaml_node *criteria = rules == NULL ? NULL : yaml_find(rules, "criteria");

    return index < yaml_count(criteria) ? yaml_item(criteria, index) : NULL;
}

/* The criterion of level 1 that needs the fewest. */
static double least_of_worst(const struct plan *plan, enum condition_kind kind, size_t *index)
{
    double smallest = none;

    for (size_t i = 0; i < plan->levels[LEVEL_1].criterion_count; i++) {
        double number = least(plan->levels[LEVEL_1].criteria[i].when, kind, true);
        if (number >= smallest)
            continue;
        smallest = number;
        *index = i;
    }
    return smallest;
}

struct contradiction {
    const char *what;
    double worst;  /* what level 1 needs */
    double better; /* what level 2 needs */
    struct yaml_node *here;  /* the criterion of level 1, or NULL */
    struct yaml_node *there; /* that of level 2, or NULL */
};

static void complain_of_order(const struct contradiction *it)
{
    OWNED(text) struct text place = { 0 };

    if (it->here != NULL && it->there != NULL)
        text_add_format(&place, ", line %d", yaml_line(it->there));
    (void)yaml_complain(it->here != NULL ? it->here : it->there,
                        "level 1 needs no more %s (%g) than level 2 (%g%s): level 2 would never come "
                        "first", it->what, it->worst, it->better, text_string(&place)); /* recorded */
}

/* What level 2 asks for must come before what level 1 asks for. */
static void check_order(struct yaml_node *root, const struct plan *plan, enum condition_kind kind)
{
    const char *what = kind == CONDITION_GROWTH ? "growth in percent" : "people";
    size_t index = 0;
    double worst = least_of_worst(plan, kind, &index);
    struct yaml_node *here = place_of(root, LEVEL_1, index);

    for (size_t i = 0; worst < none && i < plan->levels[LEVEL_2].criterion_count; i++) {
        double better = least(plan->levels[LEVEL_2].criteria[i].when, kind, false);
        struct yaml_node *there = place_of(root, LEVEL_2, i);
        if (better == none || better < worst || (here == NULL && there == NULL))
            continue;
        complain_of_order(&(struct contradiction){ what, worst, better, here, there });
    }
}

static bool has_clock(const struct plan *plan, enum clock_purpose purpose)
{
    for (size_t i = 0; i < plan->clock_count; i++)
        if (plan->clocks[i].purpose == purpose)
            return true;
    return false;
}

void plan_check(struct yaml_node *root, const struct plan *plan)
{
    check_order(root, plan, CONDITION_GROWTH);
    check_order(root, plan, CONDITION_PEOPLE);
    if (!has_clock(plan, CLOCK_OF_PROPOSAL))
        (void)yaml_complain(root, "no clock follows a proposal (proposal:)"); /* recorded */
    if (!has_clock(plan, CLOCK_OF_REQUEST) && plan->indicator_count > 0)
        (void)yaml_complain(root, "no clock follows an upgrade that is asked for (request:)");
    if (plan->level_1_roles == 0 || plan->level_1_approvals < 1)
        (void)yaml_complain(root, "nobody can release level 1"); /* recorded */
}
