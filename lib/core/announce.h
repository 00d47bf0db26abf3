/* What an incident's moves look like from outside: triggers with ids, numbers and evidence. */
#pragma once

#include "core/scene.h"

struct answer; /* core/decide.h */

/* A trigger about the incident with everything it carries; the clauses are copied. Its `n` is how
 * often that has happened. Borrowed until the next one is added. */
struct trigger *announce_add(const struct scene *scene, struct incident *incident,
                             enum trigger_type type, const struct clause *clauses,
                             size_t clause_count);
/* The latest complaints, for a trigger that raises something. */
void announce_evidence(const struct scene *scene, struct trigger *trigger,
                       const struct trail *trail);
/* The clocks that run. */
void announce_deadlines(const struct scene *scene, struct trigger *trigger,
                        const struct incident *incident);
/* A clock speaks; `note` may be NULL. */
void announce_clock(const struct scene *scene, struct incident *incident,
                    const struct clock *clock, const char *note);
/* A command was carried out, or refused. */
void announce_command(const struct scene *scene, const struct incident *incident,
                      const struct command *command, const struct answer *answer);
