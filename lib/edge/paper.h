/* Paper: text and tables set on A4 by Pango, written as PDF by Cairo.
 *
 * The same calls give the same bytes: no date is written, and the fonts are those of the machine.
 * Markup is Pango's, of which only <b>, <i> and <tt> are meant; what cannot be read as markup is
 * set as plain text. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

struct paper;

enum { PAPER_CELL_LIMIT = 12 };

struct paper_style {
    const char *font;      /* Pango's description, with the size */
    double before;         /* points of room above */
    double indent;         /* points */
    const char *mark;      /* set in the indent before the first line; NULL: none */
    double red, green, blue; /* of a bar behind the text, the text then white */
    bool has_bar;
};

struct paper_row {
    const char *const *cells;
    size_t count;
    const double *widths; /* natural ones of the whole table, from paper_measure() */
    bool is_head;
};

struct paper *paper_new(const char *title);
void paper_free(struct paper *paper);
RELEASE_WITH(paper, struct paper, paper_free)

void paper_add(struct paper *paper, const struct paper_style *style, const char *markup);
/* Raises widths[i] to what cell i takes on one line, in points. */
void paper_measure(struct paper *paper, const char *const *cells, size_t count, double *widths);
void paper_add_row(struct paper *paper, const struct paper_row *row);
/* Lets `draw` draw on the Cairo context, scaled to the width of the text. */
typedef bool paper_draw(void *context, void *cairo, double width, double height);
void paper_add_picture(struct paper *paper, double aspect, paper_draw *draw, void *context);
/* Appends the document. FAULT_SETUP when Cairo gives up. */
MUST_CHECK int paper_finish(struct paper *paper, struct text *pdf, struct fault *fault);
