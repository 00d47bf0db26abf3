/* Labelled texts, one a line: sentiment, complaint, raw category, language, source, text, with
 * tabs between; "-" where a label is not known. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

/* -1: not known. */
struct label_line {
    int sentiment; /* 0 negative, 1 neutral, 2 positive */
    int complaint; /* 0 or 1 */
    struct slice category;
    struct slice language;
    struct slice source;
    struct slice text;
};

/* Everything points into the line. FAULT_INPUT names the column that is wrong. */
MUST_CHECK int labels_read(struct slice line, struct label_line *read, struct fault *fault);

/* "word<TAB>value", as in rules/words. */
struct word_line {
    struct slice word;
    double value;
};

MUST_CHECK int labels_read_word(struct slice line, struct word_line *read, struct fault *fault);
