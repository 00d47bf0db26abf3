/* The way back from what was stored (keep.h) to a fold. Whoever owns the store is told, stage by
 * stage, which named values are wanted, and hands each over; a value that is not there is handed
 * over with no items. FAULT_INPUT when something is not what we wrote. */
#pragma once

#include "core/fold.h"
#include "wire/keep.h"

enum kept_kind { KEPT_STRING, KEPT_HASH, KEPT_SET };

struct kept_wish {
    enum kept_kind kind;
    struct slice key;
};

struct kept;

/* The fold must be new; all are borrowed for the life of the kept. */
struct kept *kept_new(struct fold *fold, struct keep *keep);
void kept_free(struct kept *kept);
RELEASE_WITH(kept, struct kept, kept_free)

/* What is wanted next; nothing when everything is in place. */
const struct kept_wish *kept_wishes(struct kept *kept, size_t *count);
/* The items of a wish: one for a string, fields and values in turn for a hash, members for a set. */
MUST_CHECK int kept_take(struct kept *kept, size_t wish, const struct slice *items, size_t count,
                         struct fault *fault);
/* The version of the rules that the state was decided by; "" for a new one. Known after the first
 * stage. */
const char *kept_rules_version(const struct kept *kept);
