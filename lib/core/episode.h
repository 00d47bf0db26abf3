/* An episode moves: levels come into force, are proposed, asked for and taken back.
 * Each move changes the incident and says so in triggers, whose ids are made from their cause.
 *
 * `trail` is what was last heard of the incident's subject; it may be NULL. */
#pragma once

#include "core/scene.h"

/* Who moved it: a person, or the criteria themselves (all NULL). */
struct mover {
    const char *actor;
    const char *role;
    const char *reason;
};

/* A level comes into force: one trigger, two when a warning gives way to it. */
struct entry {
    enum level level;
    enum trigger_mode mode;
    const struct clause *clauses;
    size_t clause_count;
    struct mover mover;
};
void episode_enter(const struct scene *scene, struct incident *incident,
                   const struct trail *trail, const struct entry *entry);
/* A level is proposed: NONE proposes to close level 3. */
void episode_propose(const struct scene *scene, struct incident *incident,
                     const struct trail *trail, const struct entry *entry);
/* The proposal of that level is off the table. */
void episode_withdraw(const struct scene *scene, struct incident *incident, enum level level);
/* An upgrade is asked for (DYN-2): four hours to hand it in. */
void episode_request(const struct scene *scene, struct incident *incident,
                     const struct trail *trail, const struct clause *clause);
/* It is over: released, closed, terminated. */
struct ending {
    enum trigger_type type;
    const struct clause *clause;
    struct mover mover;
};
void episode_end(const struct scene *scene, struct incident *incident,
                 const struct ending *ending);
/* Brings the growth that is shown up to date. */
void episode_refresh_growth(const struct scene *scene, struct incident *incident);
