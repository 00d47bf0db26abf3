/* What a record costs beside many series, as a multiple of what it costs beside a hundred, and how
 * much memory each takes with all that belongs to it. Usage: bench_many [ORGANISATIONS], of 960
 * subjects each; 100 of them unless said. Texts are not read. Of ten records nine are about one
 * percent of the subjects, the others about any. */
#include "engine/engine.h"

#include "base/moment.h"
#include "wire/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SUBJECTS = 960, FEW_SUBJECTS = 60, ROUNDS = 3, BLOCK = 10000, BLOCKS = 20, FIRST_BLOCKS = 5 };

/* 2026-03-02T00:00:00Z */
#define BEGIN_AT ((int64_t)1772409600000)

struct bench {
    struct engine_partition *partition;
    uint32_t organisations;
    uint32_t subjects;
    uint64_t random;
    int64_t number; /* of the next record */
    int64_t at;
};

static double cpu_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); /* a clock that is always there */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long resident_bytes(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (file == NULL || fscanf(file, "%ld %ld", &pages, &resident) != 2)
        return -1;
    (void)fclose(file); /* it was only read */
    return resident * sysconf(_SC_PAGESIZE);
}

static uint32_t random_below(struct bench *bench, uint32_t bound)
{
    bench->random = bench->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(bench->random >> 33) % bound;
}

static void add_record(struct bench *bench, uint32_t which, struct text *line)
{
    int64_t i = bench->number++;

    text_clear(line);
    text_add_format(line, "{\"id\":\"b:%lld\",\"org\":\"org%u\",\"source\":\"s%d\",", (long long)i,
                    which % bench->organisations, (int)(i % 5));
    text_add_format(line, "\"channel\":\"%s\",\"at\":\"", i % 3 == 0 ? "hotline" : "social");
    moment_add(line, bench->at);
    text_add_format(line, "\",\"author\":{\"id\":\"u%lld\"},\"region\":\"CN-%d\",",
                    (long long)(i * 7919 % 100000), 11 + (int)(i % 30));
    text_add_format(line, "\"subjects\":[\"p%u\"],\"text\":\"充电时电池发热,客服电话一直打不通\"}",
                    which / bench->organisations);
}

static void take(struct bench *bench, const struct text *line)
{
    engine_take(bench->partition, &(struct engine_record){ .offset = bench->number,
                                                           .at = bench->at,
                                                           .is_ours = true,
                                                           .value = text_slice(line) });
}

/* Every subject is heard of in three hours. */
static void hear_all(struct bench *bench)
{
    OWNED(text) struct text line = { 0 };
    uint32_t count = bench->organisations * bench->subjects;

    for (int round = 0; round < ROUNDS; round++) {
        for (uint32_t which = 0; which < count; which++) {
            add_record(bench, which, &line);
            take(bench, &line);
            if (which % BLOCK == 0)
                engine_settle(bench->partition);
        }
        bench->at += HOUR_MS;
    }
}

/* Seconds that the block takes, made beforehand. */
static double take_block(struct bench *bench, struct text *lines)
{
    uint32_t count = bench->organisations * bench->subjects;

    for (int i = 0; i < BLOCK; i++) {
        uint32_t bound = random_below(bench, 10) > 0 ? count / 100 + 1 : count;
        add_record(bench, random_below(bench, bound), &lines[i]);
    }
    double begin = cpu_seconds();
    for (int i = 0; i < BLOCK; i++)
        take(bench, &lines[i]);
    double seconds = cpu_seconds() - begin;
    bench->at += 1000;
    engine_settle(bench->partition);
    return seconds;
}

/* Microseconds a record. */
static double measure(struct engine *engine, uint32_t organisations, uint32_t subjects)
{
    OWNED(engine_partition) struct engine_partition *partition =
        engine_partition_new(engine, &(struct engine_partition_setup){ .cluster = "bench" });
    struct bench bench = { partition, organisations, subjects, .random = 5, .at = BEGIN_AT };
    struct text *lines = memory_array(BLOCK, sizeof *lines);
    long before = resident_bytes();
    double seconds = 0;

    hear_all(&bench);
    double bytes = (double)(resident_bytes() - before) / organisations / subjects;
    for (int block = 0; block < BLOCKS; block++) {
        double spent = take_block(&bench, lines);
        seconds += block < FIRST_BLOCKS ? 0 : spent; /* what was idle had to catch up */
    }
    for (int i = 0; i < BLOCK; i++)
        text_done(&lines[i]);
    memory_free(lines);
    double micros = seconds / (BLOCKS - FIRST_BLOCKS) / BLOCK * 1e6;
    printf("%7u subjects: %.2f us a record, %.0f bytes a subject with all that is its\n",
           organisations * subjects, micros, bytes);
    return micros;
}

int main(int argc, char **argv)
{
    OWNED(text) struct text folder = { 0 };
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(engine) struct engine *engine = NULL;
    struct fault fault = { 0 };

    text_add_format(&folder, "%s/rules", getenv("TOCSIN_SOURCE_ROOT"));
    struct engine_setup setup = { .rules_folder = text_string(&folder), .complaints = &complaints };
    if (engine_open(&setup, &engine, &fault) != 0) {
        fprintf(stderr, "%s\n", fault.text);
        return 1;
    }
    double few = measure(engine, 1, FEW_SUBJECTS);
    double many = measure(engine, argc > 1 ? (uint32_t)atoi(argv[1]) : 100, SUBJECTS);
    printf("%.2f times as much (asked: 1.3)\n", many / few);
    return 0;
}
