#include "edge/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child does between fork and exec; only calls that are safe there. */
_Noreturn static void become(const struct process_start *start, pid_t parent, int report)
{
    sigset_t none;
    int output = start->output == NULL
                     ? STDERR_FILENO
                     : open(start->output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);

    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent && setpgid(0, 0) == 0 &&
        output >= 0 && input >= 0 && dup2(input, STDIN_FILENO) >= 0 &&
        dup2(output, STDOUT_FILENO) >= 0 &&
        (start->output == NULL || dup2(output, STDERR_FILENO) >= 0))
        (void)execv(start->path, (char *const *)start->arguments);
    int number = errno;
    (void)!write(report, &number, sizeof number); /* a parent that is gone need not know */
    _exit(127);
}

int process_become(const char *path, const char *const *arguments, struct fault *fault)
{
    (void)execv(path, (char *const *)arguments); /* comes back only to say why not */
    return fault_set(fault, FAULT_SETUP, "starting '%s': %s", path, strerror(errno));
}

int process_start(struct process *process, const struct process_start *start, struct fault *fault)
{
    int ends[2];
    int number = 0;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return fault_set(fault, FAULT_AWAY, "starting '%s': %s", start->path, strerror(errno));
    pid_t parent = getpid();
    pid_t id = fork();
    if (id == 0)
        become(start, parent, ends[1]);
    (void)close(ends[1]);
    /* The pipe closes when exec succeeds. */
    ssize_t got = id < 0 ? 0 : read(ends[0], &number, sizeof number);
    (void)close(ends[0]);
    if (id < 0)
        return fault_set(fault, FAULT_AWAY, "starting '%s': %s", start->path, strerror(errno));
    if (got == (ssize_t)sizeof number) {
        (void)waitpid(id, NULL, 0); /* it has ended and says nothing more */
        return fault_set(fault, FAULT_SETUP, "starting '%s': %s", start->path, strerror(number));
    }
    process->id = id;
    return 0;
}

int process_copy(struct process *process, bool *is_copy, struct fault *fault)
{
    pid_t parent = getpid();
    pid_t id = fork();

    if (id < 0)
        return fault_set(fault, FAULT_AWAY, "making a copy of this process: %s", strerror(errno));
    *is_copy = id == 0;
    process->id = id;
    /* Who dies in between has an orphan that ends by itself. */
    if (*is_copy && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent))
        process_leave(1);
    return 0;
}

void process_leave(int code)
{
    _exit(code);
}

bool process_ended(struct process *process, struct process_end *end)
{
    int status = 0;

    if (process->id == 0 || waitpid(process->id, &status, WNOHANG) != process->id)
        return false;
    process->id = 0;
    *end = WIFSIGNALED(status)
               ? (struct process_end){ .by_signal = true, .number = WTERMSIG(status) }
               : (struct process_end){ .by_signal = false, .number = WEXITSTATUS(status) };
    return true;
}

void process_signal(const struct process *process, int signal_number)
{
    if (process->id != 0)
        (void)kill(process->id, signal_number); /* one that has ended is reaped soon */
}

void process_signal_group(const struct process *process, int signal_number)
{
    if (process->id != 0)
        (void)kill(-process->id, signal_number); /* one that has ended is reaped soon */
}
