/* What is stored of an organisation's series: windows, detectors, growth for readers. */
#pragma once

#include "core/org.h"
#include "wire/delta.h"

/* How long minutes are kept, in time of the log (DESIGN.md §4). */
#define KEEP_MINUTES_MS (49 * HOUR_MS)

/* Adds what has changed in them since the last time. */
void keep_series(struct delta *delta, struct org *org, int64_t now);
