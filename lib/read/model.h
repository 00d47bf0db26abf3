/* A linear model in one table: every n-gram has a row of whole numbers, one for each head.
 *
 * Lines of 64 bytes; a line holds seven tags and seven rows, so that looking up an n-gram
 * touches one cache line and an unknown one hardly ever finds a false row. The file ends in a
 * checksum; one that was cut or altered is refused. */
#pragma once

#include "base/fault.h"
#include "read/ngrams.h"

#include <stdint.h>

enum head {
    HEAD_NEGATIVE,
    HEAD_NEUTRAL,
    HEAD_POSITIVE,
    HEAD_COMPLAINT,
    HEAD_COUNT,
};

enum {
    MODEL_HEADS = 8, /* a row's room; those beyond HEAD_COUNT are zero */
    MODEL_LINES = NGRAMS_LINES,
    MODEL_ROWS = 7,
    MODEL_TAG_BITS = 9,
};

struct model_line {
    uint64_t tags; /* MODEL_TAG_BITS for each row, the first lowest; 0: no row */
    int8_t rows[MODEL_ROWS][MODEL_HEADS];
};

struct model_numbers {
    float scales[MODEL_HEADS]; /* what a 1 in a row weighs */
    float biases[MODEL_HEADS];
};

struct model;

/* Copies the bytes. FAULT_SETUP when they are no model, of another version, cut or altered. */
MUST_CHECK int model_open(struct model **model, struct slice bytes, struct fault *fault);
void model_free(struct model *model);
RELEASE_WITH(model, struct model, model_free)

/* Adds a model file. */
void model_write(struct text *to, const struct model_line *lines,
                 const struct model_numbers *numbers);

/* Where a feature stands in the table. */
static inline uint32_t model_line_of(uint32_t hash)
{
    return ngrams_line(hash);
}
static inline uint64_t model_tag_of(uint32_t hash)
{
    uint64_t tag = hash & ((1u << MODEL_TAG_BITS) - 1);

    return tag == 0 ? 1 : tag;
}

/* Tells that the n-grams read into these will be looked up in this model: scoring then does not wait
 * for the memory. */
void model_expect(const struct model *model, struct ngrams *features);

/* The heads' sums for a text: Σ weights / √features + bias. Complaint as a logit, the three of
 * sentiment before the softmax. */
void model_score(const struct model *model, const struct ngrams *features,
                 double scores[HEAD_COUNT]);
/* What one feature adds to each head of a text with so many; 0 when it is unknown. */
void model_weigh(const struct model *model, uint32_t hash, size_t features,
                 double weights[HEAD_COUNT]);
uint64_t model_checksum(const struct model *model);

/* 1/(1+e^-score), the same bits on every machine. */
double model_probability(double score);
/* Softmax over three scores, the same bits on every machine. */
void model_softmax(const double scores[3], double probabilities[3]);
/* Both, of the heads of a text, in the time of one. */
void model_judge(const double scores[HEAD_COUNT], double moods[3], double *complaint);
