/* How well scores agree with labels, source by source. */
#pragma once

#include "base/text.h"
#include "read/evaluate.h"

#include <stddef.h>

/* -1 stands for a label that is not known. */
struct scoreboard_row {
    int sentiment;
    int complaint;
    double moods[3]; /* probabilities of negative, neutral, positive */
    double complaint_score;
    bool said; /* that it is a complaint */
};

struct scoreboard;

struct scoreboard *scoreboard_new(void);
void scoreboard_free(struct scoreboard *scoreboard);
RELEASE_WITH(scoreboard, struct scoreboard, scoreboard_free)

void scoreboard_add(struct scoreboard *scoreboard, struct slice source,
                    const struct scoreboard_row *row);

/* -1 where labels are missing. */
struct scoreboard_line {
    struct slice source; /* "*": all together; borrowed from the board */
    size_t rows;
    double polarity_auc; /* positive above negative, neutral aside */
    double macro_f1;     /* of the three moods */
    double complaint_auc;
    struct rates said;
    double best_threshold;
    struct rates best; /* at it */
};

/* The line of that place; sources in the order of their first row, then "*". False behind it. */
bool scoreboard_line(struct scoreboard *scoreboard, size_t place, struct scoreboard_line *line);
/* What a source that is not on the board can expect of one threshold for all: that with the best F1 when
 * each source weighs as the root of its rows, and the rates there. */
double scoreboard_expected(const struct scoreboard *scoreboard, struct rates *rates);
/* Adds all lines as a table for people. */
void scoreboard_print(struct scoreboard *scoreboard, struct text *to);
