/* Counts of the past, run through the detector: what `tocsin replay --counts`, `learn`, `backtest`
 * and `explain` share. Each series is its own source and has its own calendar; all share one shape
 * of day and week, which grows as in the daemon, once a day, from all series in byte order.
 *
 * Rows may come in any order and of any equal length up to an hour. The run goes day by day, and
 * within a day series by series; decisions are given in the order of their times. */
#pragma once

#include "core/series.h"

#include <stddef.h>

struct counting;

struct counting *counting_new(const struct detector_settings *settings);
void counting_free(struct counting *counting);
RELEASE_WITH(counting, struct counting, counting_free)

/* The number of the series of that name; `calendar` is borrowed and taken from the first call with
 * the name. */
size_t counting_series(struct counting *counting, struct slice name,
                       const struct calendar *calendar);

struct counting_row {
    int64_t start_at;
    uint32_t complaints;
    uint32_t distinct;
};

/* Rows of the same series and start are added up. */
void counting_add(struct counting *counting, size_t series, const struct counting_row *row);

/* A tier that changed, or was still in force six hours after it was last given. */
struct telling {
    int64_t at;    /* when it could be taken: the end of a row */
    size_t series;
    struct growth growth; /* growth.tier is what is in force now */
    int before;
};

/* The decisions of a day, in order; borrowed. */
typedef void counting_listener(void *listener, const struct telling *decisions, size_t count);

/* Runs everything that was added, once. `to_at` MOMENT_NEVER: to the last row. */
void counting_run(struct counting *counting, int64_t to_at, counting_listener *listen,
                  void *listener);

/* Days that the run has, known once it began; the listener is called once for each. */
size_t counting_days(const struct counting *counting);
/* The end of the last row. */
int64_t counting_end(const struct counting *counting);
size_t counting_series_count(const struct counting *counting);
/* What the rows hold of a metric that begin in the interval, once the run began. Mentions are
 * complaints here. */
int64_t counting_sum(const struct counting *counting, size_t series, enum metric metric,
                     const struct silence *interval);
struct slice counting_name(const struct counting *counting, size_t series);
/* As it stands after the run. */
struct series *counting_state(const struct counting *counting, size_t series);
struct series_context counting_context(const struct counting *counting, size_t series);
const struct pool *counting_pool(const struct counting *counting);
