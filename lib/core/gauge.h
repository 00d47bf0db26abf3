/* The detector of one series, without its window: baseline, last day, noise, filter, tiers.
 *
 * A bucket is opened (forget, learn what is a day old, expect, predict), asked while it is open, and
 * closed (weigh, decide). The state is plain numbers: copying it copies the detector. */
#pragma once

#include "core/baseline.h"
#include "core/filter.h"
#include "core/ring.h"
#include "core/tier.h"

#include <stdbool.h>
#include <stdint.h>

/* Repeats are watched over so many buckets. */
enum { REPEAT_MEMORY = 8 };

/* How much windows of a length swing beyond Poisson: sum of weighted squares over weight. */
struct noise {
    float sum[SPAN_COUNT];
    float weight[SPAN_COUNT];
};

/* The bucket that is open. */
struct open_bucket {
    int64_t at; /* MOMENT_NEVER: none yet */
    uint32_t complaints; /* that came while it was open, also those of a little earlier */
    uint32_t heard;      /* of these, the distinct ones */
    uint32_t distinct;   /* that happened in it */
    double expected;
    double spread;
    double noise;
    struct local_time local;
};

struct gauge {
    struct baseline baseline;
    struct ring ring;
    struct noise noise;
    struct filter filter;
    struct tier tier;
    struct odds odds; /* at the end of the last bucket */
    struct open_bucket open;
    uint32_t repeats[REPEAT_MEMORY]; /* complaints less distinct, of the last buckets */
    uint32_t complaints[REPEAT_MEMORY];
    bool mean_is_known;    /* a daily mean was configured when the series began */
    int64_t flagged_since; /* MOMENT_NEVER: the last bucket was not flagged */
};

/* What one call needs from outside; see struct series_context. */
struct gauge_context {
    const struct detector_settings *settings;
    const struct calendar *calendar;
    const struct profile *profile; /* of the open bucket */
    double daily_mean;
    bool is_source; /* judges its own silence */
};

void gauge_init(struct gauge *gauge, const struct gauge_context *context, int64_t bucket_at);
/* The same, knowing what another gauge has learned of the past: what is usual, and how noisy. The day
 * before counts as missing. */
void gauge_init_from(struct gauge *gauge, const struct gauge_context *context, int64_t bucket_at,
                     const struct gauge *past);
void gauge_open(struct gauge *gauge, const struct gauge_context *context, int64_t bucket_at);
/* `is_missing`: no data could come. */
void gauge_close(struct gauge *gauge, const struct gauge_context *context, bool is_missing);

/* Decisions are taken: enough was seen, or a daily mean is known. */
bool gauge_is_ready(const struct gauge *gauge, const struct detector_settings *settings);
/* Zeros that the baseline makes incredible, but not for longer than a day. */
bool gauge_is_silent(const struct gauge *gauge, const struct detector_settings *settings);

/* Beyond Poisson, for the guard over a window of that length. */
double gauge_variance(const struct gauge *gauge, const struct detector_settings *settings,
                      int span);

/* Came it soon enough after that moment, before the open bucket, to tell what is happening now? */
bool gauge_hears(const struct gauge *gauge, const struct detector_settings *settings,
                 int64_t event_at);

/* The literal 24 h that end `elapsed` minutes into the open bucket; `left` distinct complaints have
 * left the window since the bucket began. */
struct day_reading {
    double count;
    double expected;
    double ratio;
};
struct day_reading gauge_day(const struct gauge *gauge, const struct detector_settings *settings,
                             int elapsed, uint32_t left);
/* The tier of that reading: ratio, least count and guard. */
int gauge_literal(const struct gauge *gauge, const struct detector_settings *settings,
                  const struct day_reading *day);

/* Asked inside the open bucket, `elapsed` minutes into it, had it heard so many distinct complaints so far. */
double gauge_probability(const struct gauge *gauge, const struct gauge_context *context,
                         int elapsed, uint32_t heard);
/* The least count of the open bucket with which some window supports the filter. */
uint32_t gauge_support(const struct gauge *gauge, const struct detector_settings *settings,
                       int elapsed);
