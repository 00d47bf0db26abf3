/* How fast texts are read: the whole path and the share of each stage, beside a plain pass over
 * the same bytes. Usage: bench_read RULES TEXTS; texts one a line, of which those of about 200
 * bytes are taken, from all over the file. Others may use the machine as well, so time is that of
 * this thread, and a stage takes what each slice of the texts took in its best round. */
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
    TEXTS_MOST = 30000,
    TEXT_BYTES_LEAST = 140,
    TEXT_BYTES_MOST = 260,
    SLICE = 500,
    ROUNDS = 12,
    MODEL_BYTES_MOST = 16 * 1024 * 1024,
};

/* What issue 4 promises. */
enum { FLOOR_TEXTS_A_SECOND = 300000, FLOOR_OPEN_MS = 50, FLOOR_HOSTILE_MS = 20 };

struct bench {
    const char *folder;
    struct text content;
    size_t *places;
    struct slice *texts;
    size_t found; /* in the file */
    size_t seen;
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

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void stop(const struct fault *fault)
{
    fprintf(stderr, "bench_read: %s\n", fault->text);
    exit(1);
}

static bool is_taken(struct slice line)
{
    return line.length >= TEXT_BYTES_LEAST && line.length <= TEXT_BYTES_MOST;
}

/* Calls `take` for each text of about the right length. */
static void each_text(struct bench *bench, const char *path,
                      void (*take)(struct bench *, struct slice))
{
    OWNED(lines) struct lines *lines = NULL;
    struct fault fault = {0};
    struct slice line;
    bool more = true;

    if (lines_open(path, &lines, &fault) != 0)
        stop(&fault);
    while (more) {
        if (lines_next(lines, &line, &more, &fault) != 0)
            stop(&fault);
        if (more && is_taken(line))
            take(bench, line);
    }
}

static void count_text(struct bench *bench, struct slice text)
{
    (void)text;
    bench->found++;
}

/* Every so many-th is kept, so that all sources of the file are among them. */
static void keep_text(struct bench *bench, struct slice text)
{
    size_t stride = (bench->found + TEXTS_MOST - 1) / TEXTS_MOST;

    if (bench->seen++ % stride != 0)
        return;
    bench->places[bench->count++] = bench->content.length;
    text_add_bytes(&bench->content, text.bytes, text.length);
}

static void load_texts(struct bench *bench, const char *path)
{
    each_text(bench, path, count_text);
    bench->places = memory_array(TEXTS_MOST + 1, sizeof *bench->places);
    each_text(bench, path, keep_text);
    bench->places[bench->count] = bench->content.length;
    bench->texts = memory_array(bench->count + 1, sizeof *bench->texts);
    for (size_t i = 0; i < bench->count; i++)
        bench->texts[i] = (struct slice){bench->content.bytes + bench->places[i],
                                         bench->places[i + 1] - bench->places[i]};
    bench->bytes = bench->content.length;
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

/* What is measured: stages, each including those before it, and two wholes. */
enum stage { STAGE_FOLD, STAGE_PATTERNS, STAGE_MODEL, STAGE_SIMHASH, STAGE_COUNT };
enum { RUN_READER = STAGE_COUNT, RUN_PASS };

struct room {
    struct folded folded;
    struct lexemes lexemes;
    struct ngrams ngrams;
    struct pattern_hits hits;
    struct arena *arena;
    double sink; /* so that nothing is left out */
};

static void run_stages(struct bench *bench, struct room *room, int last, struct slice text)
{
    uint64_t simhash;

    fold_text(bench->table, text, &room->folded);
    if (last >= STAGE_PATTERNS)
        rulebook_scan(bench->book, &room->folded, &room->hits);
    if (last >= STAGE_MODEL) {
        double scores[HEAD_COUNT];

        lexemes_read(&room->folded, &room->lexemes);
        model_expect(bench->model, &room->ngrams);
        ngrams_read(&room->folded, &room->lexemes, &room->ngrams);
        model_score(bench->model, &room->ngrams, scores);
        room->sink += scores[HEAD_COMPLAINT];
    }
    if (last >= STAGE_SIMHASH && simhash_of(&room->folded, 0, room->folded.count, &simhash))
        room->sink += (double)(simhash & 1);
    room->sink += (double)room->folded.count;
}

static void run_reader(struct bench *bench, struct room *room, struct slice text)
{
    struct feedback feedback = {.text = text, .org = SLICE("bench")};
    struct reading reading;

    arena_clear(room->arena);
    reader_read(bench->rules.reader, &feedback, room->arena, &reading);
    room->sink += reading.complaint;
}

static void run_pass(struct room *room, struct slice text)
{
    uint64_t sum = 0;

    for (size_t i = 0; i + 8 <= text.length; i += 8) {
        uint64_t eight;

        memcpy(&eight, text.bytes + i, sizeof eight);
        sum += eight;
    }
    room->sink += (double)(sum & 1);
}

static double run_slice(struct bench *bench, struct room *room, int what, size_t from)
{
    size_t to = from + SLICE < bench->count ? from + SLICE : bench->count;
    double begin = seconds();

    for (size_t i = from; i < to; i++) {
        if (what == RUN_PASS)
            run_pass(room, bench->texts[i]);
        else if (what == RUN_READER)
            run_reader(bench, room, bench->texts[i]);
        else
            run_stages(bench, room, what, bench->texts[i]);
    }
    return seconds() - begin;
}

/* The sum of what each slice took in its best round. */
static double best(struct bench *bench, struct room *room, int what)
{
    double sum = 0;
    size_t slices = (bench->count + SLICE - 1) / SLICE;
    double *least = memory_array(slices + 1, sizeof *least);

    for (int round = 0; round < ROUNDS; round++)
        for (size_t slice = 0; slice < slices; slice++) {
            double taken = run_slice(bench, room, what, slice * SLICE);

            least[slice] = round == 0 || taken < least[slice] ? taken : least[slice];
        }
    for (size_t slice = 0; slice < slices; slice++)
        sum += least[slice];
    memory_free(least);
    return sum;
}

static void measure(struct bench *bench, struct room *room)
{
    static const char *const names[] = {"validate and fold", "patterns", "model", "simhash"};
    double whole = best(bench, room, RUN_READER);
    double pass = best(bench, room, RUN_PASS);
    double before = 0;

    printf("%zu texts of %.0f bytes\n", bench->count, (double)bench->bytes / (double)bench->count);
    printf("whole reader: %.0f texts/s (floor: %d), %.2f us a text, %.0f times a plain pass\n",
           (double)bench->count / whole, FLOOR_TEXTS_A_SECOND, whole / (double)bench->count * 1e6,
           whole / pass);
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        double taken = best(bench, room, stage);

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
    struct room room = {.arena = arena_new()};

    if (argc < 3) {
        fprintf(stderr, "usage: bench_read RULES TEXTS\n");
        return 2;
    }
    bench.folder = argv[1];
    load_texts(&bench, argv[2]);
    load_rules(&bench);
    measure(&bench, &room);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        measure_hostile(&bench, pieces[i]);
    printf("(%g)\n", room.sink);
    return 0;
}
