/* An expression is taken apart into alternatives, of which most are plain words. */
#include "read/expression_tree.h"

#include <string.h>

struct splitter {
    struct arena *arena;
    struct node **branches;
    size_t count;
    size_t capacity;
};

static struct node *new_node(struct splitter *splitter, enum node_kind kind, size_t most)
{
    struct node *node = arena_take(splitter->arena, sizeof *node);

    node->kind = kind;
    node->parts = arena_take(splitter->arena, (most + 1) * sizeof *node->parts);
    return node;
}

/* Puts the parts of a sequence, or the node itself, behind those of another. */
static void append(struct splitter *splitter, struct node *sequence, struct node *node)
{
    size_t more = node->kind == NODE_SEQUENCE ? node->count : 1;
    struct node **parts = arena_take(splitter->arena, (sequence->count + more + 1) * sizeof *parts);

    if (sequence->count > 0)
        memcpy(parts, sequence->parts, sequence->count * sizeof *parts);
    if (node->kind == NODE_SEQUENCE && more > 0)
        memcpy(parts + sequence->count, node->parts, more * sizeof *parts);
    else if (node->kind != NODE_SEQUENCE)
        parts[sequence->count] = node;
    sequence->parts = parts;
    sequence->count += more;
}

static void split(struct splitter *splitter, struct node *node);

/* \b(?:a|b)\b becomes \ba\b and \bb\b. */
static bool split_wrapped(struct splitter *splitter, struct node *node)
{
    size_t from = 0;
    size_t to = node->count;

    if (node->kind != NODE_SEQUENCE)
        return false;
    while (from < to && node->parts[from]->kind == NODE_BOUNDARY)
        from++;
    while (to > from && node->parts[to - 1]->kind == NODE_BOUNDARY)
        to--;
    if (to != from + 1 || node->parts[from]->kind != NODE_CHOICE)
        return false;
    for (size_t i = 0; i < node->parts[from]->count; i++) {
        struct node *wrapped = new_node(splitter, NODE_SEQUENCE, 0);

        if (from > 0)
            append(splitter, wrapped, node->parts[0]);
        append(splitter, wrapped, node->parts[from]->parts[i]);
        if (to < node->count)
            append(splitter, wrapped, node->parts[to]);
        split(splitter, wrapped);
    }
    return true;
}

static void split(struct splitter *splitter, struct node *node)
{
    if (node->kind == NODE_CHOICE) {
        for (size_t i = 0; i < node->count; i++)
            split(splitter, node->parts[i]);
        return;
    }
    if (split_wrapped(splitter, node))
        return;
    MEMORY_GROW(splitter->branches, splitter->count, splitter->capacity);
    splitter->branches[splitter->count++] = node;
}

static bool is_latin(const struct node *node)
{
    return node->kind == NODE_CHARACTER && node->code < 0x80 && fold_is_word(node->code);
}

/* A Latin word stands for the whole word: "die" does not hit "diesel". */
static struct node *with_borders(struct splitter *splitter, struct node *node)
{
    struct node *border = new_node(splitter, NODE_BOUNDARY, 0);
    struct node *sequence = new_node(splitter, NODE_SEQUENCE, 0);
    struct node *whole = new_node(splitter, NODE_SEQUENCE, 0);

    append(splitter, sequence, node);
    if (sequence->count == 0)
        return node;
    if (is_latin(sequence->parts[0]))
        append(splitter, whole, border);
    append(splitter, whole, sequence);
    if (is_latin(sequence->parts[sequence->count - 1]))
        append(splitter, whole, border);
    return whole;
}

static bool finish(struct splitter *splitter, struct branch *branches, const char **complaint)
{
    for (size_t i = 0; i < splitter->count; i++) {
        struct node *node = with_borders(splitter, splitter->branches[i]);

        if (!branch_find_literals(node, splitter->arena, &branches[i])) {
            *complaint = "every alternative needs a word that always stands in it";
            return false;
        }
        branch_find_company(node, &branches[i]);
        if (!branch_compile(node, splitter->arena, &branches[i])) {
            *complaint = "the expression is too large";
            return false;
        }
    }
    return true;
}

struct branch *expression_parse(struct slice text, struct arena *arena, size_t *count,
                                const char **complaint)
{
    struct splitter splitter = {.arena = arena};
    struct node *tree = expression_tree(text, arena, complaint);
    struct branch *branches;
    bool is_done;

    if (tree == NULL)
        return NULL;
    split(&splitter, tree);
    branches = arena_take(arena, (splitter.count + 1) * sizeof *branches);
    is_done = finish(&splitter, branches, complaint);
    *count = splitter.count;
    memory_free(splitter.branches);
    return is_done ? branches : NULL;
}
