/* What the passing of time decides for one organisation: windows that move on, buckets that
 * close, sources that are silent too long, calm that has lasted, clocks that run out. */
#pragma once

#include "core/effects.h"
#include "core/org.h"

/* Decides what falls due at that instant; org->due_at is the next one afterwards. */
void passing_decide(struct org *org, int64_t instant, struct effects *effects);
/* Brings org->due_at forward to what the series may have to say. */
void passing_expect(struct org *org, const struct tracked *tracked);
/* Makes org->due_at what it must be when everything up to `now` has been decided. */
void passing_find_next(struct org *org, int64_t now);
