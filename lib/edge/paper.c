#include "edge/paper.h"

#include <assert.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* A4, in points. */
static const double PAGE_WIDTH = 595.28;
static const double PAGE_HEIGHT = 841.89;
static const double MARGIN = 48;
static const double CELL_GAP = 8;
static const char CELL_FONT[] = "Noto Sans CJK SC, sans 8.5";

struct paper {
    cairo_surface_t *surface;
    cairo_t *cairo;
    struct text pdf;
    double y; /* where the next thing goes */
    int number;
};

static cairo_status_t take(void *context, const unsigned char *bytes, unsigned length)
{
    struct paper *paper = context;

    text_add_bytes(&paper->pdf, (const char *)bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static double text_width(void)
{
    return PAGE_WIDTH - 2 * MARGIN;
}

struct paper *paper_new(const char *title)
{
    struct paper *paper = memory_new(sizeof *paper);

    paper->surface =
        cairo_pdf_surface_create_for_stream(take, paper, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_TITLE, title);
    /* No moment of writing: the same report is the same bytes. */
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    paper->cairo = cairo_create(paper->surface);
    paper->y = MARGIN;
    paper->number = 1;
    return paper;
}

void paper_free(struct paper *paper)
{
    if (paper == NULL)
        return;
    cairo_destroy(paper->cairo);
    cairo_surface_destroy(paper->surface);
    text_done(&paper->pdf);
    memory_free(paper);
}

static PangoLayout *set_text(struct paper *paper, const char *font, const char *markup)
{
    PangoLayout *layout = pango_cairo_create_layout(paper->cairo);
    PangoFontDescription *description = pango_font_description_from_string(font);

    pango_layout_set_font_description(layout, description);
    pango_font_description_free(description);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(layout, 2 * PANGO_SCALE);
    if (pango_parse_markup(markup, -1, 0, NULL, NULL, NULL, NULL))
        pango_layout_set_markup(layout, markup, -1);
    else
        pango_layout_set_text(layout, markup, -1);
    return layout;
}

static double height_of(PangoLayout *layout)
{
    int height = 0;

    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

static void number_page(struct paper *paper)
{
    OWNED(text) struct text number = { 0 };

    text_add_format(&number, "%d", paper->number);
    PangoLayout *layout = set_text(paper, CELL_FONT, text_string(&number));
    cairo_set_source_rgb(paper->cairo, 0.4, 0.4, 0.4);
    cairo_move_to(paper->cairo, PAGE_WIDTH - MARGIN - 12, PAGE_HEIGHT - MARGIN / 2 - 8);
    pango_cairo_show_layout(paper->cairo, layout);
    g_object_unref(layout);
}

/* Turns the page when less room than that is left. */
static void need(struct paper *paper, double height)
{
    if (paper->y + height <= PAGE_HEIGHT - MARGIN || paper->y <= MARGIN)
        return;
    number_page(paper);
    cairo_show_page(paper->cairo);
    paper->number++;
    paper->y = MARGIN;
}

/* Line by line, so that a long text goes over pages. */
static void show_lines(struct paper *paper, PangoLayout *layout, double x)
{
    PangoLayoutIter *lines = pango_layout_get_iter(layout);

    do {
        PangoRectangle line; /* from its own base line */
        pango_layout_line_get_extents(pango_layout_iter_get_line_readonly(lines), NULL, &line);
        const double height = (double)line.height / PANGO_SCALE;
        need(paper, height);
        cairo_move_to(paper->cairo, x,
                      paper->y + (double)PANGO_ASCENT(line) / PANGO_SCALE);
        pango_cairo_show_layout_line(paper->cairo, pango_layout_iter_get_line_readonly(lines));
        paper->y += height + 2;
    } while (pango_layout_iter_next_line(lines));
    pango_layout_iter_free(lines);
}

static void show_bar(struct paper *paper, const struct paper_style *style, double height)
{
    cairo_set_source_rgb(paper->cairo, style->red, style->green, style->blue);
    cairo_rectangle(paper->cairo, MARGIN - 10, paper->y - 7, text_width() + 20, height + 14);
    cairo_fill(paper->cairo);
}

void paper_add(struct paper *paper, const struct paper_style *style, const char *markup)
{
    PangoLayout *layout = set_text(paper, style->font, markup);
    const double x = MARGIN + style->indent;

    pango_layout_set_width(layout, (int)((text_width() - style->indent) * PANGO_SCALE));
    if (paper->y > MARGIN)
        paper->y += style->before;
    /* A heading keeps company with what follows it. */
    need(paper, style->before > 8 ? height_of(layout) + 40 : 0);
    if (style->has_bar) {
        need(paper, height_of(layout) + 14);
        paper->y += 7;
        show_bar(paper, style, height_of(layout));
    }
    const double ink = style->has_bar ? 1 : 0.1;
    cairo_set_source_rgb(paper->cairo, ink, ink, ink);
    if (style->mark != NULL) {
        PangoLayout *mark = set_text(paper, style->font, style->mark);
        need(paper, height_of(mark));
        cairo_move_to(paper->cairo, x - 11, paper->y);
        pango_cairo_show_layout(paper->cairo, mark);
        g_object_unref(mark);
    }
    show_lines(paper, layout, x);
    if (style->has_bar)
        paper->y += 9;
    g_object_unref(layout);
}

void paper_measure(struct paper *paper, const char *const *cells, size_t count, double *widths)
{
    for (size_t i = 0; i < count && i < PAPER_CELL_LIMIT; i++) {
        PangoLayout *layout = set_text(paper, CELL_FONT, cells[i]);
        int width = 0;
        pango_layout_get_size(layout, &width, NULL);
        const double points = (double)width / PANGO_SCALE + 1;
        if (points > widths[i])
            widths[i] = points;
        g_object_unref(layout);
    }
}

/* The widest give until all fit; the last takes what is left over. */
static void share_width(const struct paper_row *row, double *widths)
{
    double left = text_width() - CELL_GAP * (double)(row->count - 1);
    size_t open = row->count;
    bool again = true;

    for (size_t i = 0; i < row->count; i++)
        widths[i] = -1;
    while (again && open > 0) { /* who asks for no more than an equal share has it */
        const double share = left / (double)open;
        again = false;
        for (size_t i = 0; i < row->count; i++) {
            if (widths[i] >= 0 || row->widths[i] > share)
                continue;
            widths[i] = row->widths[i];
            left -= widths[i];
            open--;
            again = true;
        }
    }
    for (size_t i = 0; i < row->count; i++)
        widths[i] = widths[i] < 0 ? left / (double)open : widths[i];
    widths[row->count - 1] += open == 0 ? left : 0;
}

void paper_add_row(struct paper *paper, const struct paper_row *row)
{
    PangoLayout *layouts[PAPER_CELL_LIMIT];
    double widths[PAPER_CELL_LIMIT];
    double height = 0;
    double x = MARGIN;

    paper->y += row->is_head ? 4 : 0;
    assert(row->count > 0 && row->count <= PAPER_CELL_LIMIT);
    share_width(row, widths);
    for (size_t i = 0; i < row->count; i++) {
        layouts[i] = set_text(paper, CELL_FONT, row->cells[i]);
        pango_layout_set_width(layouts[i], (int)(widths[i] * PANGO_SCALE));
        if (height_of(layouts[i]) > height)
            height = height_of(layouts[i]);
    }
    need(paper, height + 6);
    cairo_set_source_rgb(paper->cairo, 0.75, 0.75, 0.75);
    cairo_rectangle(paper->cairo, MARGIN, paper->y, text_width(), 0.5);
    cairo_fill(paper->cairo);
    const double ink = row->is_head ? 0.4 : 0.1;
    cairo_set_source_rgb(paper->cairo, ink, ink, ink);
    for (size_t i = 0; i < row->count; i++) {
        cairo_move_to(paper->cairo, x, paper->y + 3);
        pango_cairo_show_layout(paper->cairo, layouts[i]);
        g_object_unref(layouts[i]);
        x += widths[i] + CELL_GAP;
    }
    paper->y += height + 6;
}

void paper_add_picture(struct paper *paper, double aspect, paper_draw *draw, void *context)
{
    const double height = text_width() / aspect;

    paper->y += 6;
    need(paper, height);
    cairo_save(paper->cairo);
    cairo_translate(paper->cairo, MARGIN, paper->y);
    if (draw(context, paper->cairo, text_width(), height))
        paper->y += height + 4;
    cairo_restore(paper->cairo);
}

int paper_finish(struct paper *paper, struct text *pdf, struct fault *fault)
{
    number_page(paper);
    cairo_show_page(paper->cairo);
    cairo_surface_finish(paper->surface);
    const cairo_status_t status = cairo_surface_status(paper->surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return fault_set(fault, FAULT_SETUP, "the PDF: %s", cairo_status_to_string(status));
    text_add_bytes(pdf, paper->pdf.bytes, paper->pdf.length);
    return 0;
}
