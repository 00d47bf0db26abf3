/* The state of a gauge as bytes: versioned, portable, bit for bit. */
#pragma once

#include "core/gauge.h"

#include "base/text.h"

void gauge_state_write(const struct gauge *gauge, struct text *text);
/* False when it is not what gauge_state_write() made; the gauge is unchanged then. The distinct
 * counts of the ring are not part of it: they are those of its window, and are set to the counts. */
bool gauge_state_read(struct gauge *gauge, struct slice stored);
