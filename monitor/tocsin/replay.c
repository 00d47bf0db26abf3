#include "tocsin/replay.h"

#include "base/moment.h"
#include "program/program.h"
#include "tocsin/verbs.h"

#include <stdio.h>
#include <string.h>

static const struct option rows[] = {
    { .name = "feedback", .type = OPTION_FLAG,
      .sentence = "the file holds feedback and commands, one JSON object a line",
      .place = offsetof(struct replay_settings, feedback) },
    { .name = "counts", .type = OPTION_FLAG,
      .sentence = "the file holds counts: CSV with series,start,count[,distinct][,zone]",
      .place = offsetof(struct replay_settings, counts) },
    { .name = "rules", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the rules; without it TOCSIN_RULES, or those beside the program",
      .place = offsetof(struct replay_settings, rules) },
    { .name = "zone", .type = OPTION_TEXT, .value = "ZONE", .standard = "UTC",
      .sentence = "the time zone of counts that name none",
      .place = offsetof(struct replay_settings, zone) },
    { .name = "from", .type = OPTION_MOMENT, .value = "TIME",
      .sentence = "what comes before is learned from and not printed",
      .place = offsetof(struct replay_settings, from_at) },
    { .name = "to", .type = OPTION_MOMENT, .value = "TIME",
      .sentence = "time runs on to here", .place = offsetof(struct replay_settings, to_at) },
    { .name = "no-texts", .type = OPTION_FLAG,
      .sentence = "leave the text path out, for measuring: the channel tells what is a complaint",
      .place = offsetof(struct replay_settings, no_texts) },
    { .name = "output", .type = OPTION_CHOICE, .value = "WHAT", .words = "events|levels|table",
      .standard = "events", .sentence = "CloudEvents, growth levels as JSON lines, or for people",
      .place = offsetof(struct replay_settings, output) },
};

static const struct options options = {
    .program = "tocsin replay",
    .sentence = "Runs a file of the past through the core of the daemon and prints what it decides.",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
    .more = "FILE may be `-`, .xz or .zst. Without --feedback or --counts the name tells: .csv holds "
            "counts.",
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
    struct fault fault = { 0 };

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    const char *path = given.arguments[0];
    bool counts = settings.counts || (!settings.feedback && is_named_csv(path));
    int status = counts ? replay_counts(path, &settings, &fault)
                        : replay_feedback(path, &settings, &fault);
    memory_free(given.arguments);
    if (status == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin replay: %s\n", fault.text);
    return exit_code_of(&fault);
}
