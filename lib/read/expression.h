/* Regular expressions over folded text, compiled for a search that starts from literals.
 *
 * The grammar: characters, \\-escapes (\\b \\d \\s and a backslash before anything else), `.`, classes
 * [a-z] [^…], groups (?:…) and (…), alternatives, ? * + {n} {n,} {n,m}, ^ and $. Everything is
 * matched by following all states at once, so no expression and no text can make it slow. */
#pragma once

#include "base/text.h"
#include "read/fold.h"
#include "read/opening.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    EXPRESSION_REACH = 120, /* no match is longer, in characters */
    EXPRESSION_STATES_MOST = 40000,
    COMPANY_MOST = 62,
};

enum expression_step {
    STEP_CHARACTER, /* of `value` */
    STEP_CLASS,     /* of classes[value] */
    STEP_SPLIT,     /* go on at the next step and at `value` */
    STEP_JUMP,
    STEP_BOUNDARY,
    STEP_BEGIN,
    STEP_END,
    STEP_MATCH,
};

struct step {
    enum expression_step kind;
    uint32_t value;
};

struct class_range {
    uint32_t first;
    uint32_t last;
};

struct class
{
    struct class_range *ranges;
    size_t count;
    bool is_negated;
};

/* One alternative of an expression. */
struct branch {
    size_t before;      /* so many characters of a match can stand before the literal */
    bool is_literal;    /* the only literal is all there is to match */
    bool is_word_begin; /* then: a border must stand before it */
    bool is_word_end;
    bool has_conditions; /* borders, beginnings or ends */
    uint16_t company_count;
    uint16_t company[COMPANY_MOST]; /* beside the literal every match holds one of each group of
                                       characters; a 0 ends a group */
    struct opening opening;
    uint64_t mentioned[OPENING_CODES / 64]; /* characters that it tells from others, by low bits */
    struct step *steps;
    size_t step_count;
    struct class *classes;
    size_t reach;           /* characters of the longest match */
    struct slice *literals; /* every match holds at least one of them */
    size_t literal_count;
    size_t literal_from; /* the parts of the alternative that hold the literal */
    size_t literal_to;
};

/* Parses folded text into branches, all in the arena; NULL and a sentence when it is refused. */
struct branch *expression_parse(struct slice text, struct arena *arena, size_t *count,
                                const char **complaint);
