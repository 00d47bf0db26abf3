#include "core/repeats.h"

#include "core/exact.h"

double repeats_without(const struct detector_settings *settings, double complaints,
                       double distinct, double expected)
{
    double ordinary = settings->repeat_share * complaints;

    if (complaints <= distinct)
        return distinct;
    double excess = complaints - distinct - ordinary - 3 * exact_root(ordinary) - 1;
    if (excess <= 0)
        return distinct;
    double usual = distinct < expected ? distinct : expected;
    return distinct - excess < usual ? usual : distinct - excess;
}

/* Of the last two hours: the open bucket, once something was heard, takes the place of the oldest. */
struct recent {
    double complaints;
    double repeats;
    double expected;
};

static struct recent recent_of(const struct gauge *gauge)
{
    const struct open_bucket *open = &gauge->open;
    struct recent recent = { 0 };
    uint32_t first = 0;

    if (open->complaints > 0) {
        recent.complaints = (double)open->complaints;
        recent.repeats = (double)open->complaints - (double)open->heard;
        recent.expected = open->expected;
        first = 1;
    }
    for (uint32_t i = first; i < REPEAT_MEMORY; i++) {
        uint32_t step = gauge->ring.steps + i;
        recent.complaints += gauge->complaints[step % REPEAT_MEMORY];
        recent.repeats += gauge->repeats[step % REPEAT_MEMORY];
        recent.expected += (double)gauge->ring.expected[(step + BUCKETS_A_DAY - REPEAT_MEMORY) %
                                                        BUCKETS_A_DAY];
    }
    return recent;
}

bool repeats_are_suspect(const struct gauge *gauge, const struct detector_settings *settings)
{
    struct recent recent = recent_of(gauge);

    return recent.repeats >= settings->coordinated_count &&
           recent.repeats >= settings->coordinated_share * recent.complaints;
}

bool repeats_are_campaign(const struct gauge *gauge, const struct detector_settings *settings)
{
    struct recent recent = recent_of(gauge);

    return recent.complaints >= settings->minimum_count &&
           recent.complaints > settings->tier_ratio[0] * recent.expected &&
           (recent.complaints - recent.repeats < settings->few_authors ||
            recent.repeats > settings->one_voice * recent.complaints);
}
