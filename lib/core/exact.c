#include "core/exact.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

static const double log2_e = 1.4426950408889634074;
static const double ln2_high = 6.93147180369123816490e-01; /* its last 32 bits are zero */
static const double ln2_low = 1.90821492927058770002e-10;

static uint64_t bits_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

double exact_exp(double value)
{
    if (value < -708)
        return 0;
    if (value > 708)
        value = 708;
    static const double coefficients[14] = {
        1. / 6227020800, 1. / 479001600, 1. / 39916800, 1. / 3628800, 1. / 362880,
        1. / 40320,      1. / 5040,      1. / 720,      1. / 120,     1. / 24,
        1. / 6,          .5,             1,             1,
    };
    /* Adding and taking off 1.5·2⁵² rounds to a whole number. */
    double whole = value * log2_e + 0x1.8p52 - 0x1.8p52;
    double rest = value - whole * ln2_high - whole * ln2_low; /* |rest| ≤ ln 2 / 2 */
    double sum = coefficients[0];

    for (int i = 1; i < 14; i++)
        sum = coefficients[i] + sum * rest;
    return sum * from_bits((uint64_t)((int64_t)whole + 1023) << 52);
}

double exact_log(double value)
{
    static const uint64_t root_half = 0x3fe6a09e667f3bcd; /* √½ */
    static const double odd[10] = { 1. / 19, 1. / 17, 1. / 15, 1. / 13, 1. / 11,
                                    1. / 9,  1. / 7,  1. / 5,  1. / 3,  1 };
    assert(value >= 0x1p-1022);
    int64_t exponent = (int64_t)(bits_of(value) - root_half) >> 52;
    double mantissa = from_bits(bits_of(value) - ((uint64_t)exponent << 52)); /* √½ … √2 */
    double s = (mantissa - 1) / (mantissa + 1);
    double square = s * s;
    double sum = 1. / 21;

    for (int i = 0; i < 10; i++)
        sum = odd[i] + sum * square;
    return 2 * s * sum + (double)exponent * ln2_low + (double)exponent * ln2_high;
}

float exact_single(double value)
{
    return (float)value;
}
