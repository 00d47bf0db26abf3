/* Which characters a match must hold beside its literal: where a text has none of them, the expression
 * need not be followed. */
#include "read/expression_tree.h"
#include "read/frequency.h"

enum { COVER_MOST = 24 };

/* Of one of them every match of a node holds at least one. */
struct cover {
    uint32_t codes[COVER_MOST];
    size_t count; /* 0: nothing is sure */
    double frequency;
};

static struct cover cover_of(const struct node *node);

static void add(struct cover *cover, uint32_t code)
{
    for (size_t i = 0; i < cover->count; i++)
        if (cover->codes[i] == code)
            return;
    cover->codes[cover->count++] = code;
    cover->frequency += frequency_of(code);
}

static struct cover cover_of_class(const struct class *class)
{
    struct cover cover = {.count = 0};

    for (size_t i = 0; i < class->count && !class->is_negated; i++)
        for (uint32_t code = class->ranges[i].first; code <= class->ranges[i].last; code++) {
            if (cover.count == COVER_MOST)
                return (struct cover){.count = 0};
            add(&cover, code);
        }
    return cover;
}

static struct cover cover_of_choice(const struct node *node)
{
    struct cover all = {.count = 0};

    for (size_t i = 0; i < node->count; i++) {
        struct cover part = cover_of(node->parts[i]);

        if (part.count == 0 || all.count + part.count > COVER_MOST)
            return (struct cover){.count = 0};
        for (size_t j = 0; j < part.count; j++)
            add(&all, part.codes[j]);
    }
    return all;
}

static struct cover cover_of_rarest_part(const struct node *node)
{
    struct cover best = {.count = 0};

    for (size_t i = 0; i < node->count; i++) {
        struct cover part = cover_of(node->parts[i]);

        if (part.count > 0 && (best.count == 0 || part.frequency < best.frequency))
            best = part;
    }
    return best;
}

static struct cover cover_of(const struct node *node)
{
    struct cover cover = {.count = 0};

    switch (node->kind) {
    case NODE_CHARACTER:
        add(&cover, node->code);
        break;
    case NODE_CLASS:
        return cover_of_class(&node->class);
    case NODE_SEQUENCE:
        return cover_of_rarest_part(node);
    case NODE_CHOICE:
        return cover_of_choice(node);
    case NODE_REPEAT:
        return node->least > 0 ? cover_of(node->parts[0]) : cover;
    case NODE_EMPTY:
    case NODE_BOUNDARY:
    case NODE_BEGIN:
    case NODE_END:
        break;
    }
    return cover;
}

static void add_group(struct branch *branch, const struct cover *cover)
{
    if (cover->count == 0 || cover->frequency >= 1 || /* nearly every text has one of them */
        branch->company_count + cover->count + 1 > COMPANY_MOST)
        return;
    for (size_t i = 0; i < cover->count; i++)
        if (cover->codes[i] > UINT16_MAX)
            return;
    for (size_t i = 0; i < cover->count; i++)
        branch->company[branch->company_count++] = (uint16_t)cover->codes[i];
    branch->company[branch->company_count++] = 0;
}

void branch_find_company(const struct node *node, struct branch *branch)
{
    branch->company_count = 0;
    if (node->kind != NODE_SEQUENCE)
        return;
    for (size_t i = 0; i < node->count; i++) {
        struct cover cover = cover_of(node->parts[i]);

        if (i < branch->literal_from || i >= branch->literal_to)
            add_group(branch, &cover);
    }
}
