/* Plays a file of feedback into the log, and is the master of the feed clock while it does
 * (DESIGN.md §11). It sends each line at its instant, at the speed asked for, ticks where nothing
 * was sent for a second of feed time, stands still when surge falls behind, and remembers how far
 * all is stored. */
#pragma once

#include "base/fault.h"
#include "collect/collect.h"
#include "collect/passage.h"
#include "edge/log.h"

#include <stdbool.h>
#include <stdint.h>

struct player;

int player_open(const struct collect_settings *settings, const struct log *log,
                struct player **player, struct fault *fault) MUST_CHECK;
void player_free(struct player *player);
RELEASE_WITH(player, struct player, player_free)

/* Does what is due, and says when it wants to be called again. */
int player_turn(struct player *player, int64_t now_monotonic, int64_t *again_at,
                struct fault *fault) MUST_CHECK;
/* Readable when there are delivery reports to take. */
int player_descriptor(const struct player *player);

/* With --until-played: is everything stored and has everything left the outbox? */
bool player_is_done(const struct player *player);
/* Then the accounts are written; *balanced is false when they do not add up. */
int player_account(struct player *player, bool *balanced, struct fault *fault) MUST_CHECK;
/* Keeps how far it got. */
int player_save(struct player *player, struct fault *fault) MUST_CHECK;
