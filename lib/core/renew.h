/* Makes everything that a fold remembers count as not stored yet, so that the next gathering
 * (wire/keep.h) holds the whole state and not only what changed: for a store that has nothing.
 * Of windows that is what the fold itself has: 26 hours of minutes and ten days of hours. */
#pragma once

#include "core/fold.h"

void renew_fold(struct fold *fold);
