/* How unusual the last hour is, between 0 and 1: the logarithm of its ratio, discounted where the
 * guard is not convinced, measured by what the peaks of this series' days usually are. Levels say
 * what the plan wants; the score ranks what they say. */
#pragma once

#include <stdint.h>

struct score {
    float usual; /* usual daily peak */
    float today;
    float last;  /* of the last closed bucket, not yet measured by the usual peak */
};

void score_init(struct score *score);
/* A bucket has closed; `steps` are those closed so far. */
void score_add(struct score *score, double count, double expected, uint32_t steps);
/* 0 … 1. */
double score_value(const struct score *score);
/* How many usual daily peaks high: what the value was made from. */
double score_height(double value);
