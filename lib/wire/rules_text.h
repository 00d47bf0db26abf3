/* What the readers of rule files share: strings into the arena of the rules, words into sets. */
#pragma once

#include "core/plan.h"
#include "wire/yaml.h"

/* The string as a copy in the arena; "" when the node is absent or no string. */
const char *rules_text(struct arena *arena, const struct yaml_node *node);
/* The slice of the same. */
struct slice rules_slice(struct arena *arena, const struct yaml_node *node);
/* Reads `clause`, `place` and `quote`. */
struct clause rules_clause(struct arena *arena, struct yaml_node *mapping);
/* A set of names as bits, each found by `find`; complains about unknown ones as "a <what>". */
unsigned rules_set(struct yaml_node *list, bool (*find)(struct slice name, int *number),
                   const char *what);
/* For rules_set(). */
bool rules_find_role(struct slice name, int *number);
bool rules_find_marker(struct slice name, int *number);
bool rules_find_channel(struct slice name, int *number);
bool rules_find_tier(struct slice name, int *number);
bool rules_find_rank(struct slice name, int *number);
/* One name, found the same way; `otherwise` when it is absent or unknown. */
int rules_name(const struct yaml_node *node, bool (*find)(struct slice name, int *number),
               const char *what, int otherwise);
