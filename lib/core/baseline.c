#include "core/baseline.h"

#include "core/exact.h"

void baseline_init(struct baseline *baseline, const struct detector_settings *settings,
                   double daily_mean)
{
    double mean = daily_mean > 0 ? daily_mean : settings->floor_a_day;
    double known = daily_mean > 0 ? daily_mean * settings->mean_weight_days
                                  : settings->floor_count;

    *baseline = (struct baseline){
        .level_sum = known,
        .level_weight = known / (mean / BUCKETS_A_DAY),
    };
}

void baseline_forget(struct baseline *baseline, const struct detector_settings *settings)
{
    baseline->level_sum *= settings->made.level_keep;
    baseline->level_weight *= settings->made.level_keep;
}

static void scale(float *values, int count, float factor)
{
    for (int i = 0; i < count; i++)
        values[i] *= factor;
}

void baseline_forget_shape(struct baseline *baseline, const struct detector_settings *settings)
{
    float keep = (float)settings->made.shape_keep;

    scale(baseline->hour_sum[0], DAY_TYPE_COUNT * 24, keep);
    scale(baseline->hour_weight[0], DAY_TYPE_COUNT * 24, keep);
    scale(baseline->weekday_sum, 7, keep);
    scale(baseline->weekday_weight, 7, keep);
    scale(baseline->cell_sum, CELL_COUNT, keep);
    scale(baseline->cell_weight, CELL_COUNT, keep);
}

void baseline_learn_day(struct baseline *baseline, double count)
{
    baseline->level_sum += count;
    baseline->level_weight += BUCKETS_A_DAY;
}

/* An hour first differs from the shared shape as its neighbours do, then in its own way. */
static double hour_factor(const struct baseline *baseline,
                          const struct detector_settings *settings, const struct profile *profile,
                          struct local_time local)
{
    const float *shared = profile->hour[local.type];
    const float *sums = baseline->hour_sum[local.type];
    const float *weights = baseline->hour_weight[local.type];
    double prior = (double)shared[local.hour];
    double weight = settings->hour_weight;

    if (settings->hour_own_weight > 0) {
        int before = (local.hour + 23) % 24;
        int after = (local.hour + 1) % 24;
        double seen = (double)sums[before] + (double)sums[local.hour] + (double)sums[after];
        double expected = (double)shared[before] * (double)weights[before] +
                          prior * (double)weights[local.hour] +
                          (double)shared[after] * (double)weights[after];
        prior *= (weight + seen) / (weight + expected);
        weight = settings->hour_own_weight;
    }
    return (weight * prior + (double)sums[local.hour]) / (weight + (double)weights[local.hour]);
}

/* A weekday is first taken to be like the other workdays, or rest days, of this series; a holiday is
 * a rest day like any other. */
static double weekday_factor(const struct baseline *baseline,
                             const struct detector_settings *settings,
                             const struct profile *profile, struct local_time local)
{
    bool is_rest = local.type == DAY_REST;
    int first = is_rest ? 5 : 0;
    int end = is_rest ? 7 : 5;
    bool is_usual = local.weekday >= first && local.weekday < end;
    double prior = (double)profile->weekday[local.weekday];
    double weight = settings->weekday_weight;

    if (settings->weekday_own_weight > 0) {
        double shared = 0;
        double sum = 0;
        double expected = 0;
        for (int day = first; day < end; day++) {
            shared += (double)profile->weekday[day];
            sum += (double)baseline->weekday_sum[day];
            expected += (double)baseline->weekday_weight[day];
        }
        shared /= end - first;
        double together = (weight * shared + sum) / (weight + expected);
        if (!is_usual)
            return together;
        prior = together * prior / shared;
        weight = settings->weekday_own_weight;
    }
    return (weight * prior + (double)baseline->weekday_sum[local.weekday]) /
           (weight + (double)baseline->weekday_weight[local.weekday]);
}

/* The three factors of the shape. */
struct shape {
    double hour;
    double weekday;
    double cell;
};

