/* How a record counts: in which series, with which numbers, and whether it is distinct
 * (DESIGN.md §4). */
#pragma once

#include "core/effects.h"
#include "core/fold.h"

/* Counts one record of the classes `counted` and `future`, and decides what it brings about. */
void count_record(struct org *org, const struct folding *folding,
                  struct effects *effects, struct outcome *outcome);
