/* Our detector against the executable reference that came with its description, bucket by bucket, on
 * the scenarios that came with it. Both lie outside this repository, in `../shared` beside it or
 * where TOCSIN_SHARED says; without them the test says so and is skipped. */
#include "core/gauge.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { OUTPUTS = 8, MOST_BUCKETS = 20000, MOST_SERIES = 64 };

typedef int reference_run(int count, const long long *at, const double *complaints,
                          const double *distinct, const int *type, const int *hour,
                          const int *weekday, const double *hours, const double *weekdays,
                          const double *settings, double *output);

struct run {
    char name[32];
    struct calendar calendar;
    int count;
    long long at[MOST_BUCKETS];
    double complaints[MOST_BUCKETS];
    double distinct[MOST_BUCKETS];
    int type[MOST_BUCKETS];
    int hour[MOST_BUCKETS];
    int weekday[MOST_BUCKETS];
    double output[MOST_BUCKETS * OUTPUTS];
};

static const struct calendar_offset shanghai[] = { { 0, 8 * HOUR_MS } };
static const struct calendar_offset berlin[] = { { 0, HOUR_MS },
                                                 { 1774746000000, 2 * HOUR_MS },
                                                 { 1792890000000, HOUR_MS } };
static const struct calendar_offset new_york[] = { { 0, -5 * HOUR_MS },
                                                   { 1772953200000, -4 * HOUR_MS },
                                                   { 1793512800000, -5 * HOUR_MS } };

static void shared_path(struct text *path, const char *name)
{
    const char *shared = getenv("TOCSIN_SHARED");
    const char *root = getenv("TOCSIN_SOURCE_ROOT"); /* set by the build */

    if (shared != NULL)
        text_add_format(path, "%s/detection/%s", shared, name);
    else
        text_add_format(path, "%s/../shared/detection/%s", root != NULL ? root : ".", name);
}

static struct calendar calendar_of(const char *zone)
{
    if (strcmp(zone, "Europe/Berlin") == 0)
        return (struct calendar){ .offsets = berlin, .offset_count = 3 };
    if (strcmp(zone, "America/New_York") == 0)
        return (struct calendar){ .offsets = new_york, .offset_count = 3 };
    return (struct calendar){ .offsets = shanghai, .offset_count = 1 };
}

/* Builds the reference into a folder of its own and takes its entry; NULL when it is not there. */
static reference_run *load_reference(void)
{
    OWNED(text) struct text source = { 0 };
    OWNED(text) struct text command = { 0 };
    char folder[] = "/tmp/tocsin-reference-XXXXXX";

    shared_path(&source, "surge2.c");
    if (access(text_string(&source), R_OK) != 0 || mkdtemp(folder) == NULL)
        return NULL;
    text_add_format(&command, "cc -O2 -ffp-contract=off -shared -fPIC -o %s/s.so '%s' -lm", folder,
                    text_string(&source));
    assert_int_equal(system(text_string(&command)), 0);
    text_clear(&command);
    text_add_format(&command, "%s/s.so", folder);
    void *library = dlopen(text_string(&command), RTLD_NOW);
    assert_non_null(library);
    (void)unlink(text_string(&command)); /* it is mapped; what stays behind is an empty folder */
    (void)rmdir(folder);
    reference_run *entry;
    *(void **)&entry = dlsym(library, "s2_run");
    assert_non_null(entry);
    return entry;
}

static void load_zones(struct run *runs, int *count)
{
    OWNED(text) struct text path = { 0 };
    char line[256];
    char zone[64];

    shared_path(&path, "data/scenarios/series.csv");
    FILE *file = fopen(text_string(&path), "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (*count = 0; fgets(line, sizeof line, file) != NULL; ++*count) {
        assert_true(*count < MOST_SERIES);
        assert_int_equal(sscanf(line, "%31[^,],%*[^,],%63[^,]", runs[*count].name, zone), 2);
        runs[*count].calendar = calendar_of(zone);
    }
    (void)fclose(file); /* it was read to its end */
}

static void load_counts(struct run *runs, int count)
{
    OWNED(text) struct text path = { 0 };
    char line[256];
    char name[32];
    int at = 0;

    shared_path(&path, "data/scenarios/counts.csv");
    FILE *file = fopen(text_string(&path), "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        long long start;
        double complaints;
        double distinct;
        assert_int_equal(
            sscanf(line, "%31[^,],%lld,%lf,%lf", name, &start, &complaints, &distinct), 4);
        while (strcmp(runs[at].name, name) != 0)
            assert_true(++at < count);
        struct run *run = &runs[at];
        struct local_time local = calendar_local(&run->calendar, start * SECOND_MS);
        int i = run->count++;
        assert_true(i < MOST_BUCKETS);
        run->at[i] = start;
        run->complaints[i] = complaints;
        run->distinct[i] = distinct;
        run->type[i] = local.type == DAY_REST;
        run->hour[i] = local.hour;
        run->weekday[i] = local.weekday;
    }
    (void)fclose(file); /* it was read to its end */
}

