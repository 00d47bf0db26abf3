#include "tocsin/classify.h"

#include "edge/lines.h"
#include "edge/place.h"
#include "engine/ruleset.h"
#include "program/program.h"
#include "tocsin/classify_line.h"
#include "tocsin/verbs.h"

#include <stdio.h>

struct settings {
    const char *rules;
    const char *score;
    bool explain;
    bool json;
};

static const struct option rows[] = {
    {.name = "explain",
     .type = OPTION_FLAG,
     .sentence = "say why: n-grams, rules and guards with their places",
     .place = offsetof(struct settings, explain)},
    {.name = "json",
     .type = OPTION_FLAG,
     .sentence = "with --score: print JSON lines, one a source",
     .place = offsetof(struct settings, json)},
    {.name = "rules",
     .type = OPTION_TEXT,
     .value = "DIR",
     .sentence = "the rules; without it TOCSIN_RULES, or those beside the program",
     .place = offsetof(struct settings, rules)},
    {.name = "score",
     .type = OPTION_TEXT,
     .value = "LABELLED",
     .sentence = "print how well labelled texts are read, source by source",
     .place = offsetof(struct settings, score)},
};

static const struct options options = {
    .program = "tocsin classify",
    .sentence = "Says what texts say: one line in, one JSON object out.",
    .arguments = "[FILE]",
    .most_arguments = 1,
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
    .more =
        "A line that is a JSON object with a `text` is a record; every other line is a text about "
        "the organisation. FILE may be - (the default), .xz or .zst. LABELLED is TSV as "
        "`tocsin train` takes it.",
};

static void classify(struct reader *reader, struct slice line, const struct settings *settings,
                     struct arena *arena, struct text *to)
{
    struct classify_line read;
    struct answer answer;
    struct fault fault = {0};

    if (classify_line_read(line, arena, &read, &fault) != 0) {
        classify_line_write_fault(&fault, settings->explain, to);
        return;
    }
    if (read.feedback.org.length == 0)
        read.feedback.org = SLICE("default");
    reader_ask(reader,
               &(struct question){
                   .feedback = &read.feedback,
                   .about_org = read.about_org,
                   .language = true,
                   .why = settings->explain,
               },
               arena, &answer);
    classify_line_write(&answer, settings->explain, to);
}

static int classify_all(struct reader *reader, const char *path, const struct settings *settings,
                        struct fault *fault)
{
    OWNED(lines) struct lines *lines = NULL;
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text object = {0};
    struct slice line;
    bool more = true;

    if (lines_open(path, &lines, fault) != 0)
        return -1;
    for (;;) {
        if (lines_next(lines, &line, &more, fault) != 0)
            return -1;
        if (!more)
            return 0;
        arena_clear(arena);
        text_clear(&object);
        if (line.length > 0 && line.bytes[line.length - 1] == '\r')
            line.length--;
        if (lines_was_cut(lines)) {
            struct fault cut = {0};

            (void)fault_set(&cut, FAULT_INPUT, "the line has over %d bytes", LINES_LIMIT_BYTES);
            classify_line_write_fault(&cut, settings->explain, &object);
        } else {
            classify(reader, line, settings, arena, &object);
        }
        text_add_char(&object, '\n');
        if (fwrite(object.bytes, 1, object.length, stdout) != object.length)
            return fault_set(fault, FAULT_INPUT, "standard output cannot be written");
    }
}

int tocsin_classify(int argc, char **argv)
{
    OWNED(ruleset) struct ruleset *ruleset = NULL;
    OWNED(complaints) struct complaints complaints = {0};
    OWNED(string) char *folder = NULL;
    struct settings settings = {0};
    struct options_given given;
    struct fault fault = {0};
    int status;

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    status = place_rules(settings.rules, &folder, &fault);
    if (status == 0)
        status = ruleset_open(folder, &ruleset, &complaints, &fault);
    if (status == 0 && settings.score != NULL)
        status = classify_score(ruleset->reader, settings.score, settings.json, &fault);
    else if (status == 0)
        status = classify_all(ruleset->reader, given.count > 0 ? given.arguments[0] : "-",
                              &settings, &fault);
    memory_free(given.arguments);
    if (status == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin classify: %s\n", fault.text);
    return exit_code_of(&fault);
}
