#include "wire/plan_check.h"

/* The smallest number of that kind of condition, alone or in any place; a huge one when none is. */
static double least(const struct condition *condition, enum condition_kind kind)
{
    double smallest = 1e300;

    if (condition == NULL)
        return smallest;
    if (condition->kind == kind)
        return kind == CONDITION_GROWTH ? condition->percent : (double)condition->number;
    for (size_t i = 0; i < condition->child_count; i++) {
        double child = least(&condition->children[i], kind);
        smallest = child < smallest ? child : smallest;
    }
    return smallest;
}

static double least_of_level(const struct plan *plan, enum level level, enum condition_kind kind)
{
    double smallest = 1e300;

    for (size_t i = 0; i < plan->levels[level].criterion_count; i++) {
        double number = least(plan->levels[level].criteria[i].when, kind);
        smallest = number < smallest ? number : smallest;
    }
    return smallest;
}

static void check_order(const struct yaml_node *root, const struct plan *plan,
                        enum condition_kind kind, const char *what)
{
    double worst = least_of_level(plan, LEVEL_1, kind);
    double better = least_of_level(plan, LEVEL_2, kind);

    if (worst < 1e300 && better < 1e300 && worst <= better)
        (void)yaml_complain(root, "level 1 needs no more %s (%g) than level 2 (%g)", what, worst,
                            better); /* recorded */
}

static bool has_clock(const struct plan *plan, enum clock_purpose purpose)
{
    for (size_t i = 0; i < plan->clock_count; i++)
        if (plan->clocks[i].purpose == purpose)
            return true;
    return false;
}

void plan_check(const struct yaml_node *root, const struct plan *plan)
{
    check_order(root, plan, CONDITION_GROWTH, "growth");
    check_order(root, plan, CONDITION_PEOPLE, "people");
    if (!has_clock(plan, CLOCK_OF_PROPOSAL))
        (void)yaml_complain(root, "no clock follows a proposal (proposal:)"); /* recorded */
    if (!has_clock(plan, CLOCK_OF_REQUEST) && plan->indicator_count > 0)
        (void)yaml_complain(root, "no clock follows an upgrade that is asked for (request:)");
    if (plan->level_1_roles == 0 || plan->level_1_approvals < 1)
        (void)yaml_complain(root, "nobody can release level 1"); /* recorded */
}
