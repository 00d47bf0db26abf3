/* Records for the side topics: what could not be taken, and what was counted. */
#pragma once

#include "base/digest.h"
#include "base/text.h"
#include "core/fold.h"

#include <stdint.h>

enum { QUARANTINE_EXCERPT_BYTES = 4096 };

/* Where a record stands in the log. */
struct place {
    const char *cluster;
    const char *topic;
    int32_t partition;
    int64_t offset;
    int64_t at;
};

/* Adds the record for tocsin.quarantine.v1: reason, place, XXH3 and the first bytes. Bytes that
 * are no UTF-8 come out as U+FFFD; the hash is that of the record as it was. */
void quarantine_write(struct text *text, const struct place *place, const char *reason,
                      struct slice record);
