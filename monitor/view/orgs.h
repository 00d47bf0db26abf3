/* The organisations there are, and where each lies. */
#pragma once

#include "view/store.h"

enum { ORG_LIMIT = 20000 };

struct org {
    struct slice name;
    int32_t partition;
};

struct orgs {
    const struct org *rows; /* by name */
    size_t count;
};

/* Everything lives in the arena. */
MUST_CHECK int orgs_read(struct store *store, int32_t partitions, struct arena *arena,
                         struct orgs *orgs, struct fault *fault);
/* The one of that name, or NULL. */
const struct org *orgs_find(const struct orgs *orgs, struct slice name);
