/* Which literals every match of an expression must hold. */
#include "read/expression_tree.h"

#include "base/utf8.h"

#include <string.h>

enum { SET_MOST = 400, CLASS_EXPANDED_MOST = 24 };

struct set {
    struct slice *items;
    size_t count; /* 0: nothing is sure */
    size_t before; /* so many characters can stand before one of them */
};

struct finder {
    struct arena *arena;
};

static struct set literal_set(struct finder *finder, const char *bytes, size_t length)
{
    struct set set = {arena_take(finder->arena, sizeof *set.items), 1};

    set.items[0] = (struct slice){arena_copy(finder->arena, bytes, length), length};
    return set;
}

/* About how often one of the literals stands in a text by chance. */
static double burden(const struct set *set)
{
    static const double chinese[] = { 1, 0.02, 0.001, 0.0001 };
    static const double latin[] = { 8, 4, 2, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01 };
    double sum = 0;

    for (size_t i = 0; i < set->count; i++) {
        size_t length = set->items[i].length;

        /* A space is everywhere. */
        if (length == 1 && set->items[i].bytes[0] == ' ')
            return 1000;

        if ((unsigned char)set->items[i].bytes[0] >= 0x80)
            sum += chinese[length / 3 > 4 ? 3 : length < 3 ? 0 : length / 3 - 1];
        else
            sum += latin[length > 9 ? 8 : length == 0 ? 0 : length - 1];
    }
    return sum;
}

static bool is_better(const struct set *left, const struct set *right)
{
    if (left->count == 0 || right->count == 0)
        return left->count > 0;
    return burden(left) < burden(right);
}

static struct set find(struct finder *finder, const struct node *node);

static struct set find_in_class(struct finder *finder, const struct class *class)
{
    struct set set = {arena_take(finder->arena, CLASS_EXPANDED_MOST * sizeof *set.items), 0};

    if (class->is_negated)
        return (struct set){0};
    for (size_t i = 0; i < class->count; i++) {
        for (uint32_t code = class->ranges[i].first; code <= class->ranges[i].last; code++) {
            char bytes[UTF8_CHARACTER_BYTES];
            size_t length = utf8_write(code, bytes);

            if (set.count == CLASS_EXPANDED_MOST)
                return (struct set){0};
            set.items[set.count++] =
                (struct slice){arena_copy(finder->arena, bytes, length), length};
        }
    }
    return set;
}

static struct set find_in_choice(struct finder *finder, const struct node *node)
{
    struct set all = {arena_take(finder->arena, SET_MOST * sizeof *all.items), 0};

    for (size_t i = 0; i < node->count; i++) {
        struct set part = find(finder, node->parts[i]);

        if (part.count == 0 || all.count + part.count > SET_MOST)
            return (struct set){0};
        memcpy(all.items + all.count, part.items, part.count * sizeof *part.items);
        all.count += part.count;
        all.before = part.before > all.before ? part.before : all.before;
    }
    return all;
}

/* The best of a run of characters, or of one part. */
static struct set find_in_sequence(struct finder *finder, const struct node *node)
{
    OWNED(text) struct text run = { 0 };
    struct set best = { 0 };
    size_t before = 0;     /* characters of the parts before the run */
    size_t characters = 0; /* of the run */

    for (size_t i = 0; i <= node->count; i++) {
        bool is_character = i < node->count && node->parts[i]->kind == NODE_CHARACTER;
        struct set set = {0};

        if (is_character) {
            char bytes[UTF8_CHARACTER_BYTES];

            text_add_bytes(&run, bytes, utf8_write(node->parts[i]->code, bytes));
            characters++;
            continue;
        }
        if (run.length > 0) {
            set = literal_set(finder, run.bytes, run.length);
            set.before = before;
            if (is_better(&set, &best))
                best = set;
            text_clear(&run);
            before += characters;
            characters = 0;
        }
        if (i == node->count)
            break;
        set = find(finder, node->parts[i]);
        set.before += before;
        if (is_better(&set, &best))
            best = set;
        before += node_reach(node->parts[i]);
    }
    return best;
}

static struct set find_in_repeat(struct finder *finder, const struct node *node)
{
    struct set set = { 0 };

    if (node->least == 0)
        return set;
    set = find(finder, node->parts[0]);
    set.before += node_reach(node);
    return set;
}

static struct set find(struct finder *finder, const struct node *node)
{
    char bytes[UTF8_CHARACTER_BYTES];

    switch (node->kind) {
    case NODE_CHARACTER:
        return literal_set(finder, bytes, utf8_write(node->code, bytes));
    case NODE_CLASS:
        return find_in_class(finder, &node->class);
    case NODE_SEQUENCE:
        return find_in_sequence(finder, node);
    case NODE_CHOICE:
        return find_in_choice(finder, node);
    case NODE_REPEAT:
        return find_in_repeat(finder, node);
    case NODE_EMPTY:
    case NODE_BOUNDARY:
    case NODE_BEGIN:
    case NODE_END:
        break;
    }
    return (struct set){0};
}

static bool is_plain(const struct node *node, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (node->parts[i]->kind != NODE_CHARACTER)
            return false;
    return from < to;
}

bool branch_find_literals(const struct node *node, struct arena *arena, struct branch *branch)
{
    struct finder finder = {arena};
    struct set set = find(&finder, node);

    branch->literals = set.items;
    branch->literal_count = set.count;
    branch->before = set.before < EXPRESSION_REACH ? set.before : EXPRESSION_REACH;
    if (node->kind == NODE_CHARACTER) {
        branch->is_literal = true;
    } else if (node->kind == NODE_SEQUENCE && node->count > 0) {
        size_t from = node->parts[0]->kind == NODE_BOUNDARY;
        size_t to = node->count - (node->parts[node->count - 1]->kind == NODE_BOUNDARY);

        branch->is_literal = is_plain(node, from, to);
        branch->is_word_begin = from > 0;
        branch->is_word_end = to < node->count;
    }
    return set.count > 0;
}
