/* How good scores are against labels: areas under curves and F1, nothing about texts. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct scored {
    double score;
    bool is_true;
};

/* The probability that a true one scores above another; 0.5 per tie. Sorts the array. -1 when one
 * of the two kinds is missing. */
double evaluate_auc(struct scored *rows, size_t count);

struct rates {
    double precision;
    double recall;     /* the true-positive rate */
    double false_rate; /* the false-positive rate */
    double f1;
};

/* At that threshold (score >= threshold is positive). */
struct rates evaluate_rates(const struct scored *rows, size_t count, double threshold);
/* The same from counts by label (0, 1) and by what was said. */
struct rates evaluate_counts(size_t counts[2][2]);
/* The threshold with the best F1; sorts the array. */
double evaluate_best_threshold(struct scored *rows, size_t count);

/* Mean F1 over the classes that occur among the labels. */
enum { EVALUATE_CLASSES = 3 };
double evaluate_macro_f1(size_t confusion[EVALUATE_CLASSES][EVALUATE_CLASSES]);
