#include "tocsin/verbs.h"

#include "edge/files.h"
#include "edge/place.h"
#include "program/program.h"
#include "read/fold_table.h"
#include "tocsin/board.h"
#include "tocsin/train_data.h"
#include "tocsin/train_report.h"

#include <stdio.h>
#include <string.h>

struct settings {
    const char *rules;
    const char *output;
    const char *add;
    const char *without;
    bool each;
    bool json;
};

static const struct option rows[] = {
    {.name = "add",
     .type = OPTION_TEXT,
     .value = "LABELS",
     .sentence = "labels of your own: refused when they make the sources of DATA worse",
     .place = offsetof(struct settings, add)},
    {.name = "each",
     .type = OPTION_FLAG,
     .sentence = "train once without each source and show how it does on the one left out",
     .place = offsetof(struct settings, each)},
    {.name = "json",
     .type = OPTION_FLAG,
     .sentence = "print the figures as JSON lines, one a source",
     .place = offsetof(struct settings, json)},
    {.name = "output",
     .type = OPTION_TEXT,
     .value = "DIR",
     .sentence = "where texts.model and sources.yaml go; without it nothing is written",
     .place = offsetof(struct settings, output)},
    {.name = "rules",
     .type = OPTION_TEXT,
     .value = "DIR",
     .sentence = "the rules with the word lists; without it TOCSIN_RULES, or those beside the "
                 "program",
     .place = offsetof(struct settings, rules)},
    {.name = "without",
     .type = OPTION_TEXT,
     .value = "SOURCES",
     .sentence = "sources to leave out, with commas between",
     .place = offsetof(struct settings, without)},
};

static const struct options options = {
    .program = "tocsin train",
    .sentence = "Makes the text model from labelled texts and the word lists of the rules.",
    .arguments = "DATA…",
    .least_arguments = 1,
    .most_arguments = 16,
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
    .more =
        "DATA is TSV: sentiment (neg neu pos -), complaint (0 1 -), category, language, source, "
        "text; it may be -, .xz or .zst. The same input gives the same bytes.",
};

/* What one training needs. */
struct training {
    const struct settings *settings;
    struct trainer *trainer;
    bool *without;      /* by source */
    size_t old_sources; /* those of DATA; the others came with --add */
};

static bool is_named(const char *list, struct slice name)
{
    for (const char *at = list; at != NULL; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, name.bytes, name.length) == 0 &&
            (at[name.length] == ',' || at[name.length] == '\0'))
            return true;
    return false;
}

static int load(struct training *training, const struct options_given *given, struct fault *fault)
{
    OWNED(string) char *rules = NULL;
    OWNED(text) struct text words = {0};

    if (place_rules(training->settings->rules, &rules, fault) != 0)
        return -1;
    text_add_format(&words, "%s/words", rules);
    if (train_data_read_words(text_string(&words), training->trainer, fault) != 0)
        return -1;
    for (size_t i = 0; i < given->count; i++)
        if (train_data_read(given->arguments[i], training->trainer, fault) != 0)
            return -1;
    training->old_sources = trainer_source_count(training->trainer);
    if (training->settings->add != NULL &&
        train_data_read(training->settings->add, training->trainer, fault) != 0)
        return -1;
    training->without =
        memory_array(trainer_source_count(training->trainer) + 1, sizeof *training->without);
    for (size_t i = 0; i < trainer_source_count(training->trainer); i++)
        training->without[i] =
            is_named(training->settings->without, trainer_source_name(training->trainer, i));
    return 0;
}

/* Without each source in turn: what a source that nobody has labelled can expect. */
static int run_each(struct training *training, struct fault *fault)
{
    OWNED(scoreboard) struct scoreboard *board = scoreboard_new();
    size_t count = trainer_source_count(training->trainer);

    for (size_t source = 0; source < count; source++) {
        bool was = training->without[source];

        if (was)
            continue;
        training->without[source] = true;
        if (train_report_left_out(training->trainer, training->without, source, board, fault) != 0)
            return -1;
        training->without[source] = was;
    }
    board_show(board, &(struct board_form){"each", "each source left out in turn",
                                           training->settings->json});
    return 0;
}

static int write_all(const struct training *training, struct slice model, struct scoreboard *board,
                     struct fault *fault)
{
    OWNED(scoreboard) struct scoreboard *unknown = scoreboard_new();
    OWNED(text) struct text path = {0};
    OWNED(text) struct text yaml = {0};

    if (train_report_folds(training->trainer, training->without, unknown, fault) != 0)
        return -1;
    text_add_format(&path, "%s/texts.model", training->settings->output);
    if (files_write(text_string(&path), model, 0644, fault) != 0)
        return -1;
    train_report_calibration(board, unknown, &yaml);
    text_clear(&path);
    text_add_format(&path, "%s/sources.yaml", training->settings->output);
    return files_write(text_string(&path), (struct slice){yaml.bytes, yaml.length}, 0644, fault);
}

/* Half the rows tell how good a model of the other half is; the model itself knows all. */
static int run(struct training *training, struct fault *fault)
{
    OWNED(scoreboard) struct scoreboard *board = scoreboard_new();
    OWNED(text) struct text model = {0};
    const bool json = training->settings->json;

    if (training->settings->each && run_each(training, fault) != 0)
        return -1;
    if (training->settings->add != NULL) {
        OWNED(scoreboard) struct scoreboard *before = scoreboard_new();

        for (size_t i = training->old_sources; i < trainer_source_count(training->trainer); i++)
            training->without[i] = true;
        if (train_report_halves(training->trainer, training->without, before, fault) != 0)
            return -1;
        board_show(before, &(struct board_form){"before", "before", json});
        for (size_t i = training->old_sources; i < trainer_source_count(training->trainer); i++)
            training->without[i] = false;
        if (train_report_halves(training->trainer, training->without, board, fault) != 0)
            return -1;
        board_show(board, &(struct board_form){"after", "after", json});
        if (!train_report_is_no_worse(before, board, training->old_sources, fault))
            return -1;
    } else {
        if (train_report_halves(training->trainer, training->without, board, fault) != 0)
            return -1;
        board_show(board,
                   &(struct board_form){
                       "halves", "half of the rows, judged by a model of the other half", json});
    }
    if (training->settings->output == NULL)
        return 0;
    trainer_train(training->trainer, &(struct trainer_choice){.without = training->without},
                  &model);
    return write_all(training, (struct slice){model.bytes, model.length}, board, fault);
}

int tocsin_train(int argc, char **argv)
{
    OWNED(fold_table) struct fold_table *table = NULL;
    OWNED(trainer) struct trainer *trainer = NULL;
    struct settings settings = {0};
    struct options_given given;
    struct fault fault = {0};
    struct training training = {.settings = &settings};
    int status;

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    status = fold_table_open(&table, &fault);
    if (status == 0) {
        training.trainer = trainer = trainer_new(table);
        status = load(&training, &given, &fault);
    }
    if (status == 0)
        status = run(&training, &fault);
    memory_free(training.without);
    memory_free(given.arguments);
    if (status == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin train: %s\n", fault.text);
    return exit_code_of(&fault);
}
