/* A plan profile from YAML: rules/plans/<name>.yaml. `extends` takes over what the file does not
 * say from another profile; in a section it does say, lists are replaced, not mixed. */
#pragma once

#include "core/plan.h"
#include "wire/yaml.h"

/* The name under `extends`, or "" when the file stands on its own. */
const char *plan_rules_base(struct arena *arena, struct yaml_node *root);
/* Fills in the plan; `base` is the profile it extends, or NULL. Everything wrong is complained
 * about. */
void plan_rules_read(struct arena *arena, struct yaml_node *root, const struct plan *base,
                     struct plan *plan);
