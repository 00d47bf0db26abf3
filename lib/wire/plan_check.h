/* Contradictions within a plan that no single line shows. */
#pragma once

#include "core/plan.h"
#include "wire/yaml.h"

/* Complains at `root` about a worse level that is easier to reach than a better one, and about
 * proposals and requests that no clock follows. */
void plan_check(struct yaml_node *root, const struct plan *plan);
