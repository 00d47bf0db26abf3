/* Which literals every match of an expression must hold. */
#include "read/expression_tree.h"

#include "base/utf8.h"
#include "read/frequency.h"

#include <string.h>

enum {
    SET_MOST = 400,
    WHOLE_MOST = 128, /* strings of which a longer one is still made */
    CLASS_EXPANDED_MOST = 24,
};

struct set {
    struct slice *items;
    size_t count;  /* 0: nothing is sure */
    size_t before; /* so many characters can stand before one of them */
    size_t from;   /* they are in these parts of the sequence */
    size_t to;
};

/* What is known of a node: all strings it can be, if they are few, and the best set of which it must
 * hold one. */
struct found {
    bool is_whole;
    struct set whole;
    struct set held;
};

struct finder {
    struct arena *arena;
};

/* About how often a string stands in a text by chance: as its rarest character does, and less the
 * longer it is. */
static double burden_of(struct slice string)
{
    static const double chinese[] = {1, 0.1, 0.02, 0.005};
    static const double latin[] = {8, 4, 2, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01};
    const unsigned char *at = (const unsigned char *)string.bytes;
    const unsigned char *end = at + string.length;
    size_t length = string.length;
    double rarest = 1;
    bool is_number = *at >= '0' && *at <= '9';

    /* A space is everywhere. */
    if (length == 1 && *at == ' ')
        return 1000;
    if (*at < 0x80)
        return latin[length > 9 ? 8 : length == 0 ? 0 : length - 1] * (is_number ? 0.05 : 1);
    while (at < end) {
        uint32_t code = 0;

        at += utf8_read(at, end, &code);
        rarest = frequency_of(code) < rarest ? frequency_of(code) : rarest;
    }
    return rarest * chinese[length / 3 > 4 ? 3 : length < 3 ? 0 : length / 3 - 1];
}

static double burden(const struct set *set)
{
    double sum = 0;

    for (size_t i = 0; i < set->count; i++)
        sum += burden_of(set->items[i]);
    return sum;
}

static void offer(struct set *best, struct set set)
{
    for (size_t i = 0; i < set.count; i++)
        if (set.items[i].length == 0)
            return; /* nothing may stand there */
    if (set.count > 0 && (best->count == 0 || burden(&set) <= burden(best)))
        *best = set;
}

static struct found whole_of(struct set whole)
{
    struct found found = {.is_whole = true, .whole = whole};

    offer(&found.held, whole);
    return found;
}

static struct set new_set(struct finder *finder, size_t most)
{
    return (struct set){.items = arena_take(finder->arena, (most + 1) * sizeof(struct slice))};
}

static void add(struct finder *finder, struct set *set, struct slice left, struct slice right)
{
    char *bytes = arena_take(finder->arena, left.length + right.length + 1);

    if (left.length > 0)
        memcpy(bytes, left.bytes, left.length);
    if (right.length > 0)
        memcpy(bytes + left.length, right.bytes, right.length);
    set->items[set->count++] = (struct slice){bytes, left.length + right.length};
}

static void add_code(struct finder *finder, struct set *set, uint32_t code)
{
    char bytes[UTF8_CHARACTER_BYTES];

    add(finder, set, (struct slice){bytes, utf8_write(code, bytes)}, (struct slice){0});
}

static struct set only_nothing(struct finder *finder)
{
    struct set set = new_set(finder, 1);

    add(finder, &set, (struct slice){0}, (struct slice){0});
    return set;
}

/* Every string of one before every string of the other. */
static struct set product(struct finder *finder, const struct set *left, const struct set *right)
{
    struct set set = new_set(finder, left->count * right->count);

    set.before = left->before;
    set.from = left->from;
    for (size_t i = 0; i < left->count; i++)
        for (size_t j = 0; j < right->count; j++)
            add(finder, &set, left->items[i], right->items[j]);
    return set;
}

static struct found find(struct finder *finder, const struct node *node);

static struct found find_in_class(struct finder *finder, const struct class *class)
{
    struct set set = new_set(finder, CLASS_EXPANDED_MOST);

    if (class->is_negated)
        return (struct found){0};
    for (size_t i = 0; i < class->count; i++) {
        for (uint32_t code = class->ranges[i].first; code <= class->ranges[i].last; code++) {
            if (set.count == CLASS_EXPANDED_MOST)
                return (struct found){0};
            add_code(finder, &set, code);
        }
    }
    return whole_of(set);
}

