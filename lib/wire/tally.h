/* Counts as they lie in Redis, "12 3 3 1", and sums of them. */
#pragma once

#include "base/moment.h"
#include "wire/writer.h"

#include <stdbool.h>
#include <stdint.h>

struct tally {
    int64_t mentions;
    int64_t complaints;
    int64_t distinct;
    int64_t negative;
};

/* The counts of one minute or hour. */
struct tally_point {
    int64_t at; /* its start */
    struct tally tally;
};

/* False when it is not four decimal numbers with one space between. */
bool tally_read(struct slice stored, struct tally *tally);
void tally_add(struct tally *sum, const struct tally *more);
/* The sum of the points that start in [from_at, to_at). */
struct tally tally_sum(const struct tally_point *points, size_t count, int64_t from_at,
                       int64_t to_at);
/* {"mentions":…,"complaints":…,"distinct":…,"negative":…} */
void tally_write(struct writer *writer, const struct tally *tally);
/* How much `now` is over `before` in percent, as people say it: "+12 %", "−40 %", "0 → 7", "–". */
void tally_add_change(struct text *text, int64_t now, int64_t before);
