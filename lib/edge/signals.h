/* Signals as something to wait for: a descriptor that becomes readable, beside all others.
 *
 * Open before anything that makes threads, so that these inherit the mask. Children must be given
 * an empty mask again: signals_unblock() after fork, before exec. */
#pragma once

#include "base/fault.h"

enum signal_event {
    SIGNAL_EVENT_NONE,
    SIGNAL_EVENT_STOP,   /* SIGTERM or SIGINT */
    SIGNAL_EVENT_RELOAD, /* SIGHUP */
    SIGNAL_EVENT_CHILD,  /* SIGCHLD; one event may stand for several children */
};

struct signals;

/* Blocks these signals and SIGPIPE. */
MUST_CHECK int signals_open(struct signals **signals, struct fault *fault);
void signals_free(struct signals *signals);
RELEASE_WITH(signals, struct signals, signals_free)

/* Readable when signals_next() has something to say. */
int signals_descriptor(const struct signals *signals);
/* The next event, or SIGNAL_EVENT_NONE; never waits. */
enum signal_event signals_next(struct signals *signals);

void signals_unblock(void);