/* Adds a part's strings to those of the choice; false when there are too many. */
static bool join(struct set *all, const struct set *part, size_t most)
{
    if (part->count == 0 || all->count + part->count > most)
        return false;
    memcpy(all->items + all->count, part->items, part->count * sizeof *part->items);
    all->count += part->count;
    all->before = part->before > all->before ? part->before : all->before;
    return true;
}

static struct found find_in_choice(struct finder *finder, const struct node *node)
{
    struct found all = {
        .is_whole = true,
        .whole = new_set(finder, SET_MOST),
        .held = new_set(finder, SET_MOST),
    };
    bool is_held = true;

    for (size_t i = 0; i < node->count; i++) {
        struct found part = find(finder, node->parts[i]);

        all.is_whole = all.is_whole && part.is_whole && join(&all.whole, &part.whole, SET_MOST);
        is_held = is_held && join(&all.held, &part.held, SET_MOST);
    }
    if (!is_held)
        all.held = (struct set){0};
    return all;
}

/* The best of a run of parts whose strings are known, or of one part. */
static struct found find_in_sequence(struct finder *finder, const struct node *node)
{
    struct found all = {.is_whole = true};
    struct set run = only_nothing(finder);
    size_t before = 0; /* characters of the parts before */

    for (size_t i = 0; i < node->count; i++) {
        struct found part = find(finder, node->parts[i]);

        part.held.before += before;
        part.held.from = i;
        part.held.to = i + 1;
        offer(&all.held, part.held);
        if (part.is_whole && run.count * part.whole.count <= WHOLE_MOST) {
            run = product(finder, &run, &part.whole);
        } else {
            all.is_whole = false;
            run = part.is_whole ? part.whole : only_nothing(finder);
            run.before = before + (part.is_whole ? 0 : node_reach(node->parts[i]));
            run.from = i;
        }
        run.to = i + 1;
        offer(&all.held, run);
        before += node_reach(node->parts[i]);
    }
    all.whole = run;
    return all;
}

static struct found find_in_repeat(struct finder *finder, const struct node *node)
{
    struct found part = find(finder, node->parts[0]);
    struct found all = {0};

    if (node->least > 0) {
        all.held = part.held;
        all.held.before += node_reach(node);
    } else if (node->most == 1 && part.is_whole) {
        all.is_whole = true;
        all.whole = new_set(finder, part.whole.count + 1);
        add(finder, &all.whole, (struct slice){0}, (struct slice){0});
        (void)join(&all.whole, &part.whole, part.whole.count + 1); /* there is room */
    }
    return all;
}

static struct found find(struct finder *finder, const struct node *node)
{
    struct set set;

    switch (node->kind) {
    case NODE_CHARACTER:
        set = new_set(finder, 1);
        add_code(finder, &set, node->code);
        return whole_of(set);
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
    return whole_of(only_nothing(finder));
}

static bool is_plain(const struct node *node, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (node->parts[i]->kind != NODE_CHARACTER)
            return false;
    return from < to;
}

/* A plain word, perhaps between borders, is found where its literal is. */
static bool is_only_literal(const struct node *node, struct branch *branch)
{
    size_t from;
    size_t to;

    if (node->kind == NODE_CHARACTER)
        return true;
    if (node->kind != NODE_SEQUENCE || node->count == 0)
        return false;
    from = node->parts[0]->kind == NODE_BOUNDARY;
    to = node->count - (node->parts[node->count - 1]->kind == NODE_BOUNDARY);
    branch->is_word_begin = from > 0;
    branch->is_word_end = to < node->count;
    return is_plain(node, from, to);
}

bool branch_find_literals(const struct node *node, struct arena *arena, struct branch *branch)
{
    struct finder finder = {arena};
    struct found found = find(&finder, node);
    struct set set;

    branch->is_literal = is_only_literal(node, branch);
    set = branch->is_literal ? found.whole : found.held;
    branch->literals = set.items;
    branch->literal_count = set.count;
    branch->literal_from = set.from;
    branch->literal_to = set.to;
    branch->before = set.before < EXPRESSION_REACH ? set.before : EXPRESSION_REACH;
    return set.count > 0;
}
