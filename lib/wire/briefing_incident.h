/* The incidents of a briefing, and what must be done by when. */
#pragma once

#include "wire/briefing.h"
#include "wire/writer.h"

/* "incidents", "deadlines" (overdue ones first) and how many of each. */
void briefing_write_incidents(struct writer *writer, const struct briefing *briefing);
