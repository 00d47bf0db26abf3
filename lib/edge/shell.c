#include "edge/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Our environment and the one given, in one list. */
static char **whole_environment(const char *const *more)
{
    size_t count = 0;
    size_t extra = 0;

    while (environ[count] != NULL)
        count++;
    while (more != NULL && more[extra] != NULL)
        extra++;
    char **list = memory_array(count + extra + 1, sizeof *list);
    for (size_t i = 0; i < extra; i++)
        list[i] = (char *)more[i];
    for (size_t i = 0; i < count; i++)
        list[extra + i] = environ[i];
    return list;
}

static int start(const struct shell *shell, int input, pid_t *id, struct fault *fault)
{
    posix_spawn_file_actions_t actions;
    char *arguments[] = { (char *)"sh", (char *)"-c", (char *)shell->command, NULL };
    char **environment = whole_environment(shell->environment);
    posix_spawnattr_t attributes;
    sigset_t none;

    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    const int error = posix_spawn(id, "/bin/sh", &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    memory_free(environment);
    if (error != 0)
        return fault_set(fault, FAULT_SETUP, "the shell does not start: %s", strerror(error));
    return 0;
}

/* The input lies in a file without a name, so that a command which does not read it stops nobody. */
static int make_input(struct slice content, struct fault *fault)
{
    const int descriptor = memfd_create("trigger", MFD_CLOEXEC);

    if (descriptor < 0 ||
        write(descriptor, content.bytes, content.length) != (ssize_t)content.length ||
        lseek(descriptor, 0, SEEK_SET) != 0) {
        const int error = errno;
        if (descriptor >= 0)
            close(descriptor);
        return fault_set(fault, FAULT_AWAY, "the command's input: %s", strerror(error));
    }
    return descriptor;
}

static int await(const struct shell *shell, pid_t id, int *code, struct fault *fault)
{
    int status = 0;
    const int descriptor = (int)syscall(SYS_pidfd_open, id, 0);
    struct pollfd waiting = { .fd = descriptor, .events = POLLIN };
    const int ready = descriptor < 0 ? 1 : poll(&waiting, 1, (int)shell->limit_ms);

    if (descriptor >= 0)
        close(descriptor);
    if (ready == 0) {
        kill(-id, SIGKILL);
        while (waitpid(id, &status, 0) < 0 && errno == EINTR)
            continue;
        return fault_set(fault, FAULT_AWAY, "the command took longer than %lld s",
                         (long long)(shell->limit_ms / 1000));
    }
    while (waitpid(id, &status, 0) < 0 && errno == EINTR)
        continue;
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return 0;
}

int shell_run(const struct shell *shell, int *code, struct fault *fault)
{
    pid_t id = 0;
    const int input = make_input(shell->input, fault);

    if (input < 0)
        return -1;
    const int result = start(shell, input, &id, fault);
    close(input);
    return result != 0 ? -1 : await(shell, id, code, fault);
}
