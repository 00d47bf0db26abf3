/* Local days: a table of (moment, offset) and of day types, made by lib/read or
 * the rules when they are loaded. The core never sees a zone's name. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum day_type { DAY_WORK, DAY_REST, DAY_TYPE_COUNT };

/* From this moment on, local time is UTC plus that. */
struct calendar_offset {
    int64_t from_at;
    int64_t offset_ms;
};

/* A local day (days since 1970-01-01) that is not what its weekday says: a holiday, or a weekend
 * that is worked. */
struct calendar_day {
    int64_t day;
    enum day_type type;
};

/* Both tables sorted ascending and borrowed. Before the first offset the first one holds; without
 * any, local time is UTC. */
struct calendar {
    const struct calendar_offset *offsets;
    size_t offset_count;
    const struct calendar_day *days;
    size_t day_count;
};

struct local_time {
    int64_t day; /* days since 1970-01-01, local */
    int hour;    /* 0 … 23 */
    int minute;  /* 0 … 59 */
    int weekday; /* 0 = Monday … 6 = Sunday */
    enum day_type type;
};

struct local_time calendar_local(const struct calendar *calendar, int64_t at);
/* The moment at which that local day begins; where midnight is skipped, the first moment after. */
int64_t calendar_day_starts_at(const struct calendar *calendar, int64_t day);
/* The end of the last of so many working days, counted from the day after that of `at`. */
int64_t calendar_after_working_days(const struct calendar *calendar, int64_t at, int64_t count);
