/* Conditions of a plan from YAML: typed matchers, no expression language.
 *
 *   any: [ { growth: { over: 300%, basis: growth, mode: early } }, { flag: LVL-6.outage } ] */
#pragma once

#include "core/plan.h"
#include "wire/yaml.h"

/* The condition, or NULL when the node is absent or wrong (complained about). */
const struct condition *condition_rules_read(struct arena *arena, struct yaml_node *node);
/* A list of criteria into the arena; `where` names the list in the criteria's keys. */
size_t criteria_rules_read(struct arena *arena, struct yaml_node *list, const char *where,
                           const struct criterion **criteria);
