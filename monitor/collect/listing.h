/* sources.yaml, the presets it names, and the rules of what comes in: read together, because the
 * sources borrow from all of them. */
#pragma once

#include "wire/forms.h"
#include "wire/sources.h"

struct listing {
    struct text content; /* of sources.yaml */
    struct sources *sources;
    struct forms forms;
    struct text forms_content;
    char *rules;
    struct arena *arena; /* of presets */
};

struct complaints;

/* `rules` is --rules or NULL. FAULT_SETUP with everything that is wrong, one line each. */
MUST_CHECK int listing_read(const char *path, const char *rules, struct listing **listing,
                            struct fault *fault);
/* The same; a fault is cut where it gets long, the complaints are whole. */
MUST_CHECK int listing_check(const char *path, const char *rules, struct complaints *complaints,
                             struct listing **listing, struct fault *fault);
void listing_free(struct listing *listing);
RELEASE_WITH(listing, struct listing, listing_free)
