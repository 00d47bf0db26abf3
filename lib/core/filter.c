#include "core/filter.h"

#include "core/exact.h"

#include <stdint.h>
#include <string.h>

/* The loops below run over whole rows in a written order, so that they compile to vectors of any
 * width with the same result. On x86 a copy for AVX2 is chosen at run time. */
#define WHOLE __attribute__((always_inline)) static inline
#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
#define HAS_WIDE() __builtin_cpu_supports("avx2")
#endif

enum { LANES = 8 };

void filter_init(struct filter *filter, const struct detector_settings *settings)
{
    memset(filter, 0, sizeof *filter);
    for (int i = 0; i < SWING_COUNT; i++)
        filter->mass[i][0] = settings->made.swing_start[i];
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

/* Surges begin, end, drift and jump, within one swing. */
WHOLE void move_ratio(float to[SURGE_ROW], const float row[SURGE_ROW],
                      const struct detector_settings *settings)
{
    const struct detector_made *made = &settings->made;
    float wide[SURGE_ROW + 2];
    float none = row[0];
    float surging = row_sum(row) - none;
    float begin = (float)settings->onset * none + (float)settings->jump * surging;

    wide[0] = 0;
    memcpy(wide + 1, row, SURGE_ROW * sizeof *row);
    wide[SURGE_ROW + 1] = 0;
    for (int j = 0; j < SURGE_ROW; j++)
        to[j] = row[j] * made->stay[j] + begin * made->begin[j] + made->from_left[j] * wide[j] +
                made->from_right[j] * wide[j + 2];
    to[0] += (float)settings->end * surging;
}

WHOLE void predict(struct filter *filter, const struct detector_settings *settings)
{
    static const float nothing[SURGE_ROW];
    const struct detector_made *made = &settings->made;
    float moved[SWING_COUNT][SURGE_ROW];

    for (int i = 0; i < SWING_COUNT; i++)
        move_ratio(moved[i], filter->mass[i], settings);
    for (int i = 0; i < SWING_COUNT; i++) {
        const float *below = i > 0 ? moved[i - 1] : nothing;
        const float *above = i + 1 < SWING_COUNT ? moved[i + 1] : nothing;
        float stay = 1 - made->swing_up[i] - made->swing_down[i];
        float up = i > 0 ? made->swing_up[i - 1] : 0;
        float down = i + 1 < SWING_COUNT ? made->swing_down[i + 1] : 0;
        for (int j = 0; j < SURGE_ROW; j++)
            filter->mass[i][j] = moved[i][j] * stay + below[j] * up + above[j] * down;
    }
}

/* ln of numbers over 1; absolute error under 1e-11. */
WHOLE void log_row(double row[SURGE_ROW])
{
    static const double ln2 = 0.69314718055994530942;

    for (int j = 0; j < SURGE_ROW; j++) {
        uint64_t bits;
        uint64_t whole;
        double exponent;
        double mantissa;
        memcpy(&bits, &row[j], sizeof bits);
        whole = (bits - 0x3fe6a09e667f3bcd) >> 52;
        bits -= whole << 52;
        memcpy(&mantissa, &bits, sizeof mantissa); /* √½ … √2 */
        whole |= 0x4330000000000000;
        memcpy(&exponent, &whole, sizeof exponent); /* 2⁵² and the exponent */
        exponent -= 0x1p52;
        double s = (mantissa - 1) / (mantissa + 1);
        double q = s * s;
        double sum = 1. / 13;
        sum = 1. / 11 + q * sum;
        sum = 1. / 9 + q * sum;
        sum = 1. / 7 + q * sum;
        sum = 1. / 5 + q * sum;
        sum = 1. / 3 + q * sum;
        row[j] = exponent * ln2 + 2 * s * (1 + q * sum);
    }
}

/* e^x of numbers at most 0. */
WHOLE void exp_row(float row[SURGE_ROW])
{
    for (int j = 0; j < SURGE_ROW; j++) {
        float x = row[j] < -80 ? -80 : row[j];
        float whole = x * 1.44269504f + 12582912.f; /* 1.5·2²³ rounds to a whole number */
        int32_t power;
        float scale;
        memcpy(&power, &whole, sizeof power);
        whole -= 12582912.f;
        float r = x - whole * 0.693359375f + whole * 2.12194440e-4f;
        power = (power << 23) + (127 << 23); /* the bits above the exponent fall out */
        memcpy(&scale, &power, sizeof scale);
        float sum = 1.f / 720;
        sum = 1.f / 120 + r * sum;
        sum = 1.f / 24 + r * sum;
        sum = 1.f / 6 + r * sum;
        sum = .5f + r * sum;
        sum = 1 + r * sum;
        row[j] = (1 + r * sum) * scale;
    }
}

WHOLE void update(struct filter *filter, const struct detector_settings *settings,
                  const struct observation *seen)
{
    const struct detector_made *made = &settings->made;
    double size = 1 / seen->noise;
    double log_expected = exact_log(seen->expected);
    double likelihood[SWING_COUNT][SURGE_ROW];
    double tops[LANES];
    float total = 0;

    for (int j = 0; j < LANES; j++)
        tops[j] = -1e300;
    for (int i = 0; i < SWING_COUNT; i++) {
        double *row = likelihood[i];
        double swing = seen->spread * swing_deviations[i];
        double rate = seen->expected * exact_exp(swing);
        double log_rate = log_expected + swing;
        for (int j = 0; j < SURGE_ROW; j++)
            row[j] = rate * made->surge_ratio[j] + size;
        log_row(row);
        for (int j = 0; j < SURGE_ROW; j++)
            row[j] = seen->count * (log_rate + made->surge_log[j]) -
                     (seen->count + size) * row[j];
        for (int k = 0; k < SURGE_ROW; k += LANES)
            for (int j = 0; j < LANES; j++)
                tops[j] = row[k + j] > tops[j] ? row[k + j] : tops[j];
    }
    double top = tops[0];
    for (int j = 1; j < LANES; j++)
        top = tops[j] > top ? tops[j] : top;
    for (int i = 0; i < SWING_COUNT; i++) {
        float weight[SURGE_ROW];
        for (int j = 0; j < SURGE_ROW; j++)
            weight[j] = (float)(likelihood[i][j] - top);
        exp_row(weight);
        for (int j = 0; j < SURGE_ROW; j++)
            filter->mass[i][j] = filter->mass[i][j] * (weight[j] + made->floor) + made->least[j];
        total += row_sum(filter->mass[i]);
    }
    float share = 1 / total;
    for (int i = 0; i < SWING_COUNT; i++)
        for (int j = 0; j < SURGE_ROW; j++)
            filter->mass[i][j] *= share;
}

static void predict_plain(struct filter *filter, const struct detector_settings *settings)
{
    predict(filter, settings);
}

static void update_plain(struct filter *filter, const struct detector_settings *settings,
                         const struct observation *seen)
{
    update(filter, settings, seen);
}

#ifdef WIDE
WIDE static void predict_wide(struct filter *filter, const struct detector_settings *settings)
{
    predict(filter, settings);
}

WIDE static void update_wide(struct filter *filter, const struct detector_settings *settings,
                             const struct observation *seen)
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
    if (HAS_WIDE())
        update_wide(filter, settings, observation);
    else
        update_plain(filter, settings, observation);
}

struct odds filter_odds(const struct filter *filter, const struct detector_settings *settings)
{
    const struct detector_made *made = &settings->made;
    float column[SURGE_ROW] = { 0 };
    double above[SURGE_COUNT + 1];
    struct odds odds = { 0 };

    for (int i = 0; i < SWING_COUNT; i++)
        for (int j = 0; j < SURGE_ROW; j++)
            column[j] += filter->mass[i][j];
    above[SURGE_COUNT] = 0;
    for (int j = SURGE_COUNT - 1; j >= 0; j--) {
        above[j] = above[j + 1] + (double)column[j];
        odds.log_ratio += (double)column[j] * made->surge_log[j];
    }
    odds.any = above[1];
    odds.flag = above[made->over_flag];
    for (int tier = 0; tier < 3; tier++)
        odds.tier[tier] = above[made->over[tier]];
    return odds;
}
