/* What happens in a story: the rest of a line behind its time, carried out in the world. */
#pragma once

#include "story/line.h"
#include "story/world.h"

/* FAULT_INPUT says what could not be understood. */
MUST_CHECK int event_happens(struct world *world, struct line *line, struct fault *fault);
/* Sentences of all kinds, for people. */
extern const char event_help[];
