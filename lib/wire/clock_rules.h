/* The clocks of a plan (PLAN.md §6) from YAML. */
#pragma once

#include "core/plan.h"
#include "wire/yaml.h"

void clock_rules_read(struct arena *arena, struct yaml_node *list, struct plan *plan);
