/* What a series is made of; for the files series*.c alone. */
#pragma once

#include "core/gauge.h"
#include "core/series.h"

struct series {
    char *name;
    size_t name_length;
    enum series_kind kind;
    struct window *window;
    struct gauge gauge;
    struct gauge *past;  /* learned before the first record; NULL when nothing was */
    struct growth growth;
    int64_t minute_at;   /* the minute for which the two counts below hold */
    uint32_t next_early; /* heard in the open bucket: from so many on the filter must be asked */
    double next_day;     /* distinct complaints of 24 h at which the literal rule may rise */
    uint32_t left;       /* distinct complaints of yesterday's bucket that have left the 24 h */
    int64_t due_at;
};

struct gauge_context series_gauge_context(const struct series *series,
                                          const struct series_context *context, int64_t bucket_at);
/* Closes the buckets that `now` has left. */
void series_advance(struct series *series, const struct series_context *context, int64_t now);
/* Keeps what is in force; true when it is another than before. */
bool series_settle(struct series *series, const struct series_context *context, int64_t now);
/* Whole minutes of the open bucket that have passed. */
int series_minutes(const struct series *series, int64_t now);
