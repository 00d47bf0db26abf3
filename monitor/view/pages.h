/* What surge keeps for readers as JSON: incidents, growth, sources, its own status. Trees live in
 * the view's arena; what cannot be read is left out, because a reader shows what it can. */
#pragma once

#include "view/counts.h"
#include "wire/json.h"

enum { PAGES_INCIDENT_LIMIT = 1000, PAGES_BYTES_LIMIT = 1024 * 1024 };

/* A named JSON value. */
struct page {
    struct slice name;
    const struct json *value;
};

struct pages {
    struct page *rows; /* by name */
    size_t count;
};

/* By incident id. */
MUST_CHECK int pages_incidents(const struct view *view, struct pages *pages, struct fault *fault);
/* By series, and by source. */
MUST_CHECK int pages_growth(const struct view *view, struct pages *pages, struct fault *fault);
MUST_CHECK int pages_sources(const struct view *view, struct pages *pages, struct fault *fault);
/* The value of that name, or NULL. */
const struct json *pages_find(const struct pages *pages, struct slice name);

/* One incident; *value is NULL when there is none of that id. */
MUST_CHECK int pages_incident(const struct view *view, struct slice id, const struct json **value,
                              struct fault *fault);

/* The owner's status and the state's accounts of a partition, field by field, as text. */
struct status_field {
    struct slice name;
    struct slice value;
};

struct status {
    struct status_field *rows;
    size_t count;
};

MUST_CHECK int pages_status(const struct view *view, struct status *status, struct fault *fault);
/* The value, or an empty slice. */
struct slice status_find(const struct status *status, const char *name);
/* The value as a whole number. */
int64_t status_number(const struct status *status, const char *name, int64_t otherwise);
