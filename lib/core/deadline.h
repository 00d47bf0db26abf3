/* The clocks of an incident: PLAN.md §6. A clock is an absolute instant in log time; it is reminded
 * of at 50 % and 80 %, and overdue when its instant passes unmet. */
#pragma once

#include "core/scene.h"

/* A level begins, and its clocks start; where one of the same row runs already, the earlier instant
 * stays. What was met for a better level must be met again, for a worse one not. On the way down, and when a warning gives way to a response, clocks
 * that only the old level has end. `trail` says which categories were heard; may be NULL. */
void deadline_enter(const struct scene *scene, struct incident *incident,
                    const struct trail *trail, enum level from);
/* A proposal of that level, or a request for an upgrade, starts its clock, unless it runs. */
void deadline_start(const struct scene *scene, struct incident *incident,
                    enum clock_purpose purpose, enum level level);
/* The same, afresh from now, also when it runs. */
void deadline_restart(const struct scene *scene, struct incident *incident,
                      enum clock_purpose purpose, enum level level);
/* The observation of the level (CLK-18) begins again. */
void deadline_observe_again(const struct scene *scene, struct incident *incident);
/* Does any clock wait to be met? */
bool deadline_awaits(const struct incident *incident);
/* Ends what runs of that purpose and level without a word. */
void deadline_end(struct incident *incident, enum clock_purpose purpose, enum level level,
                  int64_t now);
void deadline_end_all(struct incident *incident, int64_t now);

/* The next instant at which a clock has something to say; INT64_MAX when none has. */
int64_t deadline_next_at(const struct incident *incident);
/* The earliest stage at or before `now` that was not said yet: 50, 80, CLOCK_STAGE_LOOK or 100 (due). The clock is
 * moved on; a cadence starts its next period. False when there is none. The clock is borrowed until
 * the next call. */
bool deadline_step(struct incident *incident, const struct plan *plan, int64_t now,
                   struct clock **clock);

/* The clock of that row ("CLK-16" or "CLK-16.callback") that is running, or overdue and not met:
 * the one due first; NULL when there is none. */
struct clock *deadline_find(struct incident *incident, struct slice row);
/* It is met, or waived. A cadence goes on with its next period. */
struct closing {
    struct clock *clock;
    enum clock_state state;
    const struct command *command;
};
void deadline_close(const struct scene *scene, struct incident *incident,
                    const struct closing *closing);
