#include "wire/labels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 6, NUMBER_BYTES_MOST = 31 };

/* Cuts off what stands before the next tab; the last column takes all that is left. */
static bool next_column(struct slice *rest, struct slice *column)
{
    const char *tab = rest->length == 0 ? NULL : memchr(rest->bytes, '\t', rest->length);

    if (tab == NULL)
        return false;
    column->bytes = rest->bytes;
    column->length = (size_t)(tab - rest->bytes);
    rest->bytes += column->length + 1;
    rest->length -= column->length + 1;
    return true;
}

static bool read_sentiment(struct slice word, int *sentiment)
{
    static const char *const names[] = {"neg", "neu", "pos"};

    *sentiment = -1;
    if (slice_is(word, "-"))
        return true;
    for (int i = 0; i < 3; i++)
        if (slice_is(word, names[i]))
            *sentiment = i;
    return *sentiment >= 0;
}

static bool read_complaint(struct slice word, int *complaint)
{
    if (word.length != 1 || strchr("-01", word.bytes[0]) == NULL)
        return false;
    *complaint = word.bytes[0] == '-' ? -1 : word.bytes[0] - '0';
    return true;
}

int labels_read(struct slice line, struct label_line *read, struct fault *fault)
{
    struct slice rest = line;
    struct slice columns[COLUMNS - 1];
    struct label_line made;

    for (size_t i = 0; i < COLUMNS - 1; i++)
        if (!next_column(&rest, &columns[i]))
            return fault_set(fault, FAULT_INPUT, "a labelled line has %d columns, this has %zu",
                             COLUMNS, i + 1);
    if (!read_sentiment(columns[0], &made.sentiment))
        return fault_set(fault, FAULT_INPUT, "column 1 must be neg, neu, pos or -");
    if (!read_complaint(columns[1], &made.complaint))
        return fault_set(fault, FAULT_INPUT, "column 2 must be 0, 1 or -");
    if (columns[4].length == 0)
        return fault_set(fault, FAULT_INPUT, "column 5 must name a source");
    made.category = columns[2];
    made.language = columns[3];
    made.source = columns[4];
    made.text = rest;
    *read = made;
    return 0;
}

int labels_read_word(struct slice line, struct word_line *read, struct fault *fault)
{
    struct slice rest = line;
    struct slice word;
    char number[NUMBER_BYTES_MOST + 1];
    char *end;

    if (!next_column(&rest, &word) || word.length == 0 || rest.length == 0 ||
        rest.length > NUMBER_BYTES_MOST)
        return fault_set(fault, FAULT_INPUT, "a line of a word list is a word, a tab and a number");
    memcpy(number, rest.bytes, rest.length);
    number[rest.length] = '\0';
    double value = strtod(number, &end);
    if (end == number || !isfinite(value) || (*end != '\0' && strcmp(end, "\r") != 0))
        return fault_set(fault, FAULT_INPUT, "'%s' is no number", number);
    *read = (struct word_line){ .word = word, .value = value };
    return 0;
}
