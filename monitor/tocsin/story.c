/* `tocsin story FILE…`: plays stories against the rules, in TAP. */
#include "story/story.h"

#include "base/options.h"
#include "edge/files.h"
#include "edge/place.h"
#include "engine/ruleset.h"
#include "program/program.h"
#include "tocsin/verbs.h"

#include <stdio.h>

enum { STORY_LIMIT_BYTES = 4 * 1024 * 1024 };

struct story_settings {
    const char *rules;
    const char *clauses;
};

static const struct option rows[] = {
    { .name = "rules", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the rules; without it TOCSIN_RULES, or those beside the program",
      .place = offsetof(struct story_settings, rules) },
    { .name = "clauses", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "clauses that must have a story, one a line; those without are told",
      .place = offsetof(struct story_settings, clauses) },
};

static const struct options options = {
    .program = "tocsin story",
    .sentence = "Plays stories against the rules: what happens, and what the plan makes of it.",
    .arguments = "FILE…",
    .least_arguments = 1,
    .most_arguments = 1000,
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
    .more = "The output is TAP. rules/README.md tells how stories are written.",
};

/* The run as it is counted in TAP. */
struct run {
    int number;
    int wrong;
};

static void told(void *context, const struct story_result *result)
{
    struct run *run = context;

    run->number++;
    printf("%sok %d - %.*s\n", result->is_right ? "" : "not ", run->number,
           (int)result->name_length, result->name);
    if (result->is_right)
        return;
    run->wrong++;
    printf("# %s\n", result->fault.text);
}

static int file_run(const char *path, const struct rules *rules,
                    const struct story_listener *listener, struct fault *fault)
{
    OWNED(text) struct text content = { 0 };

    if (files_read(path, STORY_LIMIT_BYTES, &content, fault) != 0)
        return -1;
    printf("# %s\n", path);
    story_run((struct slice){ content.bytes, content.length }, rules, listener);
    return 0;
}

/* The first word of each line is a clause. */
static int clauses_told(const char *path, const struct table *cited, struct run *run,
                        struct fault *fault)
{
    OWNED(text) struct text content = { 0 };
    int missing = 0;

    if (path == NULL)
        return 0;
    if (files_read(path, STORY_LIMIT_BYTES, &content, fault) != 0)
        return -1;
    for (const char *at = text_string(&content); *at != '\0';) {
        size_t word = 0;
        while (at[word] != '\0' && at[word] != '\n' && at[word] != ' ')
            word++;
        if (word > 0 && at[0] != '#' && table_find(cited, (struct slice){ at, word }) == NULL) {
            printf("# no story cites %.*s\n", (int)word, at);
            missing++;
        }
        while (*at != '\0' && *at != '\n')
            at++;
        at += *at == '\n' ? 1 : 0;
    }
    run->number++;
    run->wrong += missing > 0 ? 1 : 0;
    printf("%sok %d - every clause has a story\n", missing > 0 ? "not " : "", run->number);
    return 0;
}

static int run_all(const struct options_given *given, const struct story_settings *settings,
                   struct run *run, struct fault *fault)
{
    OWNED(string) char *folder = NULL;
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(ruleset) struct ruleset *ruleset = NULL;
    OWNED(table) struct table *cited = table_new();

    if (place_rules(settings->rules, &folder, fault) != 0 ||
        ruleset_open(folder, &ruleset, &complaints, fault) != 0)
        return -1;
    struct story_listener listener = { told, run, cited };
    for (size_t i = 0; i < given->count; i++)
        if (file_run(given->arguments[i], ruleset->rules, &listener, fault) != 0)
            return -1;
    if (clauses_told(settings->clauses, cited, run, fault) != 0)
        return -1;
    printf("1..%d\n", run->number);
    return 0;
}

int tocsin_story(int argc, char **argv)
{
    struct story_settings settings = { 0 };
    struct options_given given;
    struct fault fault = { 0 };
    struct run run = { 0 };

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    int status = run_all(&given, &settings, &run, &fault);
    memory_free(given.arguments);
    if (status != 0) {
        fprintf(stderr, "tocsin story: %s\n", fault.text);
        return exit_code_of(&fault);
    }
    return run.wrong == 0 ? EXIT_DONE : EXIT_NO;
}
