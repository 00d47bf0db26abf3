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
    /* Adding and taking off 1.5·2⁵² rounds to a whole number. */
    double whole = value * log2_e + 0x1.8p52 - 0x1.8p52;
    double rest = value - whole * ln2_high - whole * ln2_low; /* |rest| ≤ ln 2 / 2 */
    double sum = 1 + rest / 13;

    for (int i = 12; i >= 1; i--)
        sum = 1 + sum * rest / i;
    return sum * from_bits((uint64_t)((int64_t)whole + 1023) << 52);
}

double exact_log(double value)
{
    static const uint64_t root_half = 0x3fe6a09e667f3bcd; /* √½ */
    assert(value >= 0x1p-1022);
    int64_t exponent = (int64_t)(bits_of(value) - root_half) >> 52;
    double mantissa = from_bits(bits_of(value) - ((uint64_t)exponent << 52)); /* √½ … √2 */
    double s = (mantissa - 1) / (mantissa + 1);
    double square = s * s;
    double sum = 1. / 21;

    for (int i = 19; i >= 1; i -= 2)
        sum = 1. / i + sum * square;
    return 2 * s * sum + (double)exponent * ln2_low + (double)exponent * ln2_high;
}

double exact_root(double value)
{
    return __builtin_sqrt(value);
}
