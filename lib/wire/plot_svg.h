/* A small picture (SVG 1.1): what was observed in a day against what is usual, and the ratios that
 * would have been too much. */
#pragma once

#include "base/text.h"

#include <stdint.h>

enum { PLOT_RATIO_LIMIT = 3 };

struct plot {
    struct slice title;
    const char *axis;       /* "complaints in 15 min" */
    int64_t from_at;        /* of the first point */
    int64_t step_ms;
    const float *observed;
    const float *expected;
    int count;
    double ratios[PLOT_RATIO_LIMIT]; /* drawn as multiples of the expected curve */
};

void plot_svg_write(struct text *text, const struct plot *plot);
