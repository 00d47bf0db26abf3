/* Opens everything that briefings are made of, and closes it in reverse order. */
#pragma once

#include "base/options.h"
#include "brief/brief.h"

extern const struct options BRIEF_OPTIONS;

/* The settings must be filled in. On a fault brief_close() is called all the same. */
MUST_CHECK int brief_open(struct brief *brief, struct fault *fault);
void brief_close(struct brief *brief);
