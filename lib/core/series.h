/* One series: "*", "subject/battery", "channel/hotline" … Its window, what is usual for it, and
 * whether it is too much now.
 *
 * Two readings are always taken. Literal: the trailing 24 h of distinct complaints against what is
 * expected of the same 24 h. Early: the probability, by a filter over the quarters of an hour, that
 * the rate now is over 3, 4 or 6 times the usual one. Decisions depend on the order of the calls and
 * on `now` alone.
 *
 * Buckets are quarters of an hour and close when `now` leaves them. What arrives later counts in the
 * window, and is learned, where it happened; the filter hears it with the open bucket when it is at
 * most an hour late, and else not at all. A series that is left alone is stepped through its idle buckets when it
 * is next looked at, with the same result. */
#pragma once

#include "base/text.h"
#include "core/calendar.h"
#include "core/detector.h"
#include "core/pool.h"
#include "core/trigger.h"
#include "core/window.h"

#include <stdbool.h>
#include <stdint.h>

/* No data came in this interval although somebody may have complained. */
struct silence {
    int64_t from_at;
    int64_t to_at;
};

/* One record, as the series counts it. */
struct arrival {
    int64_t event_at; /* at most `now` */
    struct counts counts;
    bool is_passed_on; /* what others said: counted, but no sign of coordination */
};

/* What a series needs from outside, the same in every call but for additions. All borrowed. */
struct series_context {
    const struct detector_settings *settings;
    const struct calendar *calendar;
    const struct pool *pool;         /* NULL: no shared shape */
    const struct silence *silences;  /* of the last 25 h at least, by from_at */
    size_t silence_count;
    double daily_mean;               /* configured for this series; 0 when none */
};

struct series;
struct gauge;

/* A source judges its own silence: zeros where much was expected. */
enum series_kind { SERIES_PLAIN, SERIES_SOURCE };

struct series *series_new(struct slice name, enum series_kind kind);
void series_free(struct series *series);
RELEASE_WITH(series, struct series, series_free)

struct slice series_name(const struct series *series);
/* The window; others may read it, and restore it before series_read(). */
struct window *series_window(const struct series *series);

/* Counts what one record adds. True when the growth in force rose by it. O(1). */
bool series_record(struct series *series, const struct series_context *context,
                   const struct arrival *arrival, int64_t now);

/* `now` has crossed into a new minute, or many. True when the growth in force changed. Need be
 * called only when series_due_at() has come. */
bool series_minute(struct series *series, const struct series_context *context, int64_t now);
/* The moment from which series_minute() may have something to say; INT64_MAX when only a record can
 * change anything. */
int64_t series_due_at(const struct series *series);
/* Steps through idle buckets up to `now`; before series_write(), pool_add() and series_growth(). */
void series_catch_up(struct series *series, const struct series_context *context, int64_t now);

/* The growth as last decided; borrowed until the next call on the series. All its numbers are
 * brought up to `now`. */
const struct growth *series_growth(struct series *series, const struct series_context *context,
                                   int64_t now);
/* 0, 100 (warning), 200, 300 or 500: the tier in force, and by the literal rule alone. */
int series_tier(const struct series *series);
int series_literal_tier(const struct series *series);

/* A window that ends at `now`, for people who ask why. */
struct series_view {
    int64_t window_ms;
    double count;
    double expected;
    double ratio;
    double guard;
    bool is_support; /* enough of it for the filter to be believed */
};

/* `span` is 0 … SPAN_COUNT − 1: 15 min, 1, 3, 6, 12, 24 h. */
struct series_view series_view(struct series *series, const struct series_context *context,
                               int span, int64_t now);
/* The least count of the 24 h at which the literal rule would say that tier (0: over the first
 * ratio, 1, 2), the guard included. */
double series_day_threshold(struct series *series, const struct series_context *context, int tier,
                            int64_t now);

/* For a source: since when it is silent by its own zeros, MOMENT_NEVER when it is not. */
int64_t series_silent_since(const struct series *series);

/* What is usual for [from_at, to_at), by the baseline as it is now. */
double series_expected(const struct series *series, const struct series_context *context,
                       int64_t from_at, int64_t to_at);
/* Days of data behind the baseline, and how many buckets it has learned from. */
double series_baseline_days(const struct series *series);
uint32_t series_baseline_version(const struct series *series);

/* The detector behind it, for graphs and for the shared shape; borrowed. */
const struct gauge *series_gauge(const struct series *series);

/* ---- the state ---- */

/* The whole state of the detector, without the window, bit for bit, also between machines. */
void series_write(const struct series *series, struct text *text);
/* False when it is not what series_write() made; the series is unchanged then. */
bool series_read(struct series *series, struct slice stored);

/* Lets a series that has had no record yet begin with what series_write() of another one has learned:
 * what is usual, and how noisy. False when that is less than two days, or no state; nothing changes
 * then. */
bool series_seed(struct series *series, struct slice stored);

/* Buckets closed so far. A state whose count of steps moved since series_write() is written again:
 * then what is stored, the window, and the figures of the open bucket are all a takeover needs. */
uint32_t series_steps(const struct series *series);

/* What the open bucket holds until now, and what was raised in it; stored with every flush in which
 * it changed. A takeover restores the window, reads the state, and resumes; it leaves no trace. */
struct bucket_figures {
    int64_t bucket_at; /* MOMENT_NEVER before the first record */
    uint32_t complaints;
    uint32_t heard;
    uint32_t distinct;
    bool warned;
    bool campaign;
    bool raised;
    uint16_t literal;
};

struct bucket_figures series_figures(const struct series *series);
/* Buckets between the stored state and that one are stepped as idle. */
void series_resume(struct series *series, const struct series_context *context,
                   const struct bucket_figures *figures);

/* A whole bucket at once, as a file of counts has it: only bucket_at, complaints and distinct are
 * looked at. It is closed and decided. True when the growth in force changed. */
bool series_bucket(struct series *series, const struct series_context *context,
                   const struct bucket_figures *figures);
