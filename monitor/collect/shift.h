/* When the feed begins and how far its times are moved: decided at the first start, kept in the
 * state folder (shift.json), and the same at every start after it. */
#pragma once

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

struct shift {
    int64_t first_at; /* the first line's instant, in the file's own time */
    int64_t shift_ms;
};

/* *found is false when nothing was kept. */
int shift_read(const char *state, struct shift *shift, bool *found, struct fault *fault) MUST_CHECK;
int shift_write(const char *state, const struct shift *shift, struct fault *fault) MUST_CHECK;
