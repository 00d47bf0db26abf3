/* The incidents of a briefing, and what must be done by when. */
#pragma once

#include "wire/briefing.h"
#include "wire/writer.h"

/* The level that incident had at that moment, by its timeline; none when it was not open. */
enum level briefing_incident_level_at(const struct json *incident, int64_t at);
/* "incidents", "deadlines" (overdue ones first) and how many of each. */
void briefing_write_incidents(struct writer *writer, const struct briefing *briefing);
