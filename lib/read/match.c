#include "read/match.h"

void match_room_done(struct match_room *room)
{
    memory_free(room->lists[0]);
    memory_free(room->lists[1]);
    memory_free(room->seen);
    *room = (struct match_room){0};
}

static void make_room(struct match_room *room, size_t steps)
{
    if (steps <= room->capacity)
        return;
    memory_free(room->lists[0]);
    memory_free(room->lists[1]);
    memory_free(room->seen);
    room->lists[0] = memory_array(steps, sizeof *room->lists[0]);
    room->lists[1] = memory_array(steps, sizeof *room->lists[1]);
    room->seen = memory_array(steps, sizeof *room->seen);
    room->capacity = steps;
    room->round = 0;
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

/* One position of the text. */
struct position {
    const struct branch *branch;
    const struct folded *folded;
    struct match_room *room;
    size_t at;
    unsigned list; /* where the states waiting for the next character go */
    bool matched;
};

/* Enters a state and all that follow without a character; splits recurse, so a choice of a
 * thousand words needs a stack of a thousand small frames at most. */
static void enter(struct position *position, uint32_t state)
{
    struct match_room *room = position->room;

    for (;;) {
        const struct step *step = &position->branch->steps[state];

        if (room->seen[state] == room->round)
            return;
        room->seen[state] = room->round;
        room->effort++;
        switch (step->kind) {
        case STEP_CHARACTER:
        case STEP_CLASS:
            room->lists[position->list][room->counts[position->list]++] = state;
            return;
        case STEP_SPLIT:
            enter(position, state + 1);
            state = step->value;
            break;
        case STEP_JUMP:
            state = step->value;
            break;
        case STEP_BOUNDARY:
            if (!match_is_border(position->folded, position->at))
                return;
            state++;
            break;
        case STEP_BEGIN:
            if (position->at != 0)
                return;
            state++;
            break;
        case STEP_END:
            if (position->at != position->folded->count)
                return;
            state++;
            break;
        case STEP_MATCH:
            position->matched = true;
            return;
        }
    }
}

static bool accepts(const struct branch *branch, const struct step *step, uint32_t code)
{
    return step->kind == STEP_CHARACTER ? step->value == code
                                        : in_class(&branch->classes[step->value], code);
}

static void advance(struct position *position, unsigned from)
{
    struct match_room *room = position->room;
    uint32_t code = position->folded->codes[position->at - 1];

    room->counts[position->list] = 0;
    room->round++;
    for (size_t i = 0; i < room->counts[from]; i++) {
        uint32_t state = room->lists[from][i];

        if (accepts(position->branch, &position->branch->steps[state], code))
            enter(position, state + 1);
    }
}

void match_at(const struct branch *branch, const struct folded *folded, size_t begin,
              struct match_room *room)
{
    struct position position = {
        .branch = branch,
        .folded = folded,
        .room = room,
        .at = begin,
    };

    make_room(room, branch->step_count);
    if (room->round > UINT32_MAX - 2 * EXPRESSION_REACH) {
        for (size_t i = 0; i < room->capacity; i++)
            room->seen[i] = 0;
        room->round = 0;
    }
    room->counts[0] = 0;
    room->round++;
    enter(&position, 0);
    while (position.at < folded->count && position.at - begin < EXPRESSION_REACH &&
           room->counts[position.list] > 0) {
        unsigned from = position.list;

        position.at++;
        position.list = 1 - from;
        position.matched = false;
        advance(&position, from);
        if (position.matched)
            room->found(room->context, begin, position.at);
    }
}
