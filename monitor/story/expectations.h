/* What a story expects: which triggers came since the last line, of which type, level and clause. */
#pragma once

#include "story/line.h"
#include "story/world.h"

/* Which triggers were looked at. */
struct expectations {
    size_t from;      /* the first trigger of this line */
    bool *seen;       /* for each from there on */
    size_t capacity;
};

void expectations_done(struct expectations *expectations);
/* A new line begins: triggers from now on are looked at. FAULT_INPUT names one of the line before
 * that nobody expected; reminders, overdue clocks and answers to people need not be. */
MUST_CHECK int expectations_begin(struct expectations *expectations, const struct world *world,
                                  struct fault *fault);
/* The rest of a line behind "expect". FAULT_INPUT says what came instead. */
MUST_CHECK int expectations_meet(struct expectations *expectations, const struct world *world,
                                 struct line *line, struct fault *fault);
