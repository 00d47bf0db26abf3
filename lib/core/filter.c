#include "core/filter.h"

#include "core/exact.h"

#include <stdint.h>
#include <string.h>

/* The loops below run over whole rows in a written order, so that they compile to vectors of any
 * width with the same result. On x86 a copy for AVX2 is chosen at run time. */
#define WHOLE __attribute__((always_inline)) static inline
#if defined(__x86_64__) && !defined(FILTER_PLAIN)
#define WIDE __attribute__((target("avx2")))
#define HAS_WIDE() __builtin_cpu_supports("avx2")
#endif

enum { LANES = 8 };

WHOLE float *row_of(struct filter *filter, int swing)
{
    return &filter->mass[FILTER_EDGE + swing * SURGE_ROW];
}

void filter_init(struct filter *filter, const struct detector_settings *settings)
{
    memset(filter, 0, sizeof *filter);
    for (int i = 0; i < SWING_COUNT; i++)
        row_of(filter, i)[0] = settings->made.swing_start[i];
}

/* Sums a row lane by lane, then the lanes: the order is the same for every width. */
WHOLE float row_sum(const float row[SURGE_ROW])
{
    float lanes[LANES];

    for (int j = 0; j < LANES; j++)
        lanes[j] = (row[j] + row[LANES + j]) + (row[2 * LANES + j] + row[3 * LANES + j]);
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
           ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

/* Surges begin, end, drift and jump, within one swing. The padding of a row is zero, so the places
 * beside a row may be read: what comes from there has no weight. */
WHOLE void move_ratio(float to[SURGE_ROW], const float *row,
                      const struct detector_settings *settings)
{
    const struct detector_made *made = &settings->made;
    float none = row[0];
    float surging = row_sum(row) - none;
    float begin = (float)settings->onset * none + (float)settings->jump * surging;

    for (int j = 0; j < SURGE_ROW; j++)
        to[j] = row[j] * made->stay[j] + begin * made->begin[j] + made->from_left[j] * row[j - 1] +
                made->from_right[j] * row[j + 1];
    to[0] += (float)settings->end * surging;
}

WHOLE void predict(struct filter *filter, const struct detector_settings *settings)
{
    static const float nothing[SURGE_ROW];
    const struct detector_made *made = &settings->made;
    float moved[SWING_COUNT][SURGE_ROW];

    for (int i = 0; i < SWING_COUNT; i++)
        move_ratio(moved[i], row_of(filter, i), settings);
    for (int i = 0; i < SWING_COUNT; i++) {
        const float *below = i > 0 ? moved[i - 1] : nothing;
        const float *above = i + 1 < SWING_COUNT ? moved[i + 1] : nothing;
        float stay = 1 - made->swing_up[i] - made->swing_down[i];
        float up = i > 0 ? made->swing_up[i - 1] : 0;
        float down = i + 1 < SWING_COUNT ? made->swing_down[i + 1] : 0;
        float *row = row_of(filter, i);
        for (int j = 0; j < SURGE_ROW; j++)
            row[j] = moved[i][j] * stay + below[j] * up + above[j] * down;
    }
}

/* A row of numbers, or of their bits: as an array of either it compiles to vectors. */
union row {
    float value[SURGE_ROW];
    uint32_t bits[SURGE_ROW];
};

/* ln(1 + u), as exact as the type also where u is near 0. */
WHOLE void log_row(union row *row)
{
    static const uint32_t root_half = 0x3f3504f3; /* √½ */
    union row whole;
    union row part;
    float power[SURGE_ROW];

    for (int j = 0; j < SURGE_ROW; j++)
        part.value[j] = 1 + row->value[j];
    for (int j = 0; j < SURGE_ROW; j++) {
        whole.bits[j] = (part.bits[j] - root_half) & 0xff800000;
        part.bits[j] -= whole.bits[j]; /* √½ … √2 */
    }
    for (int j = 0; j < SURGE_ROW; j++) {
        power[j] = (float)((int32_t)whole.bits[j] >> 23);
        part.value[j] -= 1;
    }
    for (int j = 0; j < SURGE_ROW; j++) { /* where 1 + u needed no scaling, u itself is better */
        uint32_t plain = -(uint32_t)(whole.bits[j] == 0);
        part.bits[j] = (row->bits[j] & plain) | (part.bits[j] & ~plain);
    }
    for (int j = 0; j < SURGE_ROW; j++) {
        float f = part.value[j];
        float square = f * f;
        float sum = -1.1514610310e-1f + f * 7.0376836292e-2f;
        sum = 1.1676998740e-1f + f * sum;
        sum = -1.2420140846e-1f + f * sum;
        sum = 1.4249322787e-1f + f * sum;
        sum = -1.6668057665e-1f + f * sum;
        sum = 2.0000714765e-1f + f * sum;
        sum = -2.4999993993e-1f + f * sum;
        sum = 3.3333331174e-1f + f * sum;
        sum = f * square * sum - .5f * square + power[j] * -2.12194440e-4f;
        row->value[j] = f + sum + power[j] * 0.693359375f;
    }
}

/* e^x of numbers at most 0. */
WHOLE void exp_row(union row *row)
{
    union row scale;
    float rest[SURGE_ROW];

    for (int j = 0; j < SURGE_ROW; j++) /* at least −80: below 0, more bits are less */
        row->bits[j] = row->bits[j] > 0xc2a00000 ? 0xc2a00000 : row->bits[j];
    for (int j = 0; j < SURGE_ROW; j++) {
        float x = row->value[j];
        scale.value[j] = x * 1.44269504f + 12582912.f; /* 1.5·2²³ rounds to a whole number */
        float whole = scale.value[j] - 12582912.f;
        rest[j] = x - whole * 0.693359375f + whole * 2.12194440e-4f;
    }
    for (int j = 0; j < SURGE_ROW; j++)
        scale.bits[j] = (scale.bits[j] << 23) + (127u << 23); /* what is above falls out */
    for (int j = 0; j < SURGE_ROW; j++) {
        float r = rest[j];
        float sum = 1.f / 120 + r * (1.f / 720);
        sum = 1.f / 24 + r * sum;
        sum = 1.f / 6 + r * sum;
        sum = .5f + r * sum;
        sum = 1 + r * sum;
        row->value[j] = (1 + r * sum) * scale.value[j];
    }
}

/* The likelihood of every hypothesis, compared with that of a rate c:
 *
 *     L(m) − L(c) = x δ − (x+R) ln((m+R)/(c+R)),  δ = ln(m/c)
 *                 = −R δ − (x+R) ln(1 + R (e^−δ − 1)/(c+R))
 *
 * The second form loses nothing in single precision when c is the count itself, however large. */
struct likelihood {
    float size;        /* R */
    float weight;      /* x+R */
    float share;       /* R/(c+R) */
    float log_rate[SWING_COUNT]; /* δ without the surge ratio */
    float inverse[SWING_COUNT];  /* e^−δ without it */
};

static struct likelihood likelihood_of(const struct observation *seen)
{
    double size = 1 / seen->noise;
    double center = seen->count > 0 ? seen->count : seen->expected;
    double log_rate = exact_log(seen->expected / center);
    double step = exact_exp(-.75 * seen->spread); /* from one swing to the next */
    double inverse = center / seen->expected;
    struct likelihood likelihood = {
        .size = (float)size,
        .weight = (float)(seen->count + size),
        .share = (float)(size / (center + size)),
    };

    for (int i = 0; i < SWING_COUNT; i++)
        likelihood.log_rate[i] = (float)(log_rate + seen->spread * swing_deviations[i]);
    inverse /= step * step * step;
    for (int i = 0; i < SWING_COUNT; i++) {
        likelihood.inverse[i] = (float)inverse;
        inverse *= step;
    }
    return likelihood;
}

WHOLE void update(struct filter *filter, const struct detector_settings *settings,
                  const struct likelihood *seen)
{
    const struct detector_made *made = &settings->made;
    union row rows[SWING_COUNT];
    float tops[SURGE_ROW];
    float sums[SURGE_ROW] = { 0 };

    for (int j = 0; j < SURGE_ROW; j++)
        tops[j] = -1e30f;
    for (int i = 0; i < SWING_COUNT; i++) {
        float *row = rows[i].value;
        for (int j = 0; j < SURGE_ROW; j++)
            row[j] = seen->share * (seen->inverse[i] * made->surge_inverse[j] - 1);
        log_row(&rows[i]);
        for (int j = 0; j < SURGE_ROW; j++)
            row[j] = -seen->size * (seen->log_rate[i] + made->surge_log[j]) -
                     seen->weight * row[j];
        for (int j = 0; j < SURGE_ROW; j++)
            tops[j] = row[j] > tops[j] ? row[j] : tops[j];
    }
    float top = tops[0];
    for (int j = 1; j < SURGE_ROW; j++)
        top = tops[j] > top ? tops[j] : top;
    for (int i = 0; i < SWING_COUNT; i++) {
        float *mass = row_of(filter, i);
        for (int j = 0; j < SURGE_ROW; j++)
            rows[i].value[j] -= top;
        exp_row(&rows[i]);
        for (int j = 0; j < SURGE_ROW; j++)
            mass[j] = mass[j] * (rows[i].value[j] + made->floor) + made->least[j];
        for (int j = 0; j < SURGE_ROW; j++)
            sums[j] += mass[j];
    }
    float share = 1 / row_sum(sums);
    for (int j = 0; j < SWING_COUNT * SURGE_ROW; j++)
        filter->mass[FILTER_EDGE + j] *= share;
}

static void predict_plain(struct filter *filter, const struct detector_settings *settings)
{
    predict(filter, settings);
}

static void update_plain(struct filter *filter, const struct detector_settings *settings,
                         const struct likelihood *seen)
{
    update(filter, settings, seen);
}

#ifdef WIDE
WIDE static void predict_wide(struct filter *filter, const struct detector_settings *settings)
{
    predict(filter, settings);
}

WIDE static void update_wide(struct filter *filter, const struct detector_settings *settings,
                             const struct likelihood *seen)
{
    update(filter, settings, seen);
}
#else
#define HAS_WIDE()   0
#define predict_wide predict_plain
#define update_wide  update_plain
#endif

void filter_predict(struct filter *filter, const struct detector_settings *settings)
{
    if (HAS_WIDE())
        predict_wide(filter, settings);
    else
        predict_plain(filter, settings);
}

void filter_update(struct filter *filter, const struct detector_settings *settings,
                   const struct observation *observation)
{
    if (observation->expected <= 0)
        return;
    struct likelihood likelihood = likelihood_of(observation);
    if (HAS_WIDE())
        update_wide(filter, settings, &likelihood);
    else
        update_plain(filter, settings, &likelihood);
}

struct odds filter_odds(const struct filter *filter, const struct detector_settings *settings)
{
    const struct detector_made *made = &settings->made;
    float column[SURGE_ROW] = { 0 };
    double above[SURGE_COUNT + 1];
    struct odds odds = { 0 };

    for (int i = 0; i < SWING_COUNT; i++) {
        const float *row = &filter->mass[FILTER_EDGE + i * SURGE_ROW];
        for (int j = 0; j < SURGE_ROW; j++)
            column[j] += row[j];
    }
    above[SURGE_COUNT] = 0;
    for (int j = SURGE_COUNT - 1; j >= 0; j--) {
        above[j] = above[j + 1] + (double)column[j];
        odds.log_ratio += (double)column[j] * (double)made->surge_log[j];
    }
    odds.any = above[1];
    odds.flag = above[made->over_flag];
    for (int tier = 0; tier < 3; tier++)
        odds.tier[tier] = above[made->over[tier]];
    return odds;
}
