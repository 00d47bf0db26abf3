#include "core/calendar.h"

#include "base/moment.h"

/* The last offset that begins at or before `at`. */
static int64_t offset_at(const struct calendar *calendar, int64_t at)
{
    size_t low = 0;
    size_t high = calendar->offset_count;

    if (calendar->offset_count == 0)
        return 0;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (calendar->offsets[middle].from_at <= at)
            low = middle;
        else
            high = middle;
    }
    return calendar->offsets[low].offset_ms;
}

static enum day_type type_of_day(const struct calendar *calendar, int64_t day, int weekday)
{
    size_t low = 0;
    size_t high = calendar->day_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->days[middle].day == day)
            return calendar->days[middle].type;
        if (calendar->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return weekday >= 5 ? DAY_REST : DAY_WORK;
}

struct local_time calendar_local(const struct calendar *calendar, int64_t at)
{
    int64_t local = at + offset_at(calendar, at);
    int64_t day_at = moment_floor(local, DAY_MS);
    int64_t day = day_at / DAY_MS;
    int weekday = (int)(((day + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */

    return (struct local_time){
        .day = day,
        .hour = (int)((local - day_at) / HOUR_MS),
        .minute = (int)((local - day_at) / MINUTE_MS % 60),
        .weekday = weekday,
        .type = type_of_day(calendar, day, weekday),
    };
}

int64_t calendar_day_starts_at(const struct calendar *calendar, int64_t day)
{
    int64_t local = day * DAY_MS;
    /* The offset of the evening before is right unless the clock changes in between. */
    int64_t at = local - offset_at(calendar, local - offset_at(calendar, local) - HOUR_MS);
    int64_t again = local - offset_at(calendar, at);

    return calendar_local(calendar, again).day == day && again < at ? again : at;
}

int64_t calendar_after_working_days(const struct calendar *calendar, int64_t at, int64_t count)
{
    int64_t day = calendar_local(calendar, at).day;

    while (count > 0) {
        day++;
        int weekday = (int)(((day + 3) % 7 + 7) % 7); /* as above */
        count -= type_of_day(calendar, day, weekday) == DAY_WORK;
    }
    return calendar_day_starts_at(calendar, day + 1);
}
