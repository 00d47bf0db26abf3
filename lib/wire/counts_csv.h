/* A file of counts (CSV, RFC 4180): a header naming `series,start,count[,distinct][,zone]` in any
 * order, other columns ignored, then one row a bucket. `start` is in seconds since 1970 or a moment
 * of RFC 3339. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Which column holds what; −1 where there is none. */
struct counts_header {
    int series;
    int start;
    int count;
    int distinct;
    int zone;
};

struct counts_row {
    struct slice series; /* borrowed from the line */
    struct slice zone;   /* empty when there is none */
    int64_t start_at;
    uint32_t complaints;
    uint32_t distinct;   /* the count when there is no such column */
};

/* FAULT_INPUT names the column that is missing or repeated. */
int counts_csv_header(struct slice line, struct counts_header *header, struct fault *fault)
    MUST_CHECK;
/* Reads a row. Quotes round a field are taken off; names with commas or quotes inside are not
 * supported, and make the row refused for what follows them. */
int counts_csv_row(const struct counts_header *header, struct slice line, struct counts_row *row,
                   struct fault *fault) MUST_CHECK;
