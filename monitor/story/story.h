/* Stories: timelines in plain words that the monitoring group can read and write, run against the
 * rules. rules/README.md tells how they are written.
 *
 *   story: growth over 300 % starts level 2 by itself
 *   clauses: LVL-5
 *   09:00  growth of battery is 320%
 *          expect response.triggered level-2 LVL-5 for battery */
#pragma once

#include "base/fault.h"
#include "base/table.h"
#include "core/rules.h"

/* What one story came to. */
struct story_result {
    const char *name;  /* borrowed from the content */
    size_t name_length;
    bool is_right;
    struct fault fault; /* "line 12: expected …" */
};

/* Runs every story of a file, each twice: the second time with a takeover after every line, which
 * must change nothing. `told` is called for each; clauses that stories cite are set in `cited`. */
struct story_listener {
    void (*told)(void *context, const struct story_result *result);
    void *context;
    struct table *cited;
};

void story_run(struct slice content, const struct rules *rules,
               const struct story_listener *listener);
