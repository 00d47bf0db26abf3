/* What the collector says of each source it hears (monitor/collect/keeper.h): not how much was
 * counted, but whether its feed answers, what it refused, and what still waits. */
#pragma once

#include "view/counts.h"

enum { COLLECTORS_LIMIT = 2000, COLLECTORS_FIELD_LIMIT = 24 };

struct collector_field {
    struct slice name;
    struct slice value;
};

struct collector {
    struct slice source;
    struct collector_field fields[COLLECTORS_FIELD_LIMIT];
    size_t field_count;
};

struct collectors {
    struct collector *rows; /* by source */
    size_t count;
};

/* Those of the view's organisation, or all when it has no name. */
MUST_CHECK int collectors_read(const struct view *view, struct collectors *collectors,
                               struct fault *fault);
/* The one of that source, or NULL. */
const struct collector *collectors_find(const struct collectors *collectors, struct slice source);
/* The field's value, or an empty slice; as a number, or 0. */
struct slice collector_text(const struct collector *collector, const char *name);
int64_t collector_number(const struct collector *collector, const char *name);
