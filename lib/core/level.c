#include "core/level.h"

static const char *const NAMES[] = {
    [LEVEL_NONE] = "none",  [LEVEL_WARNING] = "warning", [LEVEL_3] = "level-3",
    [LEVEL_2] = "level-2",  [LEVEL_1] = "level-1",
};

const char *level_name(enum level level)
{
    return NAMES[level];
}

bool level_find(struct slice name, enum level *level)
{
    for (int i = 0; i < (int)(sizeof NAMES / sizeof NAMES[0]); i++) {
        if (slice_is(name, NAMES[i])) {
            *level = (enum level)i;
            return true;
        }
    }
    return false;
}

bool level_worse(enum level left, enum level right)
{
    return left > right;
}

enum level level_worst(enum level left, enum level right)
{
    return left > right ? left : right;
}
