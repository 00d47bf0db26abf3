/* A line that never became a record: what the collector puts into the quarantine topic. */
#pragma once

#include "base/text.h"

#include <stdint.h>

enum { REFUSAL_EXCERPT_BYTES = 4096 };

struct refusal {
    struct slice source; /* the source's name, or the file's */
    uint64_t line;       /* 0 when lines mean nothing there */
    struct slice reason;
    struct slice content; /* hashed whole */
    struct slice excerpt; /* what is shown of it, without persons */
};

/* Adds one JSON object: reason, source, line, hash, excerpt. */
void refusal_write(struct text *text, const struct refusal *refusal);
