/* Which subjects of an organisation a text names. */
#pragma once

#include "core/text_rules.h"
#include "read/clause.h"
#include "read/patterns.h"

/* Names found, in order of place; the same subject may stand there more than once. */
struct subject_hit {
    struct span place; /* in folded bytes */
    struct slice name; /* lives as long as the subjects */
    size_t subject;
};

struct subject_hits {
    struct subject_hit *items;
    size_t count;
    size_t capacity;
    struct pattern_hits raw;
};

void subject_hits_done(struct subject_hits *hits);

struct subjects;

/* Copies all. FAULT_SETUP for an empty alias. */
MUST_CHECK int subjects_open(struct subjects **subjects, const struct subject_rule *rules,
                             size_t count, const struct fold_table *table, struct fault *fault);
void subjects_free(struct subjects *subjects);
RELEASE_WITH(subjects, struct subjects, subjects_free)

/* Replaces what `hits` held. */
void subjects_find(struct subjects *subjects, const struct folded *folded,
                   struct subject_hits *hits);
