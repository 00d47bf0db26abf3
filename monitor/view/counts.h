/* One look at an organisation's state, and the counts of its series. Everything that comes out of
 * a look lives in its arena. */
#pragma once

#include "view/orgs.h"
#include "wire/tally.h"

enum { COUNTS_POINT_LIMIT = 5000, COUNTS_SERIES_LIMIT = 5000 };

struct view {
    struct store *store;
    struct org org;
    struct arena *arena;
    int64_t now;
};

/* A stretch of one series: what starts in [from_at, to_at), by time, where there is something. */
struct stretch {
    struct slice series;
    int64_t from_at;
    int64_t to_at;
    struct tally_point *points;
    size_t count;
};

struct names {
    struct slice *rows; /* sorted */
    size_t count;
};

/* The names of all series. */
MUST_CHECK int counts_series(const struct view *view, struct names *names, struct fault *fault);
/* Fills in the hours, or the minutes, of every stretch. */
MUST_CHECK int counts_hours(const struct view *view, struct stretch *stretches, size_t count,
                            struct fault *fault);
MUST_CHECK int counts_minutes(const struct view *view, struct stretch *stretches, size_t count,
                              struct fault *fault);
