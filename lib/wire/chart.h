/* A chart of hours as SVG: bars, and lines at the heights that matter. The same numbers give the
 * same bytes. */
#pragma once

#include "base/text.h"
#include "wire/tally.h"

struct chart_line {
    const char *label;
    double height; /* in the units of the bars */
    const char *colour;
};

struct chart {
    const char *title;
    const struct tally_point *points; /* distinct complaints are drawn */
    size_t count;
    int64_t from_at;
    int64_t to_at;
    int64_t step_ms;
    int64_t mark_from_at; /* this span is drawn darker; equal moments: none */
    int64_t mark_to_at;
    int64_t offset_ms;    /* of local time, for the days under it */
    const struct chart_line *lines;
    size_t line_count;
};

void chart_write(struct text *svg, const struct chart *chart);
