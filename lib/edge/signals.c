#include "edge/signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct signals {
    int descriptor;
};

int signals_open(struct signals **signals, struct fault *fault)
{
    sigset_t watched, blocked;

    sigemptyset(&watched);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGHUP);
    sigaddset(&watched, SIGCHLD);
    blocked = watched;
    sigaddset(&blocked, SIGPIPE); /* a closed pipe is an error of write, not a death */
    if (sigprocmask(SIG_BLOCK, &blocked, NULL) != 0)
        return fault_set(fault, FAULT_SETUP, "signals cannot be blocked: %s", strerror(errno));
    int descriptor = signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
    if (descriptor < 0)
        return fault_set(fault, FAULT_SETUP, "signals cannot be watched: %s", strerror(errno));
    *signals = memory_new(sizeof **signals);
    (*signals)->descriptor = descriptor;
    return 0;
}

void signals_free(struct signals *signals)
{
    if (signals == NULL)
        return;
    (void)close(signals->descriptor); /* nothing is lost with it */
    memory_free(signals);
}

int signals_descriptor(const struct signals *signals)
{
    return signals->descriptor;
}

enum signal_event signals_next(struct signals *signals)
{
    struct signalfd_siginfo information;

    if (read(signals->descriptor, &information, sizeof information) != sizeof information)
        return SIGNAL_EVENT_NONE;
    switch (information.ssi_signo) {
    case SIGHUP:
        return SIGNAL_EVENT_RELOAD;
    case SIGCHLD:
        return SIGNAL_EVENT_CHILD;
    default:
        return SIGNAL_EVENT_STOP;
    }
}

void signals_unblock(void)
{
    sigset_t none;

    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL); /* the set is valid, so it cannot fail */
}
