/* A checkpoint: all that is stored of one partition at one offset, in one file, with a checksum, for
 * the day on which the store is empty. */
#pragma once

#include "base/fault.h"
#include "base/text.h"
#include "core/change.h"

#include <stdint.h>

struct checkpoint {
    int64_t layout;
    int64_t partition;
    struct slice incarnation;
    int64_t offset;      /* next to fold */
    uint64_t hash;       /* of the record before it */
    int64_t now;         /* of the log */
    struct slice rules;  /* their version */
    const struct change *changes; /* into an empty store */
    size_t change_count;
};

void checkpoint_write(const struct checkpoint *checkpoint, struct text *content);
/* Everything is borrowed from the content, the list of changes from the arena. FAULT_INPUT when it
 * is cut, damaged or none of ours. */
MUST_CHECK int checkpoint_read(struct slice content, struct arena *arena,
                               struct checkpoint *checkpoint, struct fault *fault);
