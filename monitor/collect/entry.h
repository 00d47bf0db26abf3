/* What goes on its way for a source: a record, what was put aside, or only a new cursor; in memory
 * as slices, on disk packed. */
#pragma once

#include "base/text.h"

#include <stdbool.h>

enum entry_kind { ENTRY_RECORD, ENTRY_ASIDE, ENTRY_CURSOR, ENTRY_KIND_COUNT };

struct entry {
    enum entry_kind kind;
    struct slice source;
    struct slice org;     /* the key */
    struct slice content; /* one JSON object; empty for a cursor */
    struct slice cursor;  /* where the source stands once it is safe; empty: unchanged */
};

void entry_write(struct text *text, const struct entry *entry);
/* The slices are borrowed from `packed`. False when it is none. */
bool entry_read(struct slice packed, struct entry *entry);
