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
