/* What one record costs in the engine, as a multiple of what reading its JSON costs.
 *
 * The anchor is json_parse() over the same bytes in the same run. Each stage adds to the one
 * before: folding without the text path, with it, and with gathering what must be stored every
 * thousand records. Usage: bench_engine [STAGE]; one stage alone is for a profiler. */
#include "engine/engine.h"

#include "base/moment.h"
#include "wire/json.h"
#include "wire/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RECORDS = 200000, RECORDS_A_FLUSH = 1000, SUBJECTS = 50, RECORDS_A_SECOND = 2000 };

/* 2026-03-02T00:00:00Z */
#define BEGIN_AT ((int64_t)1772409600000)

struct lines {
    struct text bytes;
    size_t *ends;
};

static double cpu_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); /* a clock that is always there */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int64_t at_of(int number)
{
    return BEGIN_AT + (int64_t)number * 1000 / RECORDS_A_SECOND;
}

static void make_lines(struct lines *lines)
{
    static const char *const TEXTS[] = {
        "刚买的电动车充电时电池发热冒烟,客服电话一直打不通,太让人失望了,要求退款",
        "配送很快,包装完好,骑起来很轻快,推荐给朋友",
        "The battery died after two weeks and nobody answers my ticket. Very disappointed.",
        "請問門市週末有開嗎?想去試騎一下新款",
    };

    lines->ends = memory_array(RECORDS, sizeof *lines->ends);
    for (int i = 0; i < RECORDS; i++) {
        text_add_format(&lines->bytes,
                        "{\"id\":\"b:%d\",\"org\":\"acme\",\"source\":\"s%d\",\"channel\":\"%s\",", i,
                        i % 5, i % 3 == 0 ? "hotline" : "social");
        text_add(&lines->bytes, "\"at\":\"");
        moment_add(&lines->bytes, at_of(i));
        text_add_format(&lines->bytes, "\",\"author\":{\"id\":\"u%u\"},\"region\":\"CN-%d\",",
                        (unsigned)i * 2654435761u % 100000, 11 + i % 30);
        text_add_format(&lines->bytes, "\"subjects\":[\"p%d\"],\"text\":\"%s\"}", i % SUBJECTS,
                        TEXTS[i % 4]);
        lines->ends[i] = lines->bytes.length;
    }
}

static struct slice line_at(const struct lines *lines, int number)
{
    size_t begin = number == 0 ? 0 : lines->ends[number - 1];

    return (struct slice){ lines->bytes.bytes + begin, lines->ends[number] - begin };
}

static double parse_all(const struct lines *lines)
{
    OWNED(arena) struct arena *arena = arena_new();
    double begin = cpu_seconds();

    for (int i = 0; i < RECORDS; i++) {
        const struct json *document = NULL;
        arena_clear(arena);
        if (json_parse(line_at(lines, i), 100000, arena, &document, NULL) != 0)
            abort(); /* we wrote it */
    }
    return cpu_seconds() - begin;
}

static double fold_all(const struct lines *lines, bool reads_texts, bool stores)
{
    OWNED(text) struct text folder = { 0 };
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(engine) struct engine *engine = NULL;
    struct fault fault = { 0 };

    text_add_format(&folder, "%s/rules", getenv("TOCSIN_SOURCE_ROOT"));
    struct engine_setup setup = { .rules_folder = text_string(&folder),
                                  .complaints = &complaints,
                                  .reads_texts = reads_texts };
    if (engine_open(&setup, &engine, &fault) != 0) {
        fprintf(stderr, "%s\n", fault.text);
        exit(1);
    }
    OWNED(engine_partition) struct engine_partition *partition =
        engine_partition_new(engine, &(struct engine_partition_setup){ .cluster = "bench" });
    double begin = cpu_seconds();
    for (int i = 0; i < RECORDS; i++) {
        struct engine_delta delta;
        engine_take(partition, &(struct engine_record){ .offset = i,
                                                        .at = at_of(i),
                                                        .is_ours = true,
                                                        .key = SLICE("acme"),
                                                        .value = line_at(lines, i) });
        if (i % RECORDS_A_FLUSH != RECORDS_A_FLUSH - 1)
            continue;
        if (stores)
            engine_gather(partition, &delta);
        else
            engine_settle(partition);
    }
    return cpu_seconds() - begin;
}

static double fold_only(const struct lines *lines)
{
    return fold_all(lines, false, false);
}

static double fold_and_gather(const struct lines *lines)
{
    return fold_all(lines, false, true);
}

static double fold_everything(const struct lines *lines)
{
    return fold_all(lines, true, true);
}

static const struct stage {
    const char *name;
    const char *what;
    double (*run)(const struct lines *lines);
} STAGES[] = {
    { "json", "reading the JSON (the anchor)", parse_all },
    { "fold", "folding, without the text path", fold_only },
    { "gather", "folding and gathering, without the text path", fold_and_gather },
    { "everything", "folding and gathering, everything on", fold_everything },
};

int main(int argc, char **argv)
{
    struct lines lines = { 0 };
    double anchor = 0;

    make_lines(&lines);
    for (size_t i = 0; i < sizeof STAGES / sizeof STAGES[0]; i++) {
        if (argc > 1 && strcmp(argv[1], STAGES[i].name) != 0)
            continue;
        double seconds = STAGES[i].run(&lines);
        anchor = anchor == 0 ? seconds : anchor;
        printf("%-44s %6.2f us a record  %9.0f records/s  %5.2f x the first\n", STAGES[i].what,
               seconds / RECORDS * 1e6, RECORDS / seconds, seconds / anchor);
    }
    text_done(&lines.bytes);
    memory_free(lines.ends);
    return 0;
}
