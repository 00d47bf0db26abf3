#include "core/pool.h"

#include "core/bits.h"

#include <string.h>

/* A series that has shown fewer complaints than this adds nothing, and one that has shown many more
 * counts about once. */
static const double enough = 50;

/* An hour or a weekday in which no series was heard so far is taken for a hundredth of the usual
 * one: a share of zero would leave nothing to multiply or to divide by. */
static const float least_share = 0.01f;

/* Weighted sums of what series show. */
struct gathering {
    double hour[DAY_TYPE_COUNT][24];
    double weekday[7];
    double hour_weight[DAY_TYPE_COUNT];
    double weekday_weight;
};

struct pool {
    struct gathering gathering;
    uint32_t closed; /* days so far; day d lies at d % POOL_DAYS */
    int64_t from_at[POOL_DAYS];
    struct profile profiles[POOL_DAYS];
};

struct pool *pool_new(void)
{
    return memory_new(sizeof(struct pool));
}

void pool_free(struct pool *pool)
{
    memory_free(pool);
}

static const struct profile flat_profile = {
    .hour = { { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 },
              { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
    .weekday = { 1, 1, 1, 1, 1, 1, 1 },
};

const struct profile *pool_profile(const struct pool *pool, int64_t at)
{
    uint32_t oldest = pool == NULL || pool->closed < POOL_DAYS ? 0 : pool->closed - POOL_DAYS;

    if (pool == NULL || pool->closed == 0)
        return &flat_profile;
    for (uint32_t day = pool->closed; day > oldest; day--)
        if (pool->from_at[(day - 1) % POOL_DAYS] <= at)
            return &pool->profiles[(day - 1) % POOL_DAYS];
    return oldest == 0 ? &flat_profile : &pool->profiles[oldest % POOL_DAYS];
}

/* Adds ratios of seen to expected, scaled to a mean of 1. False when one of them has no expectation
 * yet. */
static bool gather(double *into, const float *sums, const float *weights, int count, double weight)
{
    double total = 0;

    for (int i = 0; i < count; i++) {
        if (weights[i] <= 0)
            return false;
        total += (double)sums[i] / (double)weights[i];
    }
    if (total <= 0)
        return false;
    for (int i = 0; i < count; i++)
        into[i] += weight * count / total * (double)sums[i] / (double)weights[i];
    return true;
}

void pool_add(struct pool *pool, const struct baseline *baseline)
{
    struct gathering *gathering = &pool->gathering;
    double seen = 0;

    for (int type = 0; type < DAY_TYPE_COUNT; type++)
        for (int hour = 0; hour < 24; hour++)
            seen += (double)baseline->hour_sum[type][hour];
    if (seen < enough)
        return;
    double weight = seen / (seen + enough);
    for (int type = 0; type < DAY_TYPE_COUNT; type++)
        if (gather(gathering->hour[type], baseline->hour_sum[type], baseline->hour_weight[type],
                   24, weight))
            gathering->hour_weight[type] += weight;
    if (gather(gathering->weekday, baseline->weekday_sum, baseline->weekday_weight, 7, weight))
        gathering->weekday_weight += weight;
}

static void lift(float *shares, int count)
{
    for (int i = 0; i < count; i++)
        shares[i] = shares[i] >= least_share ? shares[i] : least_share;
}

static void lift_profile(struct profile *profile)
{
    lift(profile->hour[0], DAY_TYPE_COUNT * 24);
    lift(profile->weekday, 7);
}

void pool_close(struct pool *pool, int64_t at)
{
    const struct gathering *gathering = &pool->gathering;
    struct profile profile = flat_profile;

    for (int type = 0; type < DAY_TYPE_COUNT; type++)
        for (int hour = 0; hour < 24 && gathering->hour_weight[type] > 0; hour++)
            profile.hour[type][hour] =
                (float)(gathering->hour[type][hour] / gathering->hour_weight[type]);
    for (int day = 0; day < 7 && gathering->weekday_weight > 0; day++)
        profile.weekday[day] = (float)(gathering->weekday[day] / gathering->weekday_weight);
    lift_profile(&profile);
    pool->from_at[pool->closed % POOL_DAYS] = at;
    pool->profiles[pool->closed % POOL_DAYS] = profile;
    pool->closed++;
    pool->gathering = (struct gathering){ 0 };
}

enum { POOL_VERSION = 1 };

void pool_write(const struct pool *pool, struct text *text)
{
    uint32_t kept = pool->closed < POOL_DAYS ? pool->closed : POOL_DAYS;
    struct bits bits = bits_writing(text);

    bits_word(&bits, &(uint32_t){ POOL_VERSION });
    bits_word(&bits, &(uint32_t){ pool->closed });
    for (uint32_t i = 0; i < kept; i++) {
        struct profile profile = pool->profiles[i];
        bits_long(&bits, &(int64_t){ pool->from_at[i] });
        bits_floats(&bits, profile.hour[0], DAY_TYPE_COUNT * 24);
        bits_floats(&bits, profile.weekday, 7);
    }
}

bool pool_read(struct pool *pool, struct slice stored)
{
    OWNED(pool) struct pool *read = pool_new();
    struct bits bits = bits_reading(stored);
    uint32_t version = 0;

    bits_word(&bits, &version);
    bits_word(&bits, &read->closed);
    uint32_t kept = read->closed < POOL_DAYS ? read->closed : POOL_DAYS;
    for (uint32_t i = 0; i < kept; i++) {
        bits_long(&bits, &read->from_at[i]);
        bits_floats(&bits, read->profiles[i].hour[0], DAY_TYPE_COUNT * 24);
        bits_floats(&bits, read->profiles[i].weekday, 7);
        lift_profile(&read->profiles[i]); /* those of earlier programs may hold zeros */
    }
    if (version != POOL_VERSION || !bits_end(&bits))
        return false;
    *pool = *read;
    return true;
}
