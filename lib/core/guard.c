#include "core/guard.h"

#include "core/exact.h"

double guard_deviance(double count, double expected, double variance)
{
    double size = 1 / variance;

    if (count <= expected)
        return 0;
    return count * exact_log(count / expected) -
           (count + size) * exact_log((count + size) / (expected + size));
}

double guard_reach(double from, double expected, double variance, double minimum)
{
    double step = 1;

    if (guard_deviance(from, expected, variance) >= minimum)
        return from;
    /* The deviance grows with the count: gallop, then halve. */
    while (guard_deviance(from + step, expected, variance) < minimum && step < 1e12)
        step *= 2;
    for (double low = step / 2; step - low > 1;) {
        double middle = (double)(long long)((low + step) / 2);
        if (guard_deviance(from + middle, expected, variance) < minimum)
            low = middle;
        else
            step = middle;
    }
    return from + step;
}
