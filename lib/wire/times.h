/* Moments as the world writes them: RFC 3339 and 2822, the form of Weibo and early Twitter, seconds,
 * milliseconds and microseconds since 1970, and the local forms of exports ("2026/11/21 3:04",
 * "2026年11月21日 3时4分", "20261121030405"), which need to know where they were written. */
#pragma once

#include "base/text.h"
#include "core/calendar.h"

#include <stdbool.h>
#include <stdint.h>

/* `calendar` is the zone of times that name none; NULL: UTC. False when it is no time; years 1971
 * to 2199 only, so that a serial number is not taken for one. */
bool times_parse(struct slice string, const struct calendar *calendar, int64_t *at);

/* The moment that this local time names; where a clock change skips or repeats it, the first that
 * is not before it. */
int64_t times_from_local(const struct calendar *calendar, int64_t local_ms);
