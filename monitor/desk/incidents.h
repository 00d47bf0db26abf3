/* Incidents and their clocks, as surge keeps them for readers. */
#pragma once

#include "desk/desk.h"

bool incidents_is_open(const struct json *incident);

/* All incidents of the view, worst and latest first. */
MUST_CHECK int incidents_read(const struct view *view, struct pages *pages, struct fault *fault);

/* One clock of an open incident. */
struct incident_clock {
    const struct json *incident;
    const struct json *clock;
    struct slice state;
    int64_t due_at;
};

/* All clocks of open incidents, overdue ones first, then pending ones by instant, then the rest;
 * in the view's arena. */
struct incident_clock *incidents_clocks(const struct view *view, const struct pages *pages,
                                        size_t *count);
void incidents_write_clock(struct writer *writer, const struct incident_clock *clock);

void incidents_list(struct request *request);
void incidents_show(struct request *request);
void incidents_deadlines(struct request *request);
