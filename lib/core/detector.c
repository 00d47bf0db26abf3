#include "core/detector.h"

#include "core/exact.h"

const double swing_deviations[SWING_COUNT] = { -2.25, -1.5, -.75, 0, .75, 1.5, 2.25 };
const int span_buckets[SPAN_COUNT] = { 1, 4, 12, 24, 48, 96 };

struct detector_settings detector_shipped(void)
{
    struct detector_settings settings = {
        .mode = GROWTH_EARLY,
        .tier_ratio = { 3, 4, 6 },
        .minimum_count = 10,
        .minimum_ratio = 2,
        .guard_minimum = 9,
        .raise_probability = .62,
        .raise_inside = .82,
        .warn_probability = .30,
        .warn_inside = .60,
        .tier_300_probability = .70,
        .tier_500_probability = .76,
        .hold_share = .3,
        .hold_ratio = 2,
        .cold_hours = 48,
        .mean_weight_days = 2,
        .level_half_life_days = 7.5,
        .profile_half_life_days = 42,
        .hour_weight = 18,
        .hour_own_weight = 160,
        .weekday_weight = 50,
        .weekday_own_weight = 1000,
        .cell_weight = 200,
        .cell_from_days = 7,
        .hour_curve = 1,
        .swing_share = .15,
        .mature_days = 5,
        .clip_deviations = 4,
        .flagged_ratio = 1.25,
        .flagged_weight = .3,
        .flag_probability = .5,
        .flag_days = 7,
        .heard_hours = 1,
        .outage_expected = 8,
        .floor_a_day = .2,
        .floor_count = .01,
        .repeat_share = .04,
        .coordinated_count = 4,
        .coordinated_share = .12,
        .few_authors = 6,
        .one_voice = .5,
        .likelihood_floor = 6,
        .onset = .002,
        .end = .014,
        .drift = .009,
        .jump = .003,
        .swing_buckets = 40,
        .swing_least = .09,
        .swing_most = .35,
        .noise_factor = 1.9,
        .noise_least = .02,
        .noise_most = .4,
        .unknown_factor = .4,
        .variance_clip = 9,
    };

    detector_prepare(&settings);
    return settings;
}

/* No surge, then ratios from e^.25 by steps of .1 to e^2.65, then three far ones. */
static void make_grid(struct detector_made *made)
{
    for (int i = 0; i < SURGE_ROW; i++) {
        double log = i == 0 ? 0 : .25 + .1 * (i - 1);
        if (i == 26)
            log = 3.2;
        else if (i == 27)
            log = 4;
        else if (i >= 28)
            log = 5.2;
        made->surge_log[i] = (float)log;
        made->surge_inverse[i] = (float)exact_exp(-log);
    }
}

static int first_over(const struct detector_made *made, double log)
{
    int i = 0;

    while (i < SURGE_COUNT && (double)made->surge_log[i] <= log)
        i++;
    return i;
}

static void make_moves(struct detector_settings *settings)
{
    struct detector_made *made = &settings->made;

    for (int i = 0; i < SURGE_ROW; i++) {
        bool is_real = i < SURGE_COUNT;
        bool is_surge = is_real && i > 0;
        double leave = settings->end + settings->jump + settings->drift;
        if (i < SURGE_COUNT - 1)
            leave += settings->drift;
        made->stay[i] = i == 0 ? (float)(1 - settings->onset) : is_real ? (float)(1 - leave) : 0;
        made->from_left[i] = is_surge && i > 1 ? (float)settings->drift : 0;
        made->from_right[i] = i < SURGE_COUNT - 1 ? (float)settings->drift : 0;
        made->begin[i] = is_surge ? 1.f / (SURGE_COUNT - 1) : 0;
        made->least[i] = is_real ? 1e-18f : 0;
    }
    double rate = 1 / (settings->swing_buckets * .5625);
    double sum = 0;
    for (int i = 0; i < SWING_COUNT; i++) {
        double here = swing_deviations[i] * swing_deviations[i];
        double above = i + 1 < SWING_COUNT ? swing_deviations[i + 1] * swing_deviations[i + 1] : 0;
        double below = i > 0 ? swing_deviations[i - 1] * swing_deviations[i - 1] : 0;
        double up = exact_exp(.5 * (here - above));
        double down = exact_exp(.5 * (here - below));
        made->swing_up[i] = i + 1 < SWING_COUNT ? (float)(rate * (up < 1 ? up : 1)) : 0;
        made->swing_down[i] = i > 0 ? (float)(rate * (down < 1 ? down : 1)) : 0;
        sum += exact_exp(-.5 * here);
    }
    for (int i = 0; i < SWING_COUNT; i++)
        made->swing_start[i] =
            (float)(exact_exp(-.5 * swing_deviations[i] * swing_deviations[i]) / sum);
}

void detector_prepare(struct detector_settings *settings)
{
    static const double ln2 = 0.69314718055994530942;
    struct detector_made *made = &settings->made;
    double ratio = settings->tier_ratio[0];

    made->level_keep = exact_exp(-ln2 / (BUCKETS_A_DAY * settings->level_half_life_days));
    made->shape_keep = exact_exp(-ln2 / settings->profile_half_life_days);
    made->guard_variance = (ratio - 1 - exact_log(ratio)) / settings->guard_minimum;
    made->floor = (float)exact_exp(-settings->likelihood_floor);
    make_grid(made);
    make_moves(settings);
    made->over_flag = first_over(made, .4);
    made->over[0] = first_over(made, exact_log(settings->tier_ratio[0]));
    made->over[1] = first_over(made, exact_log(settings->tier_ratio[1]));
    made->over[2] = first_over(made, exact_log(settings->tier_ratio[2]));
}
