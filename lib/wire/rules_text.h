/* What the readers of rule files share: strings into the arena of the rules, words into sets. */
#pragma once

#include "core/plan.h"
#include "wire/yaml.h"

/* The string as a copy in the arena; "" when the node is absent or no string. */
const char *rules_text(struct arena *arena, const struct yaml_node *node);
/* The slice of the same. */
struct slice rules_slice(struct arena *arena, const struct yaml_node *node);
/* The name of a row of PLAN.md, with a word where the row has several: "LVL-5", "WRN-7.lab". */
const char *rules_row(struct arena *arena, const struct yaml_node *node);
/* Reads `clause`, `place` and `quote`. */
struct clause rules_clause(struct arena *arena, struct yaml_node *mapping);
/* Words that may stand somewhere, numbered from `first` to before `end`; `what` is one of them. */
struct vocabulary {
    const char *what;
    int first;
    int end;
    const char *(*word)(int number);
};

extern const struct vocabulary rules_roles;
extern const struct vocabulary rules_markers;
extern const struct vocabulary rules_channels;
extern const struct vocabulary rules_tiers;
extern const struct vocabulary rules_ranks;

/* One word as its number; `otherwise` when it is absent or unknown. The complaint about an unknown
 * one names those that are known. */
int rules_word(const struct yaml_node *node, const struct vocabulary *vocabulary, int otherwise);
/* A list of words as a set of bits. */
unsigned rules_set(struct yaml_node *list, const struct vocabulary *vocabulary);
