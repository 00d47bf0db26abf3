/* An organisation's settings from YAML: rules/orgs/<org>.yaml; what a file does not give is taken
 * from default.yaml. */
#pragma once

#include "core/rules.h"
#include "wire/yaml.h"

/* Fills in the organisation; where the file says nothing, those of `rules->other` hold, once they
 * are known. */
void org_rules_read(struct yaml_node *root, const struct rules *rules, struct org_rules *org);
/* rules/outlets.yaml. */
void outlet_rules_read(struct arena *arena, struct yaml_node *root, struct rules *rules);
