/* The levels of the plan. Level 1 is the worst; compare with level_worse(), never with `<`.
 * Whatever leaves the process carries a level's name, never its number. */
#pragma once

#include "base/text.h"

#include <stdbool.h>

enum level {
    LEVEL_NONE,
    LEVEL_WARNING, /* 预警 */
    LEVEL_3,       /* 三级, 一般 */
    LEVEL_2,       /* 二级, 较大 */
    LEVEL_1,       /* 一级, 重大 */
};

/* "none", "warning", "level-3", "level-2", "level-1". */
const char *level_name(enum level level);
/* False when it is none of these names. */
bool level_find(struct slice name, enum level *level);
/* Is `left` worse than `right`? */
bool level_worse(enum level left, enum level right);
enum level level_worst(enum level left, enum level right);
