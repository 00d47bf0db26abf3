#include "core/score.h"

#include "core/exact.h"
#include "core/guard.h"

static const double least_count = 10;
static const double least_ratio = 1.5;
static const double variance = .1;
static const double convinced = 9;
static const double usual_start = .9;
static const double day_keep = 0.905723664263906; /* half-life of seven days */

void score_init(struct score *score)
{
    *score = (struct score){ .usual = (float)usual_start };
}

void score_add(struct score *score, double count, double expected, uint32_t steps)
{
    double height = 0;

    if (count >= least_count && expected > 1e-9 && count > least_ratio * expected) {
        double sure = guard_deviance(count, expected, variance) / convinced;
        height = exact_log(count / expected) * (sure < 1 ? sure : 1);
    }
    score->last = (float)height;
    if (score->last > score->today)
        score->today = score->last;
    if (steps % 96 == 0) {
        double peak = (double)score->today;
        double most = 2 * (double)score->usual;
        score->usual = (float)(day_keep * (double)score->usual +
                               (1 - day_keep) * (peak < most ? peak : most));
        score->today = 0;
    }
}

double score_value(const struct score *score)
{
    return 1 - exact_exp(-(double)score->last / exact_root((double)score->usual));
}

double score_height(double value)
{
    return value >= 1 ? 36 : -exact_log(1 - value);
}