static struct shape shape_at(const struct baseline *baseline,
                             const struct detector_settings *settings,
                             const struct profile *profile, struct local_time local)
{
    double cell_weight = settings->cell_weight;
    int cell = local.weekday * 24 + local.hour;

    return (struct shape){
        .hour = hour_factor(baseline, settings, profile, local),
        .weekday = weekday_factor(baseline, settings, profile, local),
        .cell = (cell_weight + (double)baseline->cell_sum[cell]) /
                (cell_weight + (double)baseline->cell_weight[cell]),
    };
}

/* What an hour of the day is to the day. */
static double height_of(const struct baseline *baseline, const struct detector_settings *settings,
                        const struct profile *profile, struct local_time local)
{
    double cell_weight = settings->cell_weight;
    int cell = local.weekday * 24 + local.hour;

    return hour_factor(baseline, settings, profile, local) *
           (cell_weight + (double)baseline->cell_sum[cell]) /
           (cell_weight + (double)baseline->cell_weight[cell]);
}

/* What a quarter of the hour is to its hour: a parabola through the hours before, this, and after
 * that keeps the sum of the hour, and never goes below a fifth of it. The hours beyond midnight are
 * taken from the same day, which is near enough for a slope. */
static double within_hour(const struct baseline *baseline,
                          const struct detector_settings *settings, const struct profile *profile,
                          struct local_time local, const struct shape *here)
{
    static const double mean_square = .078125; /* of the four quarters */
    struct local_time before = local;
    struct local_time after = local;

    double height = here->hour * here->cell;
    if (settings->hour_curve <= 0 || height < 1e-6) /* an hour that nobody was ever heard in */
        return 1;
    before.hour = (local.hour + 23) % 24;
    after.hour = (local.hour + 1) % 24;
    double low = height_of(baseline, settings, profile, before) / height;
    double high = height_of(baseline, settings, profile, after) / height;
    double x = (local.minute / 15 * 15 + 7.5) / 60 - .5;
    double bend = (high - low) / 2 * x + (high - 2 + low) / 2 * (x * x - mean_square);
    return bend < -.8 ? .2 : 1 + settings->hour_curve * bend;
}

void baseline_learn(struct baseline *baseline, const struct detector_settings *settings,
                    const struct profile *profile, const struct lesson *lesson)
{
    struct local_time local = lesson->local;
    struct shape shape = shape_at(baseline, settings, profile, local);
    double level = baseline->level_sum / baseline->level_weight;
    double weight = lesson->weight;
    int cell = local.weekday * 24 + local.hour;

    baseline->level_sum += weight * lesson->count;
    /* What is beyond the hour's mean in one quarter is below it in another. */
    baseline->level_weight += weight * shape.hour * shape.weekday * shape.cell;
    /* A bucket of a hundred complaints shares one swing: for the shape its weight saturates. */
    weight /= 1 + settings->swing_share * lesson->expected;
    float sum = (float)(weight * lesson->count);
    baseline->hour_sum[local.type][local.hour] += sum;
    baseline->hour_weight[local.type][local.hour] += (float)(weight * level * shape.weekday);
    baseline->weekday_sum[local.weekday] += sum;
    baseline->weekday_weight[local.weekday] += (float)(weight * level * shape.hour);
    if (lesson->days < settings->cell_from_days)
        return;
    baseline->cell_sum[cell] += sum;
    baseline->cell_weight[cell] += (float)(weight * level * shape.hour * shape.weekday);
}

double baseline_expected(const struct baseline *baseline, const struct detector_settings *settings,
                         const struct profile *profile, struct local_time local)
{
    struct shape shape = shape_at(baseline, settings, profile, local);

    return baseline->level_sum / baseline->level_weight * shape.hour * shape.weekday * shape.cell *
           within_hour(baseline, settings, profile, local, &shape);
}

double baseline_hour_expected(const struct baseline *baseline,
                              const struct detector_settings *settings,
                              const struct profile *profile, struct local_time local)
{
    struct shape shape = shape_at(baseline, settings, profile, local);

    return baseline->level_sum / baseline->level_weight * shape.hour * shape.weekday * shape.cell;
}

double baseline_doubt(const struct baseline *baseline, struct local_time local)
{
    return 1 / (baseline->level_sum + .5) +
           1 / (12 + (double)baseline->hour_sum[local.type][local.hour]);
}