/* A shape for both: what the first three weeks of all series look like together. */
static struct profile shape_of(const struct run *runs, int count)
{
    struct profile profile = { 0 };
    double hours[2][24] = { 0 };
    double weekdays[7] = { 0 };
    double total[2] = { 0 };
    double all = 0;

    for (int s = 0; s < count; s++)
        for (int i = 0; i < 21 * BUCKETS_A_DAY; i++) {
            double x = runs[s].distinct[i] / (1 + runs[s].distinct[i]);
            hours[runs[s].type[i]][runs[s].hour[i]] += x;
            total[runs[s].type[i]] += x;
            weekdays[runs[s].weekday[i]] += x;
            all += x;
        }
    for (int i = 0; i < 48; i++)
        profile.hour[i / 24][i % 24] = (float)(24 * hours[i / 24][i % 24] / total[i / 24]);
    for (int i = 0; i < 7; i++)
        profile.weekday[i] = (float)(7 * weekdays[i] / all);
    return profile;
}

struct tally {
    int buckets;
    int aside;     /* within a day of a missing bucket, where the two differ by intent */
    int different;
};

/* The numbers of the description, without what was added to it since. */
static struct detector_settings described(void)
{
    struct detector_settings settings = detector_shipped();

    settings.literal_less_repeats = true;
    settings.floor_count = .5;
    settings.cell_from_days = 0;
    settings.hour_curve = 0;
    settings.hour_own_weight = 0;
    settings.weekday_own_weight = 0;
    settings.cell_weight = 90;
    settings.swing_share = .3;
    settings.raise_probability = .6;
    settings.tier_300_probability = .62;
    settings.tier_500_probability = .82;
    detector_prepare(&settings);
    return settings;
}

static void compare(struct run *run, const struct profile *profile, struct tally *tally)
{
    struct detector_settings settings = described();
    struct gauge gauge;
    int last_missing = -10 * BUCKETS_A_DAY;
    struct gauge_context context = {
        .settings = &settings,
        .calendar = &run->calendar,
        .profile = profile,
        .is_source = true,
    };

    gauge_init(&gauge, &context, run->at[0] * SECOND_MS);
    for (int i = 0; i < run->count; i++) {
        const double *output = &run->output[i * OUTPUTS];
        gauge_open(&gauge, &context, run->at[i] * SECOND_MS);
        gauge.open.complaints = (uint32_t)run->complaints[i];
        gauge.open.distinct = (uint32_t)run->distinct[i];
        gauge.open.heard = gauge.open.distinct; /* nothing is late */
        gauge_close(&gauge, &context, false);
        int level = tier_in_force(&gauge.tier, &settings);
        if (gauge_is_silent(&gauge, &settings))
            last_missing = i;
        tally->buckets++;
        if (i - last_missing <= 2 * BUCKETS_A_DAY) {
            tally->aside++;
        } else if (level != (int)output[0]) {
            tally->different++;
            print_message("# %s bucket %d: %d, the reference %d (P %.9f, theirs %.9f)\n", run->name,
                          i, level, (int)output[0], gauge.odds.tier[0], output[2]);
        }
    }
}

static void test_levels_equal_those_of_the_reference(void **state)
{
    (void)state;
    reference_run *reference = load_reference();
    struct tally tally = { 0 };
    int count;

    assert_non_null(reference);
    struct run *runs = memory_array(MOST_SERIES, sizeof *runs);
    load_zones(runs, &count);
    load_counts(runs, count);
    struct profile profile = shape_of(runs, count);
    double hours[48];
    double weekdays[7];
    for (int i = 0; i < 48; i++)
        hours[i] = (double)profile.hour[i / 24][i % 24];
    for (int i = 0; i < 7; i++)
        weekdays[i] = (double)profile.weekday[i];
    for (int s = 0; s < count; s++) {
        struct run *run = &runs[s];
        (void)reference(run->count, run->at, run->complaints, run->distinct, run->type, run->hour,
                        run->weekday, hours, weekdays, NULL, run->output); /* a size */
        compare(run, &profile, &tally);
    }
    print_message("# %d buckets, %d aside, %d different\n", tally.buckets, tally.aside,
                  tally.different);
    memory_free(runs);
    assert_int_equal(tally.different, 0);
}

static bool is_there(void)
{
    OWNED(text) struct text path = { 0 };

    shared_path(&path, "surge2.c");
    return access(text_string(&path), R_OK) == 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels_equal_those_of_the_reference),
    };

    if (!is_there()) {
        printf("1..0 # SKIP there is no reference in ../shared, nor where TOCSIN_SHARED says\n");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
