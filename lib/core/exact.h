/* Exponential and logarithm that give the same bits on every machine: only IEEE additions,
 * multiplications and divisions in a written order. Decisions are replayed elsewhere, so the core
 * uses no libm. Relative error under 1e-14 for numbers, as good as the type for arrays. */
#pragma once

#include <stddef.h>

/* e^value; 0 below −708, and never more than e^708. */
double exact_exp(double value);
/* ln(value) of a positive normal number. */
double exact_log(double value);
/* Rounds to single precision. A function of its own, because GCC 12 at -O3 takes the rounding out of
 * (double)(float)x where it makes vectors, and then other machines get other bits. */
float exact_single(double value);
/* Square root, correctly rounded by IEEE 754: one instruction. */
static inline double exact_root(double value)
{
    return __builtin_sqrt(value);
}
