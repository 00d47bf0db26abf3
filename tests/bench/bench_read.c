/* How fast texts are read: the whole path and the share of each stage, beside a plain pass over
 * the same bytes. Usage: bench_read RULES TEXTS; texts one a line, of which those of about 200
 * bytes are taken. */
#include "base/fault.h"
#include "base/text.h"
#include "edge/files.h"
#include "edge/lines.h"
#include "read/fold.h"
#include "read/model.h"
#include "read/patterns.h"
#include "read/reader.h"
#include "read/rulebook.h"
#include "read/simhash.h"
#include "texts/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TEXTS_MOST = 20000,
    TEXT_BYTES_LEAST = 140,
    TEXT_BYTES_MOST = 260,
    ROUNDS = 5,
    MODEL_BYTES_MOST = 16 * 1024 * 1024,
};

/* What issue 4 promises. */
enum { FLOOR_TEXTS_A_SECOND = 300000, FLOOR_OPEN_MS = 50, FLOOR_HOSTILE_MS = 20 };

struct bench {
    const char *folder;
    struct text content;
    struct slice *texts;
    size_t count;
    size_t bytes;
    struct texts rules;
    struct fold_table *table;
    struct rulebook *book;
    struct model *model;
};

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now); /* others may use the machine as well */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void stop(const struct fault *fault)
{
    fprintf(stderr, "bench_read: %s\n", fault->text);
    exit(1);
}

static void load_texts(struct bench *bench, const char *path)
{
    OWNED(lines) struct lines *lines = NULL;
    struct fault fault = {0};
    struct slice line;
    bool more = true;
    size_t *places = memory_array(TEXTS_MOST + 1, sizeof *places);

    if (lines_open(path, &lines, &fault) != 0)
        stop(&fault);
    while (more && bench->count < TEXTS_MOST) {
        if (lines_next(lines, &line, &more, &fault) != 0)
            stop(&fault);
        if (!more || line.length < TEXT_BYTES_LEAST || line.length > TEXT_BYTES_MOST)
            continue;
        places[bench->count++] = bench->content.length;
        text_add_bytes(&bench->content, line.bytes, line.length);
    }
    places[bench->count] = bench->content.length;
    bench->texts = memory_array(bench->count + 1, sizeof *bench->texts);
    for (size_t i = 0; i < bench->count; i++)
        bench->texts[i] =
            (struct slice){bench->content.bytes + places[i], places[i + 1] - places[i]};
    bench->bytes = bench->content.length;
    memory_free(places);
}

static void load_rules(struct bench *bench)
{
    struct fault fault = {0};
    OWNED(text) struct text path = {0};
    OWNED(text) struct text model = {0};
    double begin;

    begin = seconds();
    if (texts_open(bench->folder, &bench->rules, &fault) != 0)
        stop(&fault);
    printf("reader opened in %.1f ms\n", (seconds() - begin) * 1e3);
    begin = seconds();
    if (fold_table_open(&bench->table, &fault) != 0)
        stop(&fault);
    printf("fold table made in %.1f ms\n", (seconds() - begin) * 1e3);
    begin = seconds();
    if (rulebook_open(&bench->book, bench->rules.rules, bench->table, &fault) != 0)
        stop(&fault);
    printf("rules compiled in %.1f ms\n", (seconds() - begin) * 1e3);
    text_add_format(&path, "%s/model/texts.model", bench->folder);
    begin = seconds();
    if (files_read(text_string(&path), MODEL_BYTES_MOST, &model, &fault) != 0 ||
        model_open(&bench->model, (struct slice){model.bytes, model.length}, &fault) != 0)
        stop(&fault);
    printf("model loaded in %.1f ms (floor: %d)\n", (seconds() - begin) * 1e3, FLOOR_OPEN_MS);
}

/* Stages, each including those before it. */
enum stage { STAGE_FOLD, STAGE_PATTERNS, STAGE_MODEL, STAGE_SIMHASH, STAGE_COUNT };

static double run_stages(struct bench *bench, enum stage last, double *sink)
{
    struct folded folded = {0};
    struct lexemes lexemes = {0};
    struct ngrams ngrams = {0};
    struct pattern_hits hits = {0};
    double begin = seconds();

    for (size_t i = 0; i < bench->count; i++) {
        double scores[HEAD_COUNT];
        uint64_t simhash;

        fold_text(bench->table, bench->texts[i], &folded);
        if (last >= STAGE_PATTERNS)
            rulebook_scan(bench->book, &folded, &hits);
        if (last >= STAGE_MODEL) {
            lexemes_read(&folded, &lexemes);
            model_expect(bench->model, &ngrams);
            ngrams_read(&folded, &lexemes, &ngrams);
            model_score(bench->model, &ngrams, scores);
            *sink += scores[HEAD_COMPLAINT];
        }
        if (last >= STAGE_SIMHASH && simhash_of(&folded, 0, folded.count, &simhash))
            *sink += (double)(simhash & 1);
        *sink += (double)folded.count;
    }
    begin = seconds() - begin;
    folded_done(&folded);
    lexemes_done(&lexemes);
    ngrams_done(&ngrams);
    pattern_hits_done(&hits);
    return begin;
}

