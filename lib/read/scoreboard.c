#include "read/scoreboard.h"

#include <math.h>
#include <string.h>

/* The rows of one source. */
struct heap {
    char *name;
    size_t rows;
    struct scored *polarity;
    size_t polarity_count;
    size_t polarity_capacity;
    struct scored *complaint;
    size_t complaint_count;
    size_t complaint_capacity;
    size_t confusion[EVALUATE_CLASSES][EVALUATE_CLASSES];
    size_t classed;
    size_t said[2][2]; /* by label, by what was said */
};

struct scoreboard {
    struct heap **heaps; /* the first is "*" */
    size_t count;
    size_t capacity;
};

static struct heap *add_heap(struct scoreboard *scoreboard, struct slice name)
{
    struct heap *heap = memory_new(sizeof *heap);

    heap->name = memory_copy(name.bytes, name.length);
    MEMORY_GROW(scoreboard->heaps, scoreboard->count, scoreboard->capacity);
    return scoreboard->heaps[scoreboard->count++] = heap;
}

struct scoreboard *scoreboard_new(void)
{
    struct scoreboard *scoreboard = memory_new(sizeof *scoreboard);

    (void)add_heap(scoreboard, SLICE("*")); /* found again by its place */
    return scoreboard;
}

void scoreboard_free(struct scoreboard *scoreboard)
{
    if (scoreboard == NULL)
        return;
    for (size_t i = 0; i < scoreboard->count; i++) {
        memory_free(scoreboard->heaps[i]->name);
        memory_free(scoreboard->heaps[i]->polarity);
        memory_free(scoreboard->heaps[i]->complaint);
        memory_free(scoreboard->heaps[i]);
    }
    memory_free(scoreboard->heaps);
    memory_free(scoreboard);
}

/* Praise or blame, if it is one of them: how neutral a text may be does not enter. */
static double praise_of(const struct scoreboard_row *row)
{
    double sum = row->moods[0] + row->moods[2];

    return sum > 0 ? row->moods[2] / sum : 0.5;
}

static void add_row(struct heap *heap, const struct scoreboard_row *row)
{
    heap->rows++;
    if (row->sentiment == 0 || row->sentiment == 2) {
        MEMORY_GROW(heap->polarity, heap->polarity_count, heap->polarity_capacity);
        heap->polarity[heap->polarity_count++] =
            (struct scored){praise_of(row), row->sentiment == 2};
    }
    if (row->sentiment >= 0) {
        int said = row->moods[1] > row->moods[0] ? 1 : 0;

        said = row->moods[2] > row->moods[said] ? 2 : said;
        heap->confusion[row->sentiment][said]++;
        heap->classed++;
    }
    if (row->complaint >= 0) {
        MEMORY_GROW(heap->complaint, heap->complaint_count, heap->complaint_capacity);
        heap->complaint[heap->complaint_count++] =
            (struct scored){row->complaint_score, row->complaint == 1};
        heap->said[row->complaint == 1][row->said]++;
    }
}

void scoreboard_add(struct scoreboard *scoreboard, struct slice source,
                    const struct scoreboard_row *row)
{
    struct heap *heap = NULL;

    for (size_t i = scoreboard->count; i > 1 && heap == NULL; i--)
        if (slice_is(source, scoreboard->heaps[i - 1]->name))
            heap = scoreboard->heaps[i - 1];
    if (heap == NULL)
        heap = add_heap(scoreboard, source);
    add_row(heap, row);
    add_row(scoreboard->heaps[0], row);
}

bool scoreboard_line(struct scoreboard *scoreboard, size_t place, struct scoreboard_line *line)
{
    struct heap *heap;

    if (place >= scoreboard->count)
        return false;
    heap = scoreboard->heaps[(place + 1) % scoreboard->count];
    *line = (struct scoreboard_line){
        .source = slice_of(heap->name),
        .rows = heap->rows,
        .polarity_auc = evaluate_auc(heap->polarity, heap->polarity_count),
        .macro_f1 = heap->classed == 0 ? -1 : evaluate_macro_f1(heap->confusion),
        .complaint_auc = evaluate_auc(heap->complaint, heap->complaint_count),
        .said = evaluate_counts(heap->said),
        .best_threshold = evaluate_best_threshold(heap->complaint, heap->complaint_count),
    };
    line->best = evaluate_rates(heap->complaint, heap->complaint_count, line->best_threshold);
    return true;
}

/* A large source says more, but not by as much as it has rows: each weighs as the root of them. */
static struct rates weighed_rates(const struct scoreboard *scoreboard, double threshold)
{
    double hits = 0;
    double false_hits = 0;
    double complaints = 0;
    double others = 0;

    for (size_t i = 1; i < scoreboard->count; i++) {
        const struct heap *heap = scoreboard->heaps[i];
        struct rates rates = evaluate_rates(heap->complaint, heap->complaint_count, threshold);
        double root = sqrt((double)heap->complaint_count);
        double share = (double)(heap->said[1][0] + heap->said[1][1]) / root;

        if (heap->complaint_count == 0)
            continue;
        hits += share > 0 ? rates.recall * share : 0;
        false_hits += root > share ? rates.false_rate * (root - share) : 0;
        complaints += share;
        others += root - share;
    }
    return (struct rates){
        .recall = complaints > 0 ? hits / complaints : 0,
        .false_rate = others > 0 ? false_hits / others : 0,
        .f1 = 2 * hits / (hits + false_hits + complaints),
    };
}

double scoreboard_expected(const struct scoreboard *scoreboard, struct rates *rates)
{
    enum { STEPS = 200 };
    double best = 0.5;

    *rates = (struct rates){.f1 = -1};
    for (int step = 1; step < STEPS; step++) {
        struct rates found = weighed_rates(scoreboard, (double)step / STEPS);

        if (!(found.f1 > rates->f1)) /* no number when there are no complaints */
            continue;
        *rates = found;
        best = (double)step / STEPS;
    }
    return best;
}

static void print_number(struct text *to, double number)
{
    if (number < 0)
        text_add(to, "       -");
    else
        text_add_format(to, "  %.4f", number);
}

void scoreboard_print(struct scoreboard *scoreboard, struct text *to)
{
    struct scoreboard_line line;

    text_add(to, "source                  rows  pol.AUC macro-F1 comp.AUC  comp.F1   recall"
                 "  false  best.F1   at\n");
    for (size_t i = 0; scoreboard_line(scoreboard, i, &line); i++) {
        text_add_format(to, "%-20.*s %7zu", (int)line.source.length, line.source.bytes, line.rows);
        print_number(to, line.polarity_auc);
        print_number(to, line.macro_f1);
        print_number(to, line.complaint_auc);
        print_number(to, line.said.f1);
        print_number(to, line.said.recall);
        print_number(to, line.said.false_rate);
        print_number(to, line.best.f1);
        text_add_format(to, "  %.3f\n", line.best_threshold);
    }
}
