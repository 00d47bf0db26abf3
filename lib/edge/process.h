/* A child process: started in a group of its own, so that Ctrl-C reaches only its parent, which
 * then stops the children in order; told to end when its parent dies. */
#pragma once

#include "base/fault.h"

#include <stdbool.h>
#include <sys/types.h>

struct process {
    pid_t id; /* 0 when none runs */
};

struct process_start {
    const char *path;
    const char *const *arguments; /* argv with its NULL; argv[0] is the name */
    const char *output;           /* both outputs are appended to this file; NULL: to our stderr */
};

/* Starts it. FAULT_SETUP when there is no such program. */
int process_start(struct process *process, const struct process_start *start, struct fault *fault)
    MUST_CHECK;

/* A copy of this process as it is now, for work on memory that must not wait; *is_copy is true in
 * the copy, which ends with process_leave() and touches no socket. */
int process_copy(struct process *process, bool *is_copy, struct fault *fault) MUST_CHECK;
_Noreturn void process_leave(int code);

/* Becomes that program, in place of this one. Returns only when there is no such program. */
int process_become(const char *path, const char *const *arguments, struct fault *fault) MUST_CHECK;

/* How a process ended. */
struct process_end {
    bool by_signal;
    int number; /* exit code, or signal */
};

/* Has it ended since it was started? Then the id becomes 0. */
bool process_ended(struct process *process, struct process_end *end);

/* Sends the signal; nothing when none runs. */
void process_signal(const struct process *process, int signal_number);
/* Sends the signal to the child and all that it has started. */
void process_signal_group(const struct process *process, int signal_number);
