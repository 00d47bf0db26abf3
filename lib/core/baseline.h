/* What is usual for one series: a level, times the shape of the day, of the week, and of each hour
 * of the week. Gamma–Poisson sums: complaints seen over complaints expected, both slowly forgotten,
 * so everything is a handful of additions a bucket. Shapes lean on the organisation's shared one
 * until the series has shown its own. */
#pragma once

#include "core/calendar.h"
#include "core/detector.h"

enum { CELL_COUNT = 7 * 24 };

/* What a series is taken to look like until it has shown its own (core/pool.h). Means are 1 over the hours of a type of day, and over the weekdays. */
struct profile {
    float hour[DAY_TYPE_COUNT][24];
    float weekday[7];
};

struct baseline {
    double level_sum;
    double level_weight; /* in buckets */
    float hour_sum[DAY_TYPE_COUNT][24];
    float hour_weight[DAY_TYPE_COUNT][24];
    float weekday_sum[7];
    float weekday_weight[7];
    float cell_sum[CELL_COUNT];
    float cell_weight[CELL_COUNT];
};

/* `daily_mean` is 0 when none is configured. */
void baseline_init(struct baseline *baseline, const struct detector_settings *settings,
                   double daily_mean);
/* A bucket has passed, a day has passed: older complaints weigh less. */
void baseline_forget(struct baseline *baseline, const struct detector_settings *settings);
void baseline_forget_shape(struct baseline *baseline, const struct detector_settings *settings);
/* The first whole day gives the level at once. */
void baseline_learn_day(struct baseline *baseline, double count);

struct lesson {
    double count;
    double expected; /* when the bucket was open */
    double weight;
    double days; /* that the baseline is old */
    struct local_time local;
};

void baseline_learn(struct baseline *baseline, const struct detector_settings *settings,
                    const struct profile *profile, const struct lesson *lesson);

/* Complaints expected in a bucket at that local time. */
double baseline_expected(const struct baseline *baseline, const struct detector_settings *settings,
                         const struct profile *profile, struct local_time local);
/* The mean of such a bucket over the hour. */
double baseline_hour_expected(const struct baseline *baseline,
                              const struct detector_settings *settings,
                              const struct profile *profile, struct local_time local);
/* 1/a of the gamma distribution that the baseline is sure to: what it does not know. */
double baseline_doubt(const struct baseline *baseline, struct local_time local);
