/* Following one branch of an expression through a folded text. */
#pragma once

#include "read/expression.h"

typedef void match_found(void *context, size_t begin, size_t end);

/* Room for the states of the largest branch, used again for each, and who wants to know. */
struct match_room {
    uint32_t *lists[2];
    size_t counts[2];
    uint32_t *seen; /* the round in which a state was last entered */
    uint32_t round;
    size_t capacity;
    uint64_t effort; /* states entered since it was set to 0 */
    match_found *found;
    void *context;
};

void match_room_done(struct match_room *room);

/* Calls `found` with the end (a character) of every match that starts at that character. */
void match_at(const struct branch *branch, const struct folded *folded, size_t begin,
              struct match_room *room);
/* Is there a border of a Latin word before that character? */
bool match_is_border(const struct folded *folded, size_t at);
