/* The only place that asks the machine what time it is.
 *
 * `clock_now` is the time that stamps records and is told to people: the wall
 * clock, or, while a file is played, the feed clock. The feed clock is a small
 * file that every program maps. It holds an anchor (event time, wall time, rate)
 * behind a sequence counter; the player is its only writer. An anchor holds for
 * two seconds of wall time and then the clock stands, so that a player that died
 * does not let time run away. Time-outs, flushes and backoff use clock_monotonic. */
#pragma once

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_ANCHOR_MS = 2000 };

struct clock;

/* The wall clock when `path` is NULL, else the feed clock in that file. FAULT_SETUP when the file
 * is not there or is no clock. */
MUST_CHECK int clock_open(const char *path, struct clock **clock, struct fault *fault);
void clock_free(struct clock *clock);
RELEASE_WITH(clock, struct clock, clock_free)

/* Milliseconds since 1970 by this clock. A feed clock without an anchor yet says 0. */
int64_t clock_now(const struct clock *clock);
/* Is a file being played? */
bool clock_is_feed(const struct clock *clock);

/* The machine's wall clock, for log lines and file times. */
int64_t clock_wall(void);
/* Milliseconds since some moment in the past; never goes back. */
int64_t clock_monotonic(void);
/* The same in microseconds, for measuring. */
int64_t clock_monotonic_us(void);

/* The player's side. */
struct clock_anchor {
    int64_t event_at; /* what the clock said … */
    int64_t wall_at;  /* … at this instant of the wall clock */
    double rate;      /* feed milliseconds per wall millisecond; 0 stands */
};

struct clock_writer;

/* Makes the file when it is not there; an anchor in it is kept. */
MUST_CHECK int clock_writer_open(const char *path, struct clock_writer **writer,
                                 struct fault *fault);
void clock_writer_free(struct clock_writer *writer);
RELEASE_WITH(clock_writer, struct clock_writer, clock_writer_free)

/* The anchor in force. */
struct clock_anchor clock_writer_anchor(const struct clock_writer *writer);
void clock_writer_set(struct clock_writer *writer, struct clock_anchor anchor);
