#include "read/match.h"

void match_room_done(struct match_room *room)
{
    memo_done(&room->memo);
    memory_free(room->waiting);
    memory_free(room->seen);
    *room = (struct match_room){0};
}

static void make_room(struct match_room *room, size_t steps)
{
    memo_tidy(&room->memo);
    if (steps > room->capacity) {
        memory_free(room->waiting);
        memory_free(room->seen);
        room->waiting = memory_array(steps, sizeof *room->waiting);
        room->seen = memory_array(steps, sizeof *room->seen);
        room->capacity = steps;
        room->round = 0;
    } else if (room->round > UINT32_MAX - 2 * EXPRESSION_REACH) {
        for (size_t i = 0; i < room->capacity; i++)
            room->seen[i] = 0;
        room->round = 0;
    }
}

bool match_is_border(const struct folded *folded, size_t at)
{
    bool before = at > 0 && fold_is_word(folded->codes[at - 1]);
    bool after = at < folded->count && fold_is_word(folded->codes[at]);

    /* An apostrophe opens and closes quotations more often than it joins. */
    before = before && folded->codes[at - 1] != '\'';
    after = after && folded->codes[at] != '\'';
    return before != after;
}

static bool in_class(const struct class *class, uint32_t code)
{
    for (size_t i = 0; i < class->count; i++)
        if (code >= class->ranges[i].first && code <= class->ranges[i].last)
            return !class->is_negated;
    return class->is_negated;
}

/* What holds before a character of the text, as far as a branch asks for it. */
enum condition {
    CONDITION_BORDER = 1,
    CONDITION_BEGIN = 2,
    CONDITION_END = 4,
};

static uint32_t conditions_at(const struct branch *branch, const struct folded *folded, size_t at)
{
    if (!branch->has_conditions)
        return 0;
    return (match_is_border(folded, at) ? CONDITION_BORDER : 0) | (at == 0 ? CONDITION_BEGIN : 0) |
           (at == folded->count ? CONDITION_END : 0);
}

/* A set of steps in the making. */
struct making {
    const struct branch *branch;
    struct match_room *room;
    uint32_t conditions;
    bool matched;
};

/* Enters a step and all that follow without a character; splits recurse, so a choice of a
 * thousand words needs a stack of a thousand small frames at most. */
static void enter(struct making *making, uint32_t at)
{
    struct match_room *room = making->room;

    for (;;) {
        const struct step *step = &making->branch->steps[at];

        if (room->seen[at] == room->round)
            return;
        room->seen[at] = room->round;
        room->effort++;
        switch (step->kind) {
        case STEP_CHARACTER:
        case STEP_CLASS:
            room->waiting[room->count++] = at;
            return;
        case STEP_SPLIT:
            enter(making, at + 1);
            at = step->value;
            break;
        case STEP_JUMP:
            at = step->value;
            break;
        case STEP_BOUNDARY:
            if ((making->conditions & CONDITION_BORDER) == 0)
                return;
            at++;
            break;
        case STEP_BEGIN:
            if ((making->conditions & CONDITION_BEGIN) == 0)
                return;
            at++;
            break;
        case STEP_END:
            if ((making->conditions & CONDITION_END) == 0)
                return;
            at++;
            break;
        case STEP_MATCH:
            making->matched = true;
            return;
        }
    }
}

static bool accepts(const struct branch *branch, const struct step *step, uint32_t code)
{
    return step->kind == STEP_CHARACTER ? step->value == code
                                        : in_class(&branch->classes[step->value], code);
}

/* The set that comes of another by a character, or the first of a branch (from MEMO_NONE). */
static uint32_t make_set(struct making *making, uint32_t from, uint32_t code)
{
    struct match_room *room = making->room;
    struct memo *memo = &room->memo;

    room->count = 0;
    room->round++;
    if (from == MEMO_NONE)
        enter(making, 0);
    for (uint32_t i = 0; i < memo->sets[from].count; i++) {
        uint32_t at = memo->steps[memo->sets[from].first + i];

        if (accepts(making->branch, &making->branch->steps[at], code))
            enter(making, at + 1);
    }
    return memo_set(memo,
                    &(struct memo_set){
                        .branch = making->branch,
                        .count = (uint32_t)room->count,
                        .matched = making->matched && from != MEMO_NONE,
                    },
                    room->waiting);
}

/* Goes over an edge, which is made when it is not known. */
static uint32_t go(struct making *making, uint32_t from, uint32_t code)
{
    struct match_room *room = making->room;
    uint32_t key = (code & MEMO_OTHER) | making->conditions << MEMO_CONDITION_SHIFT;
    struct memo_edge *edge = memo_edge(&room->memo, from, key);
    uint64_t before = room->effort;
    /* The key of a start is not all of the branch, so its set is asked. */
    bool is_known = edge->from == from && edge->key == key &&
                    (from != MEMO_NONE || room->memo.sets[edge->to].branch == making->branch);

    if (is_known) {
        room->effort += edge->effort;
        return edge->to;
    }
    edge->to = make_set(making, from, code);
    edge->from = from;
    edge->key = key;
    edge->effort = (uint32_t)(room->effort - before);
    return edge->to;
}

static uint32_t told_apart(const struct branch *branch, uint32_t code)
{
    return opening_holds(branch->mentioned, code % OPENING_CODES) ? code : MEMO_OTHER;
}

void match_at(const struct branch *branch, const struct folded *folded, size_t begin,
              struct match_room *room)
{
    struct making making = {
        .branch = branch,
        .room = room,
        .conditions = conditions_at(branch, folded, begin),
    };
    size_t at = begin;
    uint32_t set;

    make_room(room, branch->step_count);
    set = go(&making, MEMO_NONE, (uint32_t)((uintptr_t)branch >> 3));
    while (set != MEMO_NONE && at < folded->count && at - begin < EXPRESSION_REACH) {
        at++;
        making.conditions = conditions_at(branch, folded, at);
        making.matched = false;
        set = go(&making, set, told_apart(branch, folded->codes[at - 1]));
        if (room->memo.sets[set].matched)
            room->found(room->context, begin, at);
    }
}
