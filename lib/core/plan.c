#include "core/plan.h"

#include <string.h>

bool plan_clock_is_of(const char *clock, struct slice row)
{
    size_t length = strlen(clock);

    return length >= row.length && memcmp(clock, row.bytes, row.length) == 0 &&
           (clock[row.length] == '\0' || clock[row.length] == '.');
}

const struct clock_rule *plan_clock(const struct plan *plan, const char *id,
                                    enum clock_purpose purpose, enum level level)
{
    for (size_t i = 0; i < plan->clock_count; i++) {
        const struct clock_rule *rule = &plan->clocks[i];
        if (rule->purpose == purpose && rule->level == level && strcmp(rule->id, id) == 0)
            return rule;
    }
    return NULL;
}
