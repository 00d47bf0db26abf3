/* `tocsin replay FILE`: a file of the past through the same core as the daemon, in the time of the
 * file. */
#pragma once

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

enum replay_output { REPLAY_EVENTS, REPLAY_LEVELS, REPLAY_TABLE };

struct replay_settings {
    bool feedback;
    bool counts;
    bool no_texts;
    const char *rules;
    const char *zone;
    int64_t from_at; /* MOMENT_NEVER: everything */
    int64_t to_at;
    int output;      /* enum replay_output */
};

/* Each replays a file of its kind, printing to standard output. */
int replay_feedback(const char *path, const struct replay_settings *settings, struct fault *fault)
    MUST_CHECK;
int replay_counts(const char *path, const struct replay_settings *settings, struct fault *fault)
    MUST_CHECK;
