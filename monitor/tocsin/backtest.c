#include "base/moment.h"
#include "core/tier.h"
#include "program/program.h"
#include "tocsin/counts_file.h"
#include "tocsin/detector_file.h"
#include "tocsin/progress.h"
#include "tocsin/verbs.h"
#include "wire/writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_LIMIT = 8 }; /* columns that still fit beside each other */

struct backtest_settings {
    const char *zone;
    int64_t from_at;
    int64_t to_at;
    bool differences;
    bool json;
};

static const struct option rows[] = {
    { .name = "zone", .type = OPTION_TEXT, .value = "ZONE", .standard = "UTC",
      .sentence = "the time zone of counts that name none",
      .place = offsetof(struct backtest_settings, zone) },
    { .name = "from", .type = OPTION_MOMENT, .value = "TIME",
      .sentence = "what comes before is learned from and not shown",
      .place = offsetof(struct backtest_settings, from_at) },
    { .name = "to", .type = OPTION_MOMENT, .value = "TIME", .sentence = "nothing after is looked at",
      .place = offsetof(struct backtest_settings, to_at) },
    { .name = "differences", .type = OPTION_FLAG, .sentence = "show only where the rules differ",
      .place = offsetof(struct backtest_settings, differences) },
    { .name = "json", .type = OPTION_FLAG, .sentence = "print the rows as JSON lines and nothing else",
      .place = offsetof(struct backtest_settings, json) },
};

static const struct options options = {
    .program = "tocsin backtest",
    .sentence = "Runs several rules over the same past and shows what each would have raised, when, "
                "and where they differ.",
    .arguments = "RULES… FILE",
    .least_arguments = 2,
    .most_arguments = RULES_LIMIT + 1,
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
    .more = "RULES is a folder with detector.yaml, or such a file. FILE holds counts: CSV with\n"
            "series,start,count[,distinct][,zone], also .xz or .zst. A row shows the tier in force\n"
            "by each rules from then on; `*` marks rows where they differ.",
};

/* A change of the tier of a series by one of the rules. */
struct step {
    int64_t at;
    int tier;
    int rules;
    char *series;
};

struct backtest {
    const struct backtest_settings *settings;
    struct step *steps;
    size_t count;
    size_t capacity;
    int rules;                        /* that run now */
    const struct counting *counting;
    struct progress progress;
    size_t days;
    size_t raises[RULES_LIMIT][4];    /* warnings and tiers raised, by rules */
};

static void backtest_done(struct backtest *backtest)
{
    for (size_t i = 0; i < backtest->count; i++)
        memory_free(backtest->steps[i].series);
    memory_free(backtest->steps);
}

static int rank_of(int tier)
{
    return tier == TIER_500 ? 3 : tier == TIER_300 ? 2 : tier == TIER_200 ? 1 : 0;
}

static void gather(void *listener, const struct telling *tellings, size_t count)
{
    struct backtest *backtest = listener;

    progress_show(&backtest->progress, ++backtest->days, counting_days(backtest->counting));
    for (size_t i = 0; i < count; i++) {
        const struct telling *telling = &tellings[i];
        struct slice name = counting_name(backtest->counting, telling->series);
        int tier = telling->growth.tier;
        if (tier == telling->before)
            continue; /* told again while it lasts */
        MEMORY_GROW(backtest->steps, backtest->count, backtest->capacity);
        backtest->steps[backtest->count++] = (struct step){
            .at = telling->at,
            .tier = tier,
            .rules = backtest->rules,
            .series = memory_copy(name.bytes, name.length),
        };
        if (tier > telling->before && (backtest->settings->from_at == MOMENT_NEVER ||
                                       telling->at >= backtest->settings->from_at))
            backtest->raises[backtest->rules][rank_of(tier)]++;
    }
}

static int by_time(const void *left, const void *right)
{
    const struct step *one = left;
    const struct step *other = right;
    int order = strcmp(one->series, other->series);

    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return order != 0 ? order : one->rules - other->rules;
}

/* The tiers in force of one series, by rules. */
struct standing {
    char *series;
    int tiers[RULES_LIMIT];
};

struct standings {
    struct standing *all;
    size_t count;
    size_t capacity;
};

static struct standing *find_standing(struct standings *standings, char *series)
{
    for (size_t i = 0; i < standings->count; i++)
        if (strcmp(standings->all[i].series, series) == 0)
            return &standings->all[i];
    MEMORY_GROW(standings->all, standings->count, standings->capacity);
    standings->all[standings->count] = (struct standing){ .series = series };
    return &standings->all[standings->count++];
}

