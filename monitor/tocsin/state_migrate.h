/* Brings a state of an earlier layout to the layout of this program, step by step: each layout can
 * read the one before. */
#pragma once

#include "base/fault.h"
#include "edge/redis.h"
#include "tocsin/state_show.h"

/* Says of each partition which layout it has. FAULT_SETUP when one is newer than this program, or
 * of no layout that any version ever wrote; then nothing is changed. */
MUST_CHECK int state_migrate(struct redis *redis, enum state_form form, struct fault *fault);
