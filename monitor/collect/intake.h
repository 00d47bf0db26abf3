/* The collector's side of source.h: every record on its way has a ticket in its source's queue, and a
 * cursor is kept only when all tickets before it are safe, also those that were refused.
 *
 * While Kafka is away, what comes waits on disk (edge/reserve.h), with all that was under way before
 * it; a source that finds no room there waits where it is. Nothing goes past what is on disk, so the
 * order stays. A start finds what waits, sends it first, and its sources go on behind it; the cursor
 * kept in Redis moves only when Kafka has the records. */
#pragma once

#include "collect/passage.h"
#include "collect/source.h"
#include "edge/clock.h"
#include "edge/log.h"

struct intake_options {
    struct passage *passage;   /* NULL: records are printed and nothing is kept */
    const struct clock *clock; /* when something came */
    const struct log *log;     /* what was refused, and where things wait */
    struct slice personal_key; /* for what is shown of it; borrowed */
};

struct intake *intake_new(const struct intake_options *options);
void intake_free(struct intake *intake);
RELEASE_WITH(intake, struct intake, intake_free)

/* From now on things may wait in that folder. Before any source is added. */
MUST_CHECK int intake_open_reserve(struct intake *intake, const char *folder, size_t limit_bytes,
                                   struct fault *fault);

/* For passage_options: the record of that mark is safe. `context` is the intake. */
void intake_settle(void *context, int32_t partition, uint64_t mark);
/* The passage that was opened with intake_settle(). */
void intake_connect(struct intake *intake, struct passage *passage);

/* From now on the intake takes from this source, which stood there when it was last safe. */
void intake_add(struct intake *intake, struct source *source, struct slice cursor);
/* Calls settled() of every source for what became safe since; puts on disk, and sends from there,
 * what is to go. FAULT_SETUP when the disk does not give back what it holds. */
MUST_CHECK int intake_serve(struct intake *intake, int64_t now, struct fault *fault);
/* Is everything that is not safe on disk, because Kafka is away? */
bool intake_is_sheltered(const struct intake *intake);

struct intake_counts {
    int64_t items;   /* records that were taken */
    int64_t refused;
    int64_t item_at; /* when the last one was taken; MOMENT_NEVER */
    int64_t through; /* what the source said last; MOMENT_NEVER */
    size_t waiting;  /* not yet safe */
    size_t on_disk;  /* of these, not yet sent */
    int64_t held;    /* offers that had no room */
};

struct intake_counts intake_counts(const struct intake *intake, const struct source *source);
/* Where the source stands for certain, borrowed; `moves` counts its changes. */
struct slice intake_kept(const struct intake *intake, const struct source *source, uint64_t *moves);
