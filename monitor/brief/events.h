/* The events of the last days, as the trigger topic brought them: what a report tells of its span,
 * and what calls for a report at once. */
#pragma once

#include "brief/brief.h"

enum { EVENTS_KEPT = 20000 };

MUST_CHECK int events_open(struct brief *brief, struct fault *fault);
void events_free(struct events *events);
int events_descriptor(const struct events *events);
/* Takes what has come. */
void events_serve(struct events *events);
/* Has the topic been read to its end once, or in vain for a while? A report before that would lack
 * what is still to come. */
bool events_are_read(const struct events *events);
/* All that are kept, oldest first; borrowed until the next events_serve(). */
struct report_events events_all(const struct events *events);
/* The next event that started, raised or ended a response and was not handed out yet, or NULL. */
const struct json *events_next_turn(struct events *events);
/* Did it end one? */
bool events_is_end(const struct json *event);
