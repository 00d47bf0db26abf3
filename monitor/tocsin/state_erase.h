/* A person's data taken out of the live state, while tocsin-surge runs or not: values are replaced
 * only where they are still what was read, and the owner of the partition then reads its state
 * again. Counts stay. */
#pragma once

#include "base/fault.h"
#include "edge/redis.h"
#include "tocsin/state_show.h"

struct state_erasure {
    const char *kafka;  /* where the register and the log name the person's records */
    const char *folder; /* the state folder, with the installation's key */
    const char *author; /* author.id as records have it */
    enum state_form form;
};

/* Prints what was taken out, and where else such data may lie. */
MUST_CHECK int state_erase(struct redis *redis, const struct state_erasure *wanted,
                           struct fault *fault);
