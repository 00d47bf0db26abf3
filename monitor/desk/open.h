/* Opens everything the desk stands on, and closes it in reverse order. */
#pragma once

#include "desk/desk.h"

extern const struct options DESK_OPTIONS;

/* The settings must be filled in. On a fault desk_close() is called all the same. */
MUST_CHECK int desk_open(struct desk *desk, struct fault *fault);
void desk_close(struct desk *desk);
/* Reads the sources again, for their webhooks; when they are wrong, those before stay. */
void desk_read_sources(struct desk *desk);
