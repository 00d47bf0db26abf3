/* The player's hand on the feed clock: sets it, lets it run, makes it stand, and keeps its anchor
 * fresh while it runs. */
#pragma once

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

struct baton;

int baton_open(const char *clock, struct baton **baton, struct fault *fault) MUST_CHECK;
void baton_free(struct baton *baton);
RELEASE_WITH(baton, struct baton, baton_free)

/* What the clock says. */
int64_t baton_now(const struct baton *baton);
/* The clock stands at this instant. */
void baton_stand(struct baton *baton, int64_t at);
/* The clock runs from this instant. */
void baton_run(struct baton *baton, int64_t at, double rate);
bool baton_runs(const struct baton *baton);
/* Feed milliseconds per millisecond; 0 when it stands. */
double baton_rate(const struct baton *baton);
/* Renews the anchor of a running clock when it is time. */
void baton_renew(struct baton *baton, int64_t now_monotonic);
