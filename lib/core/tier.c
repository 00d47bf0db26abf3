#include "core/tier.h"

/* Sums of float expectations carry rounding of some 1e-7; a count of exactly three times the
 * expectation does not exceed it. */
static const double rounding = 1e-6;

int tier_of_ratio(const struct detector_settings *settings, double count, double expected)
{
    static const int names[] = { TIER_200, TIER_300, TIER_500 };
    int tier = 0;

    for (int i = 0; i < 3; i++)
        if (count > settings->tier_ratio[i] * expected * (1 + rounding))
            tier = names[i];
    return tier;
}

double tier_least_count(const struct detector_settings *settings, int tier, double expected)
{
    double least = (double)(int64_t)(settings->tier_ratio[tier] * expected * (1 + rounding)) + 1;

    return least < settings->minimum_count ? settings->minimum_count : least;
}

static double mean(const float values[TIER_MEMORY])
{
    double sum = 0;

    for (int i = 0; i < TIER_MEMORY; i++)
        sum += (double)values[i];
    return sum / TIER_MEMORY;
}

void tier_close(struct tier *tier, const struct detector_settings *settings,
                const struct evidence_at *evidence, uint32_t steps)
{
    const struct odds *odds = &evidence->odds;
    double hold = settings->hold_share;
    double probability = odds->tier[0];

    tier->over_300[steps % TIER_MEMORY] = (float)odds->tier[1];
    tier->over_500[steps % TIER_MEMORY] = (float)odds->tier[2];
    double over_300 = mean(tier->over_300);
    double over_500 = mean(tier->over_500);
    tier->warned =
        (evidence->is_supported && probability >= settings->warn_probability) ||
        (tier->warned && probability >= hold * settings->warn_probability);
    tier->raised =
        (evidence->is_supported && probability >= settings->raise_probability) ||
        tier->literal > 0 ||
        (tier->raised && (probability >= hold * settings->raise_probability ||
                          evidence->day_ratio > settings->hold_ratio));
    tier->raised_300 = tier->raised && (over_300 >= settings->tier_300_probability ||
                                        (tier->raised_300 &&
                                         over_300 > hold * settings->tier_300_probability));
    tier->raised_500 = tier->raised && (over_500 >= settings->tier_500_probability ||
                                        (tier->raised_500 &&
                                         over_500 > hold * settings->tier_500_probability));
}

bool tier_inside(struct tier *tier, const struct detector_settings *settings,
                 const struct evidence_at *evidence)
{
    int before = tier_in_force(tier, settings);
    double probability = evidence->odds.tier[0];

    if (evidence->is_supported && probability >= settings->warn_inside)
        tier->warned = true;
    if (evidence->is_supported && probability >= settings->raise_inside)
        tier->raised = true;
    return tier_in_force(tier, settings) > before;
}

int tier_in_force(const struct tier *tier, const struct detector_settings *settings)
{
    int early = tier->raised_500 ? TIER_500 : tier->raised_300 ? TIER_300
              : tier->raised     ? TIER_200 : tier->warned || tier->campaign ? TIER_WARNING : 0;

    if (settings->mode == GROWTH_LITERAL || tier->literal > early)
        return tier->literal;
    return early;
}

const char *tier_name(int tier)
{
    switch (tier) {
    case TIER_WARNING:
        return "warning";
    case TIER_200:
        return "> +200%";
    case TIER_300:
        return "> +300%";
    case TIER_500:
        return "> +500%";
    default:
        return "clear";
    }
}
