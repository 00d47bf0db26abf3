/* How fast the detector is, and how much room a series takes. Prints what it measures; fails below
 * the floors of the issue: 800,000 buckets a second, 100,000 live series in 1 GB. */
#include "core/counting.h"
#include "core/gauge.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); /* others may be busy too */
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static uint32_t random_below(uint64_t *state, uint32_t bound)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % bound;
}

static const struct calendar calendar;

static void ignore(void *listener, const struct telling *tellings, size_t count)
{
    *(size_t *)listener += count;
    (void)tellings; /* only their number is kept */
}

/* Ten weeks of 48 series, from two complaints a bucket to two hundred. */
static bool bench_counts(void)
{
    enum { SERIES = 48, BUCKETS = 70 * BUCKETS_A_DAY };
    struct detector_settings settings = detector_shipped();
    OWNED(counting) struct counting *counting = counting_new(&settings);
    uint64_t state = 1;
    size_t tellings = 0;

    for (uint32_t s = 0; s < SERIES; s++) {
        char name[16];
        (void)snprintf(name, sizeof name, "s%02u", s);
        size_t series = counting_series(counting, slice_of(name), &calendar);
        for (int i = 0; i < BUCKETS; i++) {
            uint32_t count = random_below(&state, 2 + s * 4);
            counting_add(counting, series,
                         &(struct counting_row){ .start_at = i * BUCKET_MS,
                                                 .complaints = count,
                                                 .distinct = count });
        }
    }
    double begin = seconds();
    counting_run(counting, MOMENT_NEVER, ignore, &tellings);
    double rate = SERIES * BUCKETS / (seconds() - begin);
    printf("counts: %.2f million buckets/s (floor 0.8, goal 2)\n", rate / 1e6);
    return rate >= 8e5;
}

static long resident_bytes(void)
{
    long pages = 0;
    long resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (file == NULL || fscanf(file, "%ld %ld", &pages, &resident) != 2)
        return -1;
    (void)fclose(file); /* it was only read */
    return resident * sysconf(_SC_PAGESIZE);
}

/* Records of live series, one percent of them busy; nanoseconds a record. */
static double bench_records(size_t count, int records, long *bytes)
{
    struct detector_settings settings = detector_shipped();
    struct series_context context = { .settings = &settings, .calendar = &calendar };
    struct series **all = memory_array(count, sizeof(struct series *));
    const struct counts one = { .of = { 1, 1, 1, 0 } };
    uint64_t state = 5;
    long before = resident_bytes();
    size_t busy = count / 100 > 0 ? count / 100 : 1;
    int64_t now = 400 * DAY_MS;

    for (size_t i = 0; i < count; i++) {
        all[i] = series_new(SLICE("subject/x"), SERIES_PLAIN);
        for (int k = 0; k < 3; k++)
            (void)series_record(all[i], &context,
                                &(struct arrival){ .event_at = now - k * HOUR_MS, .counts = one },
                                now);
    }
    double begin = seconds();
    for (int i = 0; i < records; i++) {
        now += i % 100 == 0 ? 1000 : 0;
        size_t which = random_below(&state, 10) == 0 ? random_below(&state, (uint32_t)count)
                                                     : random_below(&state, (uint32_t)busy);
        (void)series_record(all[which], &context,
                            &(struct arrival){ .event_at = now, .counts = one }, now);
    }
    double took = seconds() - begin;
    *bytes = resident_bytes() - before;
    for (size_t i = 0; i < count; i++)
        series_free(all[i]);
    memory_free(all);
    return took * 1e9 / records;
}

int main(void)
{
    long bytes;
    bool is_good = bench_counts();
    double few = bench_records(100, 2000000, &bytes);
    double many = bench_records(100000, 2000000, &bytes);

    printf("records: %.0f ns with 100 live series, %.0f ns with 100,000\n", few, many);
    printf("memory: %.0f MB for 100,000 live series (floor 1000)\n", (double)bytes / 1e6);
    return is_good && bytes <= 1000000000 ? EXIT_SUCCESS : EXIT_FAILURE;
}