static double run_reader(struct bench *bench, double *sink)
{
    OWNED(arena) struct arena *arena = arena_new();
    double begin = seconds();

    for (size_t i = 0; i < bench->count; i++) {
        struct feedback feedback = {.text = bench->texts[i], .org = SLICE("bench")};
        struct reading reading;

        arena_clear(arena);
        reader_read(bench->rules.reader, &feedback, arena, &reading);
        *sink += reading.complaint;
    }
    return seconds() - begin;
}

static double run_pass(struct bench *bench, double *sink)
{
    double begin = seconds();
    uint64_t sum = 0;

    for (size_t i = 0; i + 8 <= bench->bytes; i += 8) {
        uint64_t eight;

        memcpy(&eight, bench->content.bytes + i, sizeof eight);
        sum += eight;
    }
    *sink += (double)(sum & 1);
    return seconds() - begin;
}

static double best(double (*run)(struct bench *, double *), struct bench *bench, double *sink)
{
    double least = run(bench, sink);

    for (int round = 1; round < ROUNDS; round++) {
        double taken = run(bench, sink);

        least = taken < least ? taken : least;
    }
    return least;
}

static double best_stage(struct bench *bench, enum stage stage, double *sink)
{
    double least = run_stages(bench, stage, sink);

    for (int round = 1; round < ROUNDS; round++) {
        double taken = run_stages(bench, stage, sink);

        least = taken < least ? taken : least;
    }
    return least;
}

static void measure(struct bench *bench, double *sink)
{
    static const char *const names[] = {"validate and fold", "patterns", "model", "simhash"};
    double whole = best(run_reader, bench, sink);
    double pass = best(run_pass, bench, sink);
    double before = 0;

    printf("%zu texts of %.0f bytes\n", bench->count, (double)bench->bytes / (double)bench->count);
    printf("whole reader: %.0f texts/s (floor: %d), %.2f us a text, %.0f times a plain pass\n",
           (double)bench->count / whole, FLOOR_TEXTS_A_SECOND, whole / (double)bench->count * 1e6,
           whole / pass);
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        double taken = best_stage(bench, (enum stage)stage, sink);

        printf("  %-18s %.2f us, %4.1f %%\n", names[stage],
               (taken - before) / (double)bench->count * 1e6, (taken - before) / whole * 100);
        before = taken;
    }
    printf("  %-18s %.2f us, %4.1f %%\n", "verdicts, excerpt",
           (whole - before) / (double)bench->count * 1e6, (whole - before) / whole * 100);
}

/* A text of a mebibyte made of the same piece over and over. */
static void measure_hostile(struct bench *bench, const char *piece)
{
    enum { LENGTH = 1 << 20 };
    OWNED(text) struct text text = {0};
    OWNED(arena) struct arena *arena = arena_new();
    struct reading reading;
    struct feedback feedback;
    double least = 1e9;

    while (text.length + strlen(piece) <= LENGTH)
        text_add(&text, piece);
    feedback = (struct feedback){.text = {text.bytes, text.length}, .org = SLICE("bench")};
    for (int round = 0; round < 3; round++) {
        double begin = seconds();

        arena_clear(arena);
        reader_read(bench->rules.reader, &feedback, arena, &reading);
        least = seconds() - begin < least ? seconds() - begin : least;
    }
    printf("1 MiB of '%.24s…': %.1f ms%s\n", piece, least * 1e3,
           least * 1e3 > FLOOR_HOSTILE_MS ? " OVER THE FLOOR" : "");
}

int main(int argc, char **argv)
{
    static const char *const pieces[] = {
        "死亡",
        "没有",
        "没有死亡",
        "a",
        "no one died ",
        "(",
        "數(shù)",
        "@",
        "http://a.b/",
        "//@a:",
        "如果爆炸,死亡人数300名用户投诉",
        "13812345678 ",
        "\xF0\x9F\x98\x82",
        "\xFF",
        "1",
        "\xEF\xB7\xBA",
        "if he could have been trapped in the elevator and ",
        "被",
        "a@b.",
        "我",
        " ",
        "\n",
        "\xC2\xAD",
        "\xE2\x80\xAE死",
        "訴(ㄙㄨˋ)",
        "&amp;",
        "12345678901234567890 ",
        "投诉,",
        "在车里进",
        "三名用户投诉被困电梯里死亡",
        "没有人员伤亡,差点爆炸!",
        "not no never complain refund ",
        "RT @a: ",
        "\xF0\xAF\xA0\x80",
        "转发微博",
        "a'",
        "1,",
    };
    struct bench bench = {0};
    double sink = 0;

    if (argc < 3) {
        fprintf(stderr, "usage: bench_read RULES TEXTS\n");
        return 2;
    }
    bench.folder = argv[1];
    load_texts(&bench, argv[2]);
    load_rules(&bench);
    measure(&bench, &sink);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        measure_hostile(&bench, pieces[i]);
    printf("(%g)\n", sink);
    return 0;
}
