/* The last 96 closed buckets of a series, and the sums over the windows that end with the last.
 *
 * A bucket that is missing (its source was silent) counts in no window of the filter, but keeps its
 * expectation in the literal 24 h, so that silence can never raise a level. */
#pragma once

#include "core/calendar.h"
#include "core/detector.h"

#include <stdbool.h>
#include <stdint.h>

enum { RING_FLAGGED = 1, RING_MISSING = 2, RING_REST_DAY = 4, RING_QUARTER = 8 /* times 0 … 3 */ };

struct ring {
    uint32_t steps; /* buckets closed so far; the next one lies at steps % 96 */
    float count[BUCKETS_A_DAY];       /* distinct complaints heard, less excess repeats */
    float excess[BUCKETS_A_DAY];      /* these repeats */
    float expected[BUCKETS_A_DAY];
    uint32_t distinct[BUCKETS_A_DAY]; /* that happened, with those that came after the close */
    uint8_t marks[BUCKETS_A_DAY];
    uint8_t cells[BUCKETS_A_DAY];     /* weekday · 24 + hour */
    double count_sum[SPAN_COUNT];     /* without missing buckets */
    double expected_sum[SPAN_COUNT];
    double day_expected;              /* 24 h, with missing buckets */
    double day_count;                 /* 24 h of count */
    int64_t day_distinct;
    double zero_expected;             /* expected in the unbroken zeros up to the last bucket */
    uint32_t zero_count;
};

struct bucket {
    double count;
    uint32_t heard;
    double expected;
    uint32_t distinct;
    struct local_time local;
    bool is_missing;
};

void ring_add(struct ring *ring, const struct bucket *bucket);
/* Takes the last `count` buckets out as missing. */
void ring_mark_missing(struct ring *ring, uint32_t count);
/* The last bucket, when not missing, belongs to a surge. */
void ring_flag_last(struct ring *ring);

/* Where the bucket of 24 h ago lies, which is where the next one will. */
int ring_oldest(const struct ring *ring);
/* What there is to be learned from a bucket: all that happened in it, without excess repeats. */
double ring_seen(const struct ring *ring, int index);
double ring_seen_in_all(const struct ring *ring); /* without missing buckets */
/* What four buckets hold, this one and the three after. */
struct hour_sums {
    double count;
    double expected;
};
struct hour_sums ring_hour(const struct ring *ring, int index);
struct local_time ring_local(const struct ring *ring, int index);
/* What a window holds that ends with the open bucket: the sums without their oldest bucket. */
double ring_count_before(const struct ring *ring, int span);
double ring_expected_before(const struct ring *ring, int span);
