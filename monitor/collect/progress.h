/* How far the playing of a feed is safe: what Redis remembers of it, so that playing goes on there
 * after anything died.
 *
 * Lines become safe partition by partition, and therefore out of order. The front is the last line
 * up to which all are safe; per partition the last safe line is kept too, so that going on at the
 * front repeats nothing that another partition has already. */
#pragma once

#include "base/fault.h"
#include "feed/feed.h"

#include <stdbool.h>
#include <stdint.h>

struct progress;

/* Reads what Redis remembers; waits. */
int progress_open(const char *redis, int32_t partitions, struct progress **progress,
                  struct fault *fault) MUST_CHECK;
void progress_free(struct progress *progress);
RELEASE_WITH(progress, struct progress, progress_free)

/* Where the feed goes on. */
struct feed_position progress_position(const struct progress *progress);
/* Was this line of this partition stored in an earlier life? */
bool progress_has(const struct progress *progress, int32_t partition, uint64_t line);
/* Was anything ever sent to the partition? */
bool progress_is_used(const struct progress *progress, int32_t partition);

/* The next line of the feed was taken on; lines come one after the other. `partition` is -1 for a
 * line that was refused. */
void progress_take(struct progress *progress, const struct feed_line *line, int32_t partition);
/* That line is safe. */
void progress_settle(struct progress *progress, int32_t partition, uint64_t line);

/* Tells Redis when the front has moved; waits. */
int progress_save(struct progress *progress, struct fault *fault) MUST_CHECK;

struct progress_counts {
    int64_t read;
    int64_t refused;
};

/* Of the lines up to the front. */
struct progress_counts progress_counts(const struct progress *progress);
