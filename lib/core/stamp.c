#include "core/stamp.h"

#include <stdbool.h>

enum { JUMP_MS = 60 * 60 * 1000 };

/* Are most of these not more than an hour before `at`? None at all say nothing against it. */
static bool is_believed(int64_t at, const int64_t *following, size_t count)
{
    size_t known = 0;
    size_t for_it = 0;

    for (size_t i = 0; i < count; i++) {
        if (following[i] == MOMENT_NEVER)
            continue;
        known++;
        if (following[i] >= at - JUMP_MS)
            for_it++;
    }
    return known == 0 || for_it * 2 > known;
}

int64_t stamp_next(struct stamp *stamp, int64_t at, const int64_t *following, size_t count)
{
    bool jumps = stamp->now == MOMENT_NEVER || at > stamp->now + JUMP_MS;

    if (at != MOMENT_NEVER && at > stamp->now && (!jumps || is_believed(at, following, count)))
        stamp->now = at;
    /* Before the first believable line there is no present instant: the next such line gives it. */
    for (size_t i = 0; stamp->now == MOMENT_NEVER && i < count; i++) {
        if (following[i] != MOMENT_NEVER &&
            is_believed(following[i], following + i + 1, count - i - 1))
            stamp->now = following[i];
    }
    return stamp->now;
}
