#include "tocsin/train_report.h"

/* A model as good as before may differ by chance. */
static const double WORSE = 0.01;

enum { FOLDS = 5 };

static void add_row(const struct model *model, const struct trainer *trainer, size_t row,
                    struct scoreboard *board)
{
    OWNED(ngrams) struct ngrams ngrams = {0};
    struct trainer_row labelled = trainer_row(trainer, row, &ngrams);
    double scores[HEAD_COUNT];
    struct scoreboard_row scored = {
        .sentiment = labelled.label.sentiment,
        .complaint = labelled.label.complaint,
    };

    model_score(model, &ngrams, scores);
    model_softmax(scores, scored.moods);
    scored.complaint_score = model_probability(scores[HEAD_COMPLAINT]);
    scored.said = scored.complaint_score >= 0.5;
    scoreboard_add(board, trainer_source_name(trainer, labelled.source), &scored);
}

static size_t source_of(const struct trainer *trainer, size_t row)
{
    return trainer_row_source(trainer, row);
}

int train_report_left_out(struct trainer *trainer, const bool *without, size_t source,
                          struct scoreboard *board, struct fault *fault)
{
    OWNED(text) struct text bytes = {0};
    OWNED(model) struct model *model = NULL;

    trainer_train(trainer, &(struct trainer_choice){.without = without}, &bytes);
    if (model_open(&model, (struct slice){bytes.bytes, bytes.length}, fault) != 0)
        return -1;
    for (size_t row = 0; row < trainer_row_count(trainer); row++)
        if (source_of(trainer, row) == source)
            add_row(model, trainer, row, board);
    return 0;
}

int train_report_halves(struct trainer *trainer, const bool *without, struct scoreboard *board,
                        struct fault *fault)
{
    OWNED(text) struct text bytes = {0};
    OWNED(model) struct model *model = NULL;

    trainer_train(trainer, &(struct trainer_choice){.without = without, .half = true}, &bytes);
    if (model_open(&model, (struct slice){bytes.bytes, bytes.length}, fault) != 0)
        return -1;
    for (size_t row = 1; row < trainer_row_count(trainer); row += 2)
        if (!without[source_of(trainer, row)])
            add_row(model, trainer, row, board);
    return 0;
}

static int judge_fold(struct trainer *trainer, const bool *without, const bool *fold,
                      struct scoreboard *board, struct fault *fault)
{
    OWNED(text) struct text bytes = {0};
    OWNED(model) struct model *model = NULL;

    trainer_train(trainer, &(struct trainer_choice){.without = fold}, &bytes);
    if (model_open(&model, (struct slice){bytes.bytes, bytes.length}, fault) != 0)
        return -1;
    for (size_t row = 0; row < trainer_row_count(trainer); row++)
        if (fold[source_of(trainer, row)] && !without[source_of(trainer, row)])
            add_row(model, trainer, row, board);
    return 0;
}

int train_report_folds(struct trainer *trainer, const bool *without, struct scoreboard *board,
                       struct fault *fault)
{
    size_t count = trainer_source_count(trainer);
    bool *fold = memory_array(count + 1, sizeof *fold);
    int status = 0;

    for (size_t number = 0; number < FOLDS && number < count && status == 0; number++) {
        for (size_t source = 0; source < count; source++)
            fold[source] = without[source] || source % FOLDS == number;
        status = judge_fold(trainer, without, fold, board, fault);
    }
    memory_free(fold);
    return status;
}

static bool is_worse(double before, double after)
{
    return before >= 0 && after >= 0 && after < before - WORSE;
}

bool train_report_is_no_worse(struct scoreboard *before, struct scoreboard *after, size_t count,
                              struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        struct scoreboard_line old;
        struct scoreboard_line new;

        if (!scoreboard_line(before, i, &old) || slice_is(old.source, "*") ||
            !scoreboard_line(after, i, &new))
            break;
        if (is_worse(old.polarity_auc, new.polarity_auc) ||
            is_worse(old.complaint_auc, new.complaint_auc) ||
            is_worse(old.macro_f1, new.macro_f1)) {
            (void)fault_set(fault, FAULT_INPUT,
                            "the added labels make '%.*s' worse; nothing was written",
                            (int)old.source.length, old.source.bytes); /* said below */
            return false;
        }
    }
    return true;
}

static void add_calibration(struct text *yaml, const struct scoreboard_line *line)
{
    if (line->complaint_auc < 0 || line->best.recall <= line->best.false_rate)
        return;
    text_add_format(yaml,
                    "  \"%.*s\": { threshold: %.1f%%, true-rate: %.1f%%, false-rate: %.2f%% }\n",
                    (int)line->source.length, line->source.bytes, line->best_threshold * 100,
                    line->best.recall * 100, line->best.false_rate * 100);
}

void train_report_calibration(struct scoreboard *known, struct scoreboard *unknown,
                              struct text *yaml)
{
    struct scoreboard_line line;

    text_add(yaml,
             "# Written by `tocsin train`: measured on rows the model had not seen; `*` on whole\n"
             "# sources it had not seen, each weighing as the root of its rows.\n"
             "calibration:\n");
    for (size_t i = 0; scoreboard_line(known, i, &line); i++)
        if (!slice_is(line.source, "*"))
            add_calibration(yaml, &line);
    line = (struct scoreboard_line){.source = SLICE("*")};
    line.best_threshold = scoreboard_expected(unknown, &line.best);
    add_calibration(yaml, &line);
}
