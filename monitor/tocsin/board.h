/* A scoreboard on standard output: a table for people, or a line of JSON for each source. */
#pragma once

#include "read/scoreboard.h"

#include <stdbool.h>

/* A title above the table (NULL: none), or lines whose `board` is `name` (NULL: not said). In them
 * an AUC or macro-F1 is null where its labels are missing. */
struct board_form {
    const char *name;
    const char *title;
    bool json;
};

void board_show(struct scoreboard *board, const struct board_form *form);
