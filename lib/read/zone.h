/* Time zones as plain tables, made by ICU when the rules are loaded, so that nothing that decides
 * ever asks for the machine's zone or its data. */
#pragma once

#include "base/fault.h"
#include "core/calendar.h"

/* Makes the calendar of an IANA zone ("Asia/Shanghai") for the years 1970 to 2100, in the arena;
 * its table of days is empty. FAULT_SETUP when there is no such zone. */
MUST_CHECK int zone_calendar(const char *name, struct arena *arena, struct calendar *calendar,
                             struct fault *fault);
