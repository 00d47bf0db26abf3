/* What the rule files say about texts, as plain data: which words are severity markers and what
 * takes them back, which words make a category, which texts are left out, and how sure each
 * source's labels make us. lib/wire fills this in, lib/read compiles it.
 *
 * An expression is a regular expression (the subset Vectorscan knows) over folded text:
 * simplified characters, lower case, no widths. Expressions are folded when they are compiled, so
 * a rule may be written in either script. All slices live in the arena of the rules. */
#pragma once

#include "base/memory.h"
#include "base/text.h"
#include "core/record.h"

#include <stdbool.h>
#include <stddef.h>

/* Where a guard has to stand to take a marker back. */
enum guard_place {
    GUARD_JUST_BEFORE,     /* ends where the marker begins */
    GUARD_JUST_AFTER,      /* begins where the marker ends */
    GUARD_OVER,            /* covers at least one byte of the marker */
    GUARD_CLAUSE_BEFORE,   /* in the clause of the marker, before it */
    GUARD_CLAUSE_AFTER,    /* in the clause of the marker, after it */
    GUARD_CLAUSE,          /* in the clause of the marker */
    GUARD_SENTENCE,        /* in the sentence of the marker */
    GUARD_SENTENCE_BEFORE, /* in the sentence of the marker, before it */
    GUARD_TEXT,            /* anywhere in the text */
    GUARD_PLACE_COUNT,
};

/* "just-before", "just-after", "over", "clause-before" … */
bool guard_place_find(struct slice name, enum guard_place *place);

struct expression {
    struct slice text;
    struct slice file;
    unsigned line;
};

/* A text that must, or must not, hit: checked by text_rules_check() and `tocsin check`. */
struct rule_test {
    struct slice text;
    bool hits;
    bool reported; /* must hit, but not as the organisation's own */
    struct slice file;
    unsigned line;
};

struct marker_rule {
    enum marker marker;
    const struct expression *expressions;
    size_t expression_count;
    const struct rule_test *tests;
    size_t test_count;
};

/* Takes markers back: all of them, or those in `markers` (a bit for each). */
struct guard_rule {
    struct slice name; /* "negation", "hypothesis", "drill" … for --explain */
    enum guard_place place;
    unsigned markers;
    const struct expression *expressions;
    size_t expression_count;
    const struct expression *exceptions; /* a guard that touches one of these is none */
    size_t exception_count;
};

/* Whose marker is it? */
enum voice {
    VOICE_SELF,    /* a first-person victim: "我妈", "my son" */
    VOICE_HEARSAY, /* somebody passes on what happened somewhere: "听说", "reportedly" */
    VOICE_OTHER,   /* it happened to somebody else: "隔壁公司", "another company's" */
    VOICE_COUNT,
};

/* "self", "hearsay", "other". */
bool voice_find(struct slice name, enum voice *voice);

struct voice_rule {
    enum voice voice;
    enum guard_place place;
    const struct expression *expressions;
    size_t expression_count;
};

struct category_rule {
    struct slice name;  /* "product-quality" */
    struct slice title; /* 产品质量 */
    double weight;      /* the probability one hit gives; two hits give 1 - (1 - weight)² */
    const struct expression *expressions;
    size_t expression_count;
    const struct rule_test *tests;
    size_t test_count;
};

/* Texts that are not counted: spam, advertisements, the organisation's own announcements. */
struct filter_rule {
    struct slice name;
    unsigned channels; /* a bit for each channel it applies to */
    const struct expression *expressions;
    size_t expression_count;
    const struct rule_test *tests;
    size_t test_count;
};

/* One subject of an organisation; aliases are plain words, not expressions. */
struct subject_rule {
    struct slice name;
    const struct slice *aliases; /* the name itself is not one of them unless listed */
    size_t alias_count;
    const struct slice *exclusions; /* an alias inside one of these is none: "battery park" */
    size_t exclusion_count;
};

/* How far to believe the complaint head about one source, from its labels. */
struct calibration {
    struct slice source; /* or "*" for those without labels */
    double threshold;    /* a probability */
    double true_rate;    /* share of complaints that reach it */
    double false_rate;   /* share of other texts that reach it */
};

enum channel_prior {
    PRIOR_NONE,      /* the model decides */
    PRIOR_COMPLAINT, /* every item is a complaint; the model only sorts them */
};

struct text_rules {
    struct arena *arena;
    struct marker_rule *markers;
    size_t marker_count;
    struct guard_rule *guards;
    size_t guard_count;
    struct voice_rule *voices;
    size_t voice_count;
    struct category_rule *categories;
    size_t category_count;
    struct filter_rule *filters;
    size_t filter_count;
    struct calibration *calibrations;
    size_t calibration_count;
    enum channel_prior priors[CHANNEL_COUNT];
    double channel_thresholds[CHANNEL_COUNT]; /* for sources without labels; 0 where not given */
};

struct text_rules *text_rules_new(void);
void text_rules_free(struct text_rules *rules);
RELEASE_WITH(text_rules, struct text_rules, text_rules_free)

/* The source's calibration, or that of "*", or NULL. Growth is corrected with it: the true count
 * of n mentions with c complaints is (c − n·false_rate) / (true_rate − false_rate). */
const struct calibration *text_rules_calibration(const struct text_rules *rules,
                                                 struct slice source);
