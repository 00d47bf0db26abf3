/* The record timestamps of a file that is played or replayed.
 *
 * A line stands in the log at the running maximum of `at`. One wrong `at` far ahead must not drag
 * the rest of the file with it, so a jump of over an hour is believed only if most of the lines
 * that follow are not more than an hour before it; otherwise that line goes out at the present
 * instant, and the core then counts it as `future`. The player and `replay` share this rule, so
 * that both make the same log. */
#pragma once

#include "base/moment.h"

#include <stddef.h>

enum { STAMP_FOLLOWING = 20 };

struct stamp {
    int64_t now; /* of the last line; MOMENT_NEVER before the first */
};

/* The timestamp of the next line. `at` is its own, MOMENT_NEVER when it has none that can be read;
 * `following` are those of the next STAMP_FOLLOWING lines, or of the rest. MOMENT_NEVER only when
 * no line so far has one. */
int64_t stamp_next(struct stamp *stamp, int64_t at, const int64_t *following, size_t count);
