/* The tree between an expression's text and its steps: for the files that parse and compile. */
#pragma once

#include "read/expression.h"

enum node_kind {
    NODE_EMPTY,
    NODE_CHARACTER,
    NODE_CLASS,
    NODE_SEQUENCE,
    NODE_CHOICE,
    NODE_REPEAT,
    NODE_BOUNDARY,
    NODE_BEGIN,
    NODE_END,
};

enum { REPEAT_WITHOUT_END = 255 };

struct node {
    enum node_kind kind;
    uint32_t code;       /* NODE_CHARACTER */
    struct class class;  /* NODE_CLASS */
    struct node **parts; /* NODE_SEQUENCE, NODE_CHOICE, NODE_REPEAT (one) */
    size_t count;
    unsigned least; /* NODE_REPEAT */
    unsigned most;
};

/* NULL and a sentence when the text is no expression. */
struct node *expression_tree(struct slice text, struct arena *arena, const char **complaint);
/* Fills in steps, classes, reach and first. False when it would be too large. */
bool branch_compile(const struct node *node, struct arena *arena, struct branch *branch);
/* The characters of the longest match, EXPRESSION_REACH at most. */
size_t node_reach(const struct node *node);
/* Fills in the literals. False when the node has none that every match holds. */
bool branch_find_literals(const struct node *node, struct arena *arena, struct branch *branch);
/* Fills in the company of the literals, which were found before. */
void branch_find_company(const struct node *node, struct branch *branch);
