#include "read/expression.h"

#include "read/expression_tree.h"

#include <string.h>

struct compiler {
    struct arena *arena;
    struct step *steps;
    size_t count;
    size_t capacity;
    struct class *classes;
    size_t class_count;
    size_t class_capacity;
    bool is_full;
};

static size_t add_step(struct compiler *compiler, enum expression_step kind, size_t value)
{
    if (compiler->count >= EXPRESSION_STATES_MOST) {
        compiler->is_full = true;
        return 0;
    }
    MEMORY_GROW(compiler->steps, compiler->count, compiler->capacity);
    compiler->steps[compiler->count] = (struct step){kind, (uint32_t)value};
    return compiler->count++;
}

static void compile(struct compiler *compiler, const struct node *node);

static void compile_choice(struct compiler *compiler, const struct node *node)
{
    size_t *jumps = memory_array(node->count + 1, sizeof *jumps);

    for (size_t i = 0; i < node->count; i++) {
        size_t split = 0;

        if (i + 1 < node->count)
            split = add_step(compiler, STEP_SPLIT, 0);
        compile(compiler, node->parts[i]);
        if (i + 1 < node->count) {
            jumps[i] = add_step(compiler, STEP_JUMP, 0);
            compiler->steps[split].value = (uint32_t)compiler->count;
        }
    }
    for (size_t i = 0; i + 1 < node->count; i++)
        compiler->steps[jumps[i]].value = (uint32_t)compiler->count;
    memory_free(jumps);
}

static void compile_repeat(struct compiler *compiler, const struct node *node)
{
    unsigned optional = node->most == REPEAT_WITHOUT_END ? 0 : node->most - node->least;
    size_t *splits = memory_array(optional + 1, sizeof *splits);

    for (unsigned i = 0; i < node->least && !compiler->is_full; i++)
        compile(compiler, node->parts[0]);
    if (node->most == REPEAT_WITHOUT_END) {
        size_t split = add_step(compiler, STEP_SPLIT, 0);

        compile(compiler, node->parts[0]);
        (void)add_step(compiler, STEP_JUMP, split); /* its place is not needed */
        compiler->steps[split].value = (uint32_t)compiler->count;
    }
    for (unsigned i = 0; i < optional && !compiler->is_full; i++) {
        splits[i] = add_step(compiler, STEP_SPLIT, 0);
        compile(compiler, node->parts[0]);
    }
    for (unsigned i = 0; i < optional && !compiler->is_full; i++)
        compiler->steps[splits[i]].value = (uint32_t)compiler->count;
    memory_free(splits);
}

static void compile_class(struct compiler *compiler, const struct class *class)
{
    MEMORY_GROW(compiler->classes, compiler->class_count, compiler->class_capacity);
    compiler->classes[compiler->class_count] = *class;
    (void)add_step(compiler, STEP_CLASS, compiler->class_count++); /* follows the step before */
}

static void compile(struct compiler *compiler, const struct node *node)
{
    if (compiler->is_full)
        return;
    switch (node->kind) {
    case NODE_EMPTY:
        break;
    case NODE_CHARACTER:
        (void)add_step(compiler, STEP_CHARACTER, node->code);
        break;
    case NODE_CLASS:
        compile_class(compiler, &node->class);
        break;
    case NODE_SEQUENCE:
        for (size_t i = 0; i < node->count; i++)
            compile(compiler, node->parts[i]);
        break;
    case NODE_CHOICE:
        compile_choice(compiler, node);
        break;
    case NODE_REPEAT:
        compile_repeat(compiler, node);
        break;
    case NODE_BOUNDARY:
        (void)add_step(compiler, STEP_BOUNDARY, 0);
        break;
    case NODE_BEGIN:
        (void)add_step(compiler, STEP_BEGIN, 0);
        break;
    case NODE_END:
        (void)add_step(compiler, STEP_END, 0);
        break;
    }
}

static size_t reach_of(const struct node *node);

size_t node_reach(const struct node *node)
{
    size_t reach = reach_of(node);

    return reach < EXPRESSION_REACH ? reach : EXPRESSION_REACH;
}

static size_t reach_of(const struct node *node)
{
    size_t reach = 0;

    switch (node->kind) {
    case NODE_CHARACTER:
    case NODE_CLASS:
        return 1;
    case NODE_SEQUENCE:
        for (size_t i = 0; i < node->count && reach < EXPRESSION_REACH; i++)
            reach += reach_of(node->parts[i]);
        return reach;
    case NODE_CHOICE:
        for (size_t i = 0; i < node->count; i++)
            if (reach_of(node->parts[i]) > reach)
                reach = reach_of(node->parts[i]);
        return reach;
    case NODE_REPEAT:
        return reach_of(node->parts[0]) * node->most;
    case NODE_EMPTY:
    case NODE_BOUNDARY:
    case NODE_BEGIN:
    case NODE_END:
        break;
    }
    return 0;
}

/* Characters that no step names are all the same to the branch. */
static void mark_mentioned(struct branch *branch)
{
    for (size_t i = 0; i < branch->step_count; i++) {
        const struct step *step = &branch->steps[i];
        const struct class *class = step->kind == STEP_CLASS ? &branch->classes[step->value] : NULL;

        if (step->kind == STEP_CHARACTER)
            opening_mark(branch->mentioned, step->value);
        for (size_t j = 0; class != NULL && j < class->count; j++)
            opening_mark_range(branch->mentioned, class->ranges[j].first, class->ranges[j].last);
        branch->has_conditions = branch->has_conditions || step->kind == STEP_BOUNDARY ||
                                 step->kind == STEP_BEGIN || step->kind == STEP_END;
    }
}

bool branch_compile(const struct node *node, struct arena *arena, struct branch *branch)
{
    struct compiler compiler = {.arena = arena};

    compile(&compiler, node);
    (void)add_step(&compiler, STEP_MATCH, 0); /* nothing jumps to it by name */
    branch->reach = node_reach(node);
    branch->step_count = compiler.count;
    branch->steps = arena_take(arena, (compiler.count + 1) * sizeof *branch->steps);
    memcpy(branch->steps, compiler.steps, compiler.count * sizeof *branch->steps);
    branch->classes = arena_take(arena, (compiler.class_count + 1) * sizeof *branch->classes);
    if (compiler.class_count > 0)
        memcpy(branch->classes, compiler.classes, compiler.class_count * sizeof *branch->classes);
    memory_free(compiler.steps);
    memory_free(compiler.classes);
    if (!compiler.is_full) {
        opening_read(branch, &branch->opening);
        mark_mentioned(branch);
    }
    return !compiler.is_full;
}
