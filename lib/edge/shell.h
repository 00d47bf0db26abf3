/* A command of the user's, run by the shell with something on its standard input. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdint.h>

struct shell {
    const char *command;
    struct slice input;
    const char *const *environment; /* "NAME=value" … NULL: beside our own */
    int64_t limit_ms;               /* then it is killed */
};

/* Waits for it. *code is its exit code, 128 + the signal that ended it. FAULT_AWAY when it took
 * too long, FAULT_SETUP when it cannot be started. */
MUST_CHECK int shell_run(const struct shell *shell, int *code, struct fault *fault);
