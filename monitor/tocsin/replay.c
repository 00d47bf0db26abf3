#include "tocsin/replay.h"

#include "edge/lines.h"
#include "program/program.h"
#include "tocsin/verbs.h"

#include <stdio.h>
#include <string.h>

static const struct option rows[] = {
    { .name = "feedback", .type = OPTION_FLAG,
      .sentence = "the file holds feedback records and commands, a JSON object a line",
      .place = offsetof(struct replay_settings, feedback) },
    { .name = "counts", .type = OPTION_FLAG,
      .sentence = "the file is CSV with a header naming series,start,count[,distinct][,zone]",
      .place = offsetof(struct replay_settings, counts) },
    { .name = "rules", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the rules; without it TOCSIN_RULES, or those beside the program",
      .place = offsetof(struct replay_settings, rules) },
    { .name = "from", .type = OPTION_MOMENT, .value = "T",
      .sentence = "show what was decided from then on; what lies before teaches the baseline",
      .place = offsetof(struct replay_settings, from_at) },
    { .name = "to", .type = OPTION_MOMENT, .value = "T",
      .sentence = "read until then, and let time run on until then",
      .place = offsetof(struct replay_settings, to_at) },
    { .name = "output", .type = OPTION_CHOICE, .value = "WHAT", .words = "events|levels|table",
      .standard = "events",
      .sentence = "CloudEvents, or the growth of each series, a line each, or a table for people",
      .place = offsetof(struct replay_settings, output) },
};

static const struct options options = {
    .program = "tocsin replay",
    .sentence = "Runs the plan over a file of the past and prints what it would have raised.",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .more = "FILE may be plain, .xz or .zst, or - for standard input. Without --feedback or "
            "--counts the name tells: .csv holds counts.",
};

/* A name like counts.csv, counts.csv.xz or counts.csv.zst. */
static bool is_named_csv(const char *path)
{
    const char *ending = strstr(path, ".csv");

    return ending != NULL && (ending[4] == '\0' || ending[4] == '.');
}

int tocsin_replay(int argc, char **argv)
{
    struct replay_settings settings = { 0 };
    struct options_given given;

    (void)argc; /* argv ends with NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    settings.path = given.arguments[0];
    memory_free(given.arguments);
    if (settings.feedback && settings.counts) {
        fprintf(stderr, "tocsin replay: --feedback and --counts exclude each other\n");
        return EXIT_USAGE;
    }
    if (settings.counts || (!settings.feedback && is_named_csv(settings.path)))
        return replay_counts(&settings);
    return replay_feedback(&settings);
}
