/* The sliding counts of one series: four whole numbers a minute.
 *
 * Only minutes and hours that hold something cost memory, so a quiet night is
 * free. The window never asks what time it is: every call says so. It moves
 * with the greatest moment added and lets the oldest hours go. */
#pragma once

#include "base/memory.h"
#include "base/moment.h"

#include <stdbool.h>
#include <stdint.h>

enum metric {
    METRIC_MENTIONS,   /* every record */
    METRIC_COMPLAINTS, /* is a complaint */
    METRIC_DISTINCT,   /* is a complaint of an author and a text not heard in 24 h */
    METRIC_NEGATIVE,   /* is negative */
    METRIC_COUNT,
};

struct counts {
    uint32_t of[METRIC_COUNT];
};

enum {
    WINDOW_MINUTE_HOURS = 26, /* hours whose minutes are kept; 25 h and the running one */
    WINDOW_DAYS = 10,         /* UTC days whose hours are kept; nine and the running one */
};

struct window;

struct window *window_new(void);
void window_free(struct window *window);
RELEASE_WITH(window, struct window, window_free)

/* Adds to the minute and the hour of `at`. Where the minutes of that hour are gone, only the hour
 * counts; where the hour is gone too, nothing does. */
void window_add(struct window *window, int64_t at, struct counts counts);
/* Restores an hour of which only the total was kept; must not be mixed with window_add there. */
void window_set_hour(struct window *window, int64_t at, struct counts counts);

/* What the minute, or the UTC hour, of that moment holds. */
struct counts window_minute(const struct window *window, int64_t at);
struct counts window_hour(const struct window *window, int64_t at);

/* The sum over [from_at, to_at), whole minutes; where minutes are gone, the hours that begin in
 * the interval. */
int64_t window_sum(const struct window *window, enum metric metric, int64_t from_at,
                   int64_t to_at);

/* The greatest moment added, MOMENT_NEVER when none. */
int64_t window_latest_at(const struct window *window);
/* Bytes of memory held. */
size_t window_bytes(const struct window *window);