static void print_json(int64_t at, const struct standing *standing, int rules)
{
    OWNED(text) struct text line = { 0 };
    struct writer writer = writer_on(&line);

    writer_object(&writer);
    writer_member_moment(&writer, "at", at);
    writer_member(&writer, "series", standing->series);
    writer_name(&writer, "tiers");
    writer_array(&writer);
    for (int i = 0; i < rules; i++)
        writer_integer(&writer, standing->tiers[i]);
    writer_array_end(&writer);
    writer_object_end(&writer);
    puts(text_string(&line));
}

static void print_row(const struct backtest *backtest, int64_t at, const struct standing *standing,
                      int rules)
{
    OWNED(text) struct text row = { 0 };
    bool is_same = true;

    for (int i = 1; i < rules; i++)
        is_same = is_same && standing->tiers[i] == standing->tiers[0];
    if ((backtest->settings->differences && is_same) ||
        (backtest->settings->from_at != MOMENT_NEVER && at < backtest->settings->from_at))
        return;
    if (backtest->settings->json) {
        print_json(at, standing, rules);
        return;
    }
    moment_add(&row, at);
    text_add_format(&row, "  %-24s", standing->series);
    for (int i = 0; i < rules; i++)
        text_add_format(&row, " %9s", tier_name(standing->tiers[i]));
    printf("%s%s\n", text_string(&row), is_same ? "" : " *");
}

static void print_rows(struct backtest *backtest, int rules)
{
    struct standings standings = { 0 };

    for (size_t i = 0; i < backtest->count; i++) {
        struct step *step = &backtest->steps[i];
        struct standing *standing = find_standing(&standings, step->series);
        standing->tiers[step->rules] = step->tier;
        bool is_last = i + 1 == backtest->count || step[1].at != step->at ||
                       strcmp(step[1].series, step->series) != 0;
        if (is_last)
            print_row(backtest, step->at, standing, rules);
    }
    memory_free(standings.all);
}

static int run(struct backtest *backtest, const char *rules, const char *path, struct fault *fault)
{
    OWNED(counts_file) struct counts_file file = { 0 };
    struct detector_settings detector;

    if (detector_file_read(rules, &detector, fault) != 0 ||
        counts_file_open(path, backtest->settings->zone, &detector, &file, fault) != 0)
        return -1;
    backtest->counting = file.counting;
    backtest->days = 0;
    backtest->progress = progress_begin(rules);
    counting_run(file.counting, backtest->settings->to_at, gather, backtest);
    progress_end(&backtest->progress);
    return 0;
}

static void print_heads(const char *const *arguments, int rules, const struct backtest *backtest)
{
    for (int i = 0; i < rules; i++)
        printf("[%d] %s: raised %zu warnings, %zu over +200%%, %zu over +300%%, %zu over +500%%\n",
               i + 1, arguments[i], backtest->raises[i][0], backtest->raises[i][1],
               backtest->raises[i][2], backtest->raises[i][3]);
    printf("%-22s%-24s", "decided", "series");
    for (int i = 0; i < rules; i++)
        printf("       [%d]", i + 1);
    puts("");
}

static int compare(const char *const *arguments, int rules, struct backtest *backtest,
                   struct fault *fault)
{
    if (strcmp(arguments[rules], "-") == 0 && rules > 1)
        return fault_set(fault, FAULT_SETUP, "standard input can be read once only: name a file");
    for (backtest->rules = 0; backtest->rules < rules; backtest->rules++)
        if (run(backtest, arguments[backtest->rules], arguments[rules], fault) != 0)
            return -1;
    if (backtest->count > 0)
        qsort(backtest->steps, backtest->count, sizeof *backtest->steps, by_time);
    if (!backtest->settings->json)
        print_heads(arguments, rules, backtest);
    print_rows(backtest, rules);
    if (fflush(stdout) != 0)
        return fault_set(fault, FAULT_AWAY, "writing the results: %s", strerror(errno));
    return 0;
}

int tocsin_backtest(int argc, char **argv)
{
    struct backtest_settings settings = { 0 };
    struct backtest backtest = { .settings = &settings };
    struct options_given given;
    struct fault fault = { 0 };

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    int status = compare(given.arguments, (int)given.count - 1, &backtest, &fault);
    memory_free(given.arguments);
    backtest_done(&backtest);
    if (status == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin backtest: %s\n", fault.text);
    return exit_code_of(&fault);
}
