#include "base/moment.h"
#include "edge/files.h"
#include "edge/place.h"
#include "program/program.h"
#include "tocsin/counts_file.h"
#include "tocsin/detector_file.h"
#include "tocsin/progress.h"
#include "tocsin/verbs.h"
#include "wire/seed_file.h"
#include "wire/writer.h"

#include <stdio.h>
#include <string.h>

struct learn_settings {
    bool counts;
    const char *org;
    const char *rules;
    const char *zone;
    int64_t to_at;
    bool json;
};

static const struct option rows[] = {
    { .name = "counts", .type = OPTION_FLAG,
      .sentence = "the file holds counts: CSV with series,start,count[,distinct][,zone]",
      .place = offsetof(struct learn_settings, counts) },
    { .name = "org", .type = OPTION_TEXT, .value = "ORG", .standard = "default",
      .sentence = "whose past it is; `default`: of all that have no seed of their own",
      .place = offsetof(struct learn_settings, org) },
    { .name = "rules", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the rules to which it is added; without it TOCSIN_RULES, or those beside the "
                  "program",
      .place = offsetof(struct learn_settings, rules) },
    { .name = "zone", .type = OPTION_TEXT, .value = "ZONE", .standard = "UTC",
      .sentence = "the time zone of counts that name none",
      .place = offsetof(struct learn_settings, zone) },
    { .name = "to", .type = OPTION_MOMENT, .value = "TIME",
      .sentence = "what comes after is not learned", .place = offsetof(struct learn_settings, to_at) },
    { .name = "json", .type = OPTION_FLAG, .sentence = "print one object of JSON and nothing else",
      .place = offsetof(struct learn_settings, json) },
};

static const struct options options = {
    .program = "tocsin learn",
    .sentence = "Learns what is usual from counts of the past, so that day one has a baseline.",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
    .more = "Series are named as in the daemon: `*`, `subject/battery`, `channel/hotline` … What was\n"
            "learned is written to seeds/ORG.json in the rules and thereby changes their version. A\n"
            "series that has no baseline yet begins with it. FILE may be `-`, .xz or .zst.",
};

struct learning {
    const struct counting *counting;
    struct progress progress;
    size_t days;
};

static void note_day(void *listener, const struct telling *decisions, size_t count)
{
    struct learning *learning = listener;

    (void)decisions; /* nobody is told about the past */
    (void)count;
    progress_show(&learning->progress, ++learning->days, counting_days(learning->counting));
}

/* Fills the seed from the run; everything lives in the arena. */
static void gather(const struct counting *counting, struct arena *arena, struct seed_rules *seed)
{
    OWNED(text) struct text state = { 0 };
    struct seed_series *series =
        arena_take(arena, counting_series_count(counting) * sizeof *series + 1);

    pool_write(counting_pool(counting), &state);
    seed->pool = (struct slice){ arena_copy(arena, state.bytes, state.length), state.length };
    for (size_t i = 0; i < counting_series_count(counting); i++) {
        text_clear(&state);
        series_write(counting_state(counting, i), &state);
        series[i].series = counting_name(counting, i);
        series[i].state =
            (struct slice){ arena_copy(arena, state.bytes, state.length), state.length };
    }
    seed->series = series;
    seed->series_count = counting_series_count(counting);
}

static void print_written(const struct learn_settings *settings, const char *path,
                          const struct seed_rules *seed)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_object(&writer);
    writer_member_slice(&writer, "org", seed->org);
    writer_member(&writer, "file", path);
    writer_member_integer(&writer, "series", (int64_t)seed->series_count);
    writer_object_end(&writer);
    if (settings->json)
        puts(text_string(&json));
    else
        printf("%s: %zu series\n", path, seed->series_count);
}

static int write_seed(const struct learn_settings *settings, const struct seed_rules *seed,
                      struct fault *fault)
{
    OWNED(string) char *folder = NULL;
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text content = { 0 };

    if (strchr(settings->org, '/') != NULL)
        return fault_set(fault, FAULT_SETUP, "'%s' cannot name a file", settings->org);
    if (place_rules(settings->rules, &folder, fault) != 0)
        return -1;
    text_add_format(&path, "%s/seeds", folder);
    if (files_make_folder(text_string(&path), fault) != 0)
        return -1;
    text_add_format(&path, "/%s.json", settings->org);
    seed_file_write(&content, seed);
    if (files_write(text_string(&path), (struct slice){ content.bytes, content.length }, 0644,
                    fault) != 0)
        return -1;
    print_written(settings, text_string(&path), seed);
    return 0;
}

static int learn(const char *path, const struct learn_settings *settings, struct fault *fault)
{
    OWNED(counts_file) struct counts_file file = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    struct detector_settings detector;
    struct learning learning = { 0 };
    struct seed_rules seed = { .org = slice_of(settings->org) };

    if (detector_file_read(settings->rules, &detector, fault) != 0 ||
        counts_file_open(path, settings->zone, &detector, &file, fault) != 0)
        return -1;
    learning.counting = file.counting;
    learning.progress = progress_begin("learning");
    counting_run(file.counting, settings->to_at, note_day, &learning);
    progress_end(&learning.progress);
    gather(file.counting, arena, &seed);
    return write_seed(settings, &seed, fault);
}

int tocsin_learn(int argc, char **argv)
{
    struct learn_settings settings = { 0 };
    struct options_given given;
    struct fault fault = { 0 };

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    int status = learn(given.arguments[0], &settings, &fault);
    memory_free(given.arguments);
    if (status == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin learn: %s\n", fault.text);
    return exit_code_of(&fault);
}
