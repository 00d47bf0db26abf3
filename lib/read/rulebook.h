/* The text rules, compiled: one pass over a folded text finds every marker word, guard, voice,
 * category word and filter. */
#pragma once

#include "core/text_rules.h"
#include "read/fold_table.h"
#include "read/patterns.h"

enum rule_kind {
    RULE_MARKER,
    RULE_GUARD,
    RULE_GUARD_EXCEPTION,
    RULE_VOICE,
    RULE_CATEGORY,
    RULE_FILTER,
};

/* What one pattern of the rulebook stands for. */
struct rule_place {
    enum rule_kind kind;
    uint32_t rule;                       /* its place in the array of that kind */
    const struct expression *expression; /* in the rules */
};

struct rulebook;

/* The rules are borrowed. FAULT_SETUP as patterns_open(). */
MUST_CHECK int rulebook_open(struct rulebook **book, const struct text_rules *rules,
                             const struct fold_table *table, struct fault *fault);
void rulebook_free(struct rulebook *book);
RELEASE_WITH(rulebook, struct rulebook, rulebook_free)

void rulebook_scan(struct rulebook *book, const struct folded *folded, struct pattern_hits *hits);
/* What the pattern of a hit stands for. */
const struct rule_place *rulebook_place(const struct rulebook *book, uint32_t pattern);
