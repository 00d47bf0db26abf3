/* An organisation's settings from YAML: rules/orgs/<org>.yaml; what a file does not give is taken
 * from default.yaml. */
#pragma once

#include "core/rules.h"
#include "wire/yaml.h"

/* `base` is the organisation whose settings hold where the file says nothing, or NULL. */
void org_rules_read(struct arena *arena, struct yaml_node *root, const struct rules *rules,
                    const struct org_rules *base, struct org_rules *org);
/* rules/outlets.yaml. */
void outlet_rules_read(struct arena *arena, struct yaml_node *root, struct rules *rules);
