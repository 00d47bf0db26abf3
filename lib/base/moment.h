/* Moments: milliseconds since 1970-01-01T00:00:00Z, in an int64_t whose name
 * ends in `_at` or is `now`. Lengths end in `_ms`. The calendar here is the
 * proleptic Gregorian one in UTC; local days come from tables made elsewhere. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define SECOND_MS ((int64_t)1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* No moment: before every other. */
#define MOMENT_NEVER INT64_MIN

/* A date and time of day in UTC. */
struct civil {
    int year;
    int month;   /* 1 … 12 */
    int day;     /* 1 … 31 */
    int hour;
    int minute;
    int second;
    int millisecond;
    int weekday; /* 0 = Monday … 6 = Sunday */
};

struct civil civil_from_moment(int64_t at);
/* Fields outside their range are not checked; weekday is ignored. */
int64_t moment_from_civil(struct civil civil);

/* Reads RFC 3339 ("2026-11-21T03:04:05.678+08:00"; a space for the T, lower case t and z, and any
 * number of decimals are allowed; a leap second counts as the second before it). False when it is
 * not one; years 1970 to 9999 only. */
bool moment_parse(struct slice string, int64_t *at);
/* Adds "2026-11-21T03:04:05.678Z"; the decimals only when they are not zero. */
void moment_add(struct text *text, int64_t at);

/* The last whole step at or before `at`, also for moments before 1970. */
static inline int64_t moment_floor(int64_t at, int64_t step_ms)
{
    int64_t rest = at % step_ms;

    return at - (rest < 0 ? rest + step_ms : rest);
}
