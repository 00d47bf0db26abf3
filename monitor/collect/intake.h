/* The collector's side of source.h: every record on its way has a ticket in its source's queue, and a
 * cursor is kept only when all tickets before it are safe, also those that were refused. */
#pragma once

#include "collect/passage.h"
#include "collect/source.h"
#include "edge/clock.h"
#include "edge/log.h"

struct intake_options {
    struct passage *passage;   /* NULL: records are printed and nothing is kept */
    const struct clock *clock; /* when something came */
    const struct log *log;     /* what was refused */
};

struct intake *intake_new(const struct intake_options *options);
void intake_free(struct intake *intake);
RELEASE_WITH(intake, struct intake, intake_free)

/* For passage_options: the record of that mark is safe. `context` is the intake. */
void intake_settle(void *context, int32_t partition, uint64_t mark);
/* The passage that was opened with intake_settle(). */
void intake_connect(struct intake *intake, struct passage *passage);

/* From now on the intake takes from this source, which stood there when it was last safe. */
void intake_add(struct intake *intake, struct source *source, struct slice cursor);
/* Calls settled() of every source for what became safe since. */
void intake_tell(struct intake *intake);

struct intake_counts {
    int64_t items;   /* records that were taken */
    int64_t refused;
    int64_t item_at; /* when the last one was taken; MOMENT_NEVER */
    int64_t through; /* what the source said last; MOMENT_NEVER */
    size_t waiting;  /* not yet safe */
    int64_t held;    /* offers that had no room */
};

struct intake_counts intake_counts(const struct intake *intake, const struct source *source);
/* Where the source stands for certain, borrowed; `moves` counts its changes. */
struct slice intake_kept(const struct intake *intake, const struct source *source, uint64_t *moves);
