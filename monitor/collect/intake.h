/* Everything between the sources and the log: what they offer is sent, and their cursors are kept
 * once it is safe; what they cannot read is put aside; how each of them is doing goes into the log
 * every minute and at every change. The sources see source.h. */
#pragma once

#include "base/fault.h"
#include "collect/collect.h"
#include "collect/source.h"
#include "edge/log.h"

#include <poll.h>
#include <stdint.h>

/* The sources become the intake's, to step and to free. */
int intake_open(const struct collect_settings *settings, const struct log *log,
                struct source **sources, size_t count, struct intake **intake,
                struct fault *fault) MUST_CHECK;
void intake_free(struct intake *intake);
RELEASE_WITH(intake, struct intake, intake_free)

/* Steps what is due, sends, keeps cursors; says when it wants to be called again. */
int intake_turn(struct intake *intake, int64_t now_monotonic, int64_t *again_at,
                struct fault *fault) MUST_CHECK;
/* Fills in at most `most` descriptors to wait for; a turn steps the source that owns a ready one. */
size_t intake_waits(struct intake *intake, struct pollfd *waits, size_t most);
/* The descriptors of the last intake_waits(), as poll left them. */
void intake_ready(struct intake *intake, const struct pollfd *waits, size_t count);
