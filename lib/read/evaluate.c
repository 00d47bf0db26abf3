#include "read/evaluate.h"

#include <stdlib.h>

static int compare(const void *left, const void *right)
{
    const struct scored *one = left;
    const struct scored *other = right;

    return one->score < other->score ? -1 : one->score > other->score;
}

/* No rows at all may come without an array, which qsort() does not allow. */
static void sort(struct scored *rows, size_t count)
{
    if (count > 0)
        qsort(rows, count, sizeof *rows, compare);
}

double evaluate_auc(struct scored *rows, size_t count)
{
    double below = 0; /* others with a smaller score */
    double sum = 0;
    double trues = 0;

    sort(rows, count);
    for (size_t i = 0; i < count;) {
        double tied_true = 0;
        double tied_false = 0;
        size_t j = i;

        for (; j < count && rows[j].score == rows[i].score; j++) {
            tied_true += rows[j].is_true;
            tied_false += !rows[j].is_true;
        }
        sum += tied_true * (below + tied_false / 2);
        below += tied_false;
        trues += tied_true;
        i = j;
    }
    return trues == 0 || below == 0 ? -1 : sum / trues / below;
}

static struct rates rates_of(double hits, double false_hits, double trues, double falses)
{
    struct rates rates = {0};

    rates.precision = hits + false_hits > 0 ? hits / (hits + false_hits) : 0;
    rates.recall = trues > 0 ? hits / trues : 0;
    rates.false_rate = falses > 0 ? false_hits / falses : 0;
    if (rates.precision + rates.recall > 0)
        rates.f1 = 2 * rates.precision * rates.recall / (rates.precision + rates.recall);
    return rates;
}

struct rates evaluate_counts(size_t counts[2][2])
{
    return rates_of((double)counts[1][1], (double)counts[0][1],
                    (double)(counts[1][0] + counts[1][1]), (double)(counts[0][0] + counts[0][1]));
}

struct rates evaluate_rates(const struct scored *rows, size_t count, double threshold)
{
    double hits = 0;
    double false_hits = 0;
    double trues = 0;

    for (size_t i = 0; i < count; i++) {
        trues += rows[i].is_true;
        hits += rows[i].is_true && rows[i].score >= threshold;
        false_hits += !rows[i].is_true && rows[i].score >= threshold;
    }
    return rates_of(hits, false_hits, trues, (double)count - trues);
}

double evaluate_best_threshold(struct scored *rows, size_t count)
{
    double best = 0;
    double threshold = 0;
    double hits = 0;
    double false_hits = 0;
    double trues = 0;

    sort(rows, count);
    for (size_t i = 0; i < count; i++)
        trues += rows[i].is_true;
    for (size_t i = count; i > 0; i--) {
        struct rates rates;

        hits += rows[i - 1].is_true;
        false_hits += !rows[i - 1].is_true;
        if (i > 1 && rows[i - 2].score == rows[i - 1].score)
            continue;
        rates = rates_of(hits, false_hits, trues, (double)count - trues);
        if (rates.f1 > best) {
            best = rates.f1;
            threshold = rows[i - 1].score;
        }
    }
    return threshold;
}

double evaluate_macro_f1(size_t confusion[EVALUATE_CLASSES][EVALUATE_CLASSES])
{
    double sum = 0;
    size_t classes = 0;

    for (size_t class = 0; class < EVALUATE_CLASSES; class ++) {
        double labelled = 0;
        double said = 0;

        for (size_t other = 0; other < EVALUATE_CLASSES; other++) {
            labelled += (double)confusion[class][other];
            said += (double)confusion[other][class];
        }
        if (labelled == 0)
            continue;
        classes++;
        sum += 2 * (double)confusion[class][class] / (labelled + said);
    }
    return classes == 0 ? -1 : sum / (double)classes;
}
