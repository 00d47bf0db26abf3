#include "core/plan.h"

#include <string.h>

const struct clock_rule *plan_clock(const struct plan *plan, struct slice id, enum level level)
{
    for (size_t i = 0; i < plan->clock_count; i++) {
        const struct clock_rule *rule = &plan->clocks[i];
        struct slice name = slice_of(rule->id);
        bool is_row = name.length > id.length && name.bytes[id.length] == '.' &&
                      memcmp(name.bytes, id.bytes, id.length) == 0;
        if (rule->level == level && (slice_equals(name, id) || is_row))
            return rule;
    }
    return NULL;
}
