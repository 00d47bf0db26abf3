#include "read/opening.h"

#include "read/expression.h"

/* Beyond these an expression begins in too many ways for a filter to say anything. */
enum {
    CODES_MOST = 256,     /* of a class */
    EFFORT_MOST = 400000, /* states and pairs looked at */
};

/* The states that wait for a character, seen from one state. */
struct frontier {
    const struct branch *branch;
    uint32_t *states;
    uint32_t *stack;
    uint32_t *seen; /* the round in which a state was last entered */
    uint32_t round;
    size_t count;
    bool ends; /* the match may be over here */
    size_t effort;
};

static void frontier_init(struct frontier *frontier, const struct branch *branch)
{
    size_t room = branch->step_count * 2 + 2; /* each state puts at most two on the stack */

    *frontier = (struct frontier){
        .branch = branch,
        .states = memory_array(room, sizeof *frontier->states),
        .stack = memory_array(room, sizeof *frontier->stack),
        .seen = memory_array(room, sizeof *frontier->seen),
    };
}

static void frontier_done(struct frontier *frontier)
{
    memory_free(frontier->states);
    memory_free(frontier->stack);
    memory_free(frontier->seen);
}

/* Conditions about borders and ends are taken as met. */
static void look_from(struct frontier *frontier, uint32_t state)
{
    size_t depth = 0;

    frontier->round++;
    frontier->count = 0;
    frontier->ends = false;
    frontier->stack[depth++] = state;
    while (depth > 0) {
        uint32_t at = frontier->stack[--depth];
        const struct step *step = &frontier->branch->steps[at];

        if (frontier->seen[at] == frontier->round)
            continue;
        frontier->seen[at] = frontier->round;
        frontier->effort++;
        switch (step->kind) {
        case STEP_CHARACTER:
        case STEP_CLASS:
            frontier->states[frontier->count++] = at;
            break;
        case STEP_SPLIT:
            frontier->stack[depth++] = step->value;
            frontier->stack[depth++] = at + 1;
            break;
        case STEP_JUMP:
            frontier->stack[depth++] = step->value;
            break;
        case STEP_BOUNDARY:
        case STEP_BEGIN:
        case STEP_END:
            frontier->stack[depth++] = at + 1;
            break;
        case STEP_MATCH:
            frontier->ends = true;
            break;
        }
    }
}

/* The characters that a state accepts; false when there are too many. */
static bool codes_of(const struct branch *branch, uint32_t state, uint32_t codes[CODES_MOST],
                     size_t *count)
{
    const struct step *step = &branch->steps[state];
    const struct class *class = &branch->classes[step->value];

    *count = 0;
    if (step->kind == STEP_CHARACTER) {
        codes[(*count)++] = step->value;
        return true;
    }
    if (class->is_negated)
        return false;
    for (size_t i = 0; i < class->count; i++) {
        if (class->ranges[i].last - class->ranges[i].first >= CODES_MOST - *count)
            return false;
        for (uint32_t code = class->ranges[i].first; code <= class->ranges[i].last; code++)
            codes[(*count)++] = code;
    }
    return true;
}

static void mark_codes(uint64_t bits[OPENING_CODES / 64], const uint32_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        opening_mark(bits, codes[i]);
}

/* Marks what may stand behind those characters; false when that is too much. */
static bool mark_pairs(struct opening *opening, struct frontier *after, const uint32_t *codes,
                       size_t count)
{
    uint32_t nexts[CODES_MOST];
    size_t next_count = 0;

    for (size_t state = 0; state < after->count; state++) {
        if (!codes_of(after->branch, after->states[state], nexts, &next_count))
            return false;
        after->effort += count * next_count;
        for (size_t i = 0; i < count * next_count; i++) {
            uint32_t pair = opening_pair(codes[i / next_count], nexts[i % next_count]);

            opening->pairs[pair / 64] |= (uint64_t)1 << pair % 64;
        }
    }
    return true;
}

void opening_read(const struct branch *branch, struct opening *opening)
{
    struct frontier begin;
    struct frontier after;
    uint32_t codes[CODES_MOST];
    size_t count;

    *opening = (struct opening){ 0 };
    frontier_init(&begin, branch);
    frontier_init(&after, branch);
    look_from(&begin, 0);
    opening->any = begin.ends;
    for (size_t i = 0; i < begin.count && !opening->any; i++) {
        if (!codes_of(branch, begin.states[i], codes, &count) || after.effort > EFFORT_MOST) {
            opening->any = true;
            break;
        }
        mark_codes(opening->firsts, codes, count);
        look_from(&after, begin.states[i] + 1);
        if (after.ends || !mark_pairs(opening, &after, codes, count))
            mark_codes(opening->alone, codes, count);
    }
    /* What is not among the firsts is asked about `any`; what is, about its pair. */
    if (opening->any)
        *opening = (struct opening){ .any = true };
    frontier_done(&begin);
    frontier_done(&after);
}
