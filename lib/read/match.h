/* Following one branch of an expression through a folded text. */
#pragma once

#include "read/expression.h"
#include "read/memo.h"

typedef void match_found(void *context, size_t begin, size_t end);

/* Room for the states of the largest branch, used again for each, and who wants to know. */
struct match_room {
    struct memo memo;
    uint32_t *waiting; /* steps that wait for the next character */
    size_t count;
    uint32_t *seen; /* the round in which a step was last entered */
    uint32_t round;
    size_t capacity;
    uint64_t effort; /* steps entered since it was set to 0 */
    match_found *found;
    void *context;
};

void match_room_done(struct match_room *room);

/* Calls `found` with the end (a character) of every match that starts at that character. */
void match_at(const struct branch *branch, const struct folded *folded, size_t begin,
              struct match_room *room);
/* Is there a border of a Latin word before that character? */
bool match_is_border(const struct folded *folded, size_t at);
