#include "read/zone.h"

#include "base/moment.h"

#include <string.h>

#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { NAME_UNITS = 128, OFFSET_LIMIT = 1024 };

/* 2100-01-01; laws change sooner. */
#define LAST_AT ((int64_t)4102444800000)

static void calendar_release(UCalendar **calendar)
{
    ucal_close(*calendar);
}

static int open_zone(const char *name, UCalendar **result, struct fault *fault)
{
    UChar units[NAME_UNITS], canonical[NAME_UNITS];
    UErrorCode status = U_ZERO_ERROR;
    UBool is_system = 0;

    if (strlen(name) >= NAME_UNITS)
        return fault_set(fault, FAULT_SETUP, "there is no time zone with so long a name");
    u_uastrcpy(units, name);
    ucal_getCanonicalTimeZoneID(units, -1, canonical, NAME_UNITS, &is_system, &status);
    if (U_FAILURE(status) || !is_system)
        return fault_set(fault, FAULT_SETUP, "there is no time zone '%s'", name);
    *result = ucal_open(units, -1, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status))
        return fault_set(fault, FAULT_SETUP, "the time zone '%s': %s", name, u_errorName(status));
    return 0;
}

static int64_t offset_at(UCalendar *zone, int64_t at, UErrorCode *status)
{
    ucal_setMillis(zone, (double)at, status);
    return ucal_get(zone, UCAL_ZONE_OFFSET, status) + ucal_get(zone, UCAL_DST_OFFSET, status);
}

int zone_calendar(const char *name, struct arena *arena, struct calendar *calendar,
                  struct fault *fault)
{
    OWNED(calendar) UCalendar *zone = NULL;

    if (open_zone(name, &zone, fault) != 0)
        return -1;
    UErrorCode status = U_ZERO_ERROR;
    struct calendar_offset *offsets = arena_take(arena, OFFSET_LIMIT * sizeof *offsets);
    size_t count = 0;
    for (int64_t at = 0; at < LAST_AT && count < OFFSET_LIMIT;) {
        offsets[count++] = (struct calendar_offset){at, offset_at(zone, at, &status)};
        UDate next = 0;
        ucal_setMillis(zone, (double)at, &status);
        if (!ucal_getTimeZoneTransitionDate(zone, UCAL_TZ_TRANSITION_NEXT, &next, &status))
            break;
        at = (int64_t)next;
    }
    if (U_FAILURE(status))
        return fault_set(fault, FAULT_SETUP, "the time zone '%s': %s", name, u_errorName(status));
    *calendar = (struct calendar){.offsets = offsets, .offset_count = count};
    return 0;
}
