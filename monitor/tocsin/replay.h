/* `tocsin replay`: the same core over a file, in event time. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum replay_output { REPLAY_EVENTS, REPLAY_LEVELS, REPLAY_TABLE };

struct replay_settings {
    const char *path; /* "-" is standard input */
    const char *rules;
    bool feedback;
    bool counts;
    int64_t from_at;  /* MOMENT_NEVER: from the beginning */
    int64_t to_at;
    int output;       /* enum replay_output */
};

/* Both return the exit code. */
int replay_feedback(const struct replay_settings *settings);
int replay_counts(const struct replay_settings *settings);
