/* One line of a story, word by word. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* What is left of the line. */
struct line {
    struct slice rest;
};

struct line line_of(struct slice text);
/* The next word; empty at the end. Words stand between spaces; 「…」 or "…" is one word without its
 * marks. */
struct slice line_next(struct line *line);
/* Takes the word if it comes next. */
bool line_take(struct line *line, const char *word);
/* Everything that is left, without spaces around. */
struct slice line_rest(struct line *line);
bool line_is_done(const struct line *line);
/* "12" → 12. */
bool line_number(struct slice word, int64_t *number);
/* The time at the beginning of a line: "09:30", "09:30:05", "day 3 09:30", "+2h", "+1d2h30min".
 * `day_at` is midnight of the story's first day, `now` what "+" adds to. */
bool line_time(struct line *line, int64_t day_at, int64_t now, int64_t *at);
