/* The collector at work: all sources of sources.yaml, stepped when they are due, their records on
 * the way to Kafka, their cursors and health on the way to Redis, their states into the log. */
#pragma once

#include "collect/collect.h"
#include "edge/log.h"

#include <stdbool.h>
#include <stdint.h>

struct hearing;

/* FAULT_SETUP when sources.yaml or a source of it cannot be. */
MUST_CHECK int hearing_open(const struct collect_settings *settings, const struct log *log,
                            struct hearing **hearing, struct fault *fault);
void hearing_free(struct hearing *hearing);
RELEASE_WITH(hearing, struct hearing, hearing_free)

/* Does what is due. FAULT_AWAY: a neighbour is lost, the program starts anew. */
MUST_CHECK int hearing_turn(struct hearing *hearing, struct fault *fault);
/* Waits until something is due, a source can go on, or the descriptor is readable. */
void hearing_wait(struct hearing *hearing, int descriptor);

/* With --once: has the source said all it has? */
bool hearing_is_done(const struct hearing *hearing);
/* Sends and keeps what is under way, at most so long. */
void hearing_settle(struct hearing *hearing, int64_t limit_ms);

/* Only reads sources.yaml and what it names: for --check-config and SIGHUP. */
MUST_CHECK int hearing_check(const struct collect_settings *settings, struct fault *fault);
