/* The world of a story: one organisation's casebook with counts kept in memory. Time moves as in the
 * fold: what falls due is decided instant by instant before anything else happens. */
#pragma once

#include "core/casebook.h"

struct world;

/* The rules are borrowed. With `takeovers`, the casebook is stored and restored after every step,
 * as if another member of the group took over. */
struct world *world_new(const struct rules *rules, struct slice org, bool takeovers,
                        int64_t start_at);
void world_free(struct world *world);
RELEASE_WITH(world, struct world, world_free)

/* Time runs on to that moment. */
void world_advance(struct world *world, int64_t to_at);
int64_t world_now(const struct world *world);

/* Somebody said something; it is counted in the series of its subjects and more. */
void world_record(struct world *world, struct occurrence *occurrence);
/* The complaint that waits longest is answered. False when none waits. */
bool world_answer(struct world *world);
/* Growth in force of a series changed; a tier of 0 takes it back. */
void world_growth(struct world *world, struct slice series, const struct growth *growth);
void world_command(struct world *world, const struct command *command);
/* A required source falls silent, or is back. */
void world_source(struct world *world, bool is_up);

/* Triggers since the world began, in order. Borrowed until the next step. */
size_t world_trigger_count(const struct world *world);
const struct trigger *world_trigger(const struct world *world, size_t index);
