#include "wire/chart.h"

enum { WIDTH = 720, HEIGHT = 180, LEFT = 40, RIGHT = 8, TOP = 12, BOTTOM = 22, STEPS_LIMIT = 2000 };

static double top_of(const struct chart *chart)
{
    double top = 4;

    for (size_t i = 0; i < chart->count; i++) {
        if ((double)chart->points[i].tally.distinct > top)
            top = (double)chart->points[i].tally.distinct;
    }
    for (size_t i = 0; i < chart->line_count; i++) {
        /* A line far above everything would only flatten the bars. */
        if (chart->lines[i].height > top && chart->lines[i].height < 2 * top)
            top = chart->lines[i].height;
    }
    return top * 1.05;
}

static double y_of(double value, double top)
{
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
}

static double x_of(const struct chart *chart, int64_t at)
{
    return LEFT + (double)(at - chart->from_at) / (double)(chart->to_at - chart->from_at) *
                      (WIDTH - LEFT - RIGHT);
}

static void add_escaped(struct text *svg, const char *string)
{
    for (const char *at = string; *at != '\0'; at++) {
        if (*at == '<')
            text_add(svg, "&lt;");
        else if (*at == '&')
            text_add(svg, "&amp;");
        else
            text_add_char(svg, *at);
    }
}

static void add_bars(struct text *svg, const struct chart *chart, double top)
{
    const double width =
        x_of(chart, chart->from_at + chart->step_ms) - x_of(chart, chart->from_at);

    for (size_t i = 0; i < chart->count && i < STEPS_LIMIT; i++) {
        const struct tally_point *point = &chart->points[i];
        const bool marked = point->at >= chart->mark_from_at && point->at < chart->mark_to_at;
        if (point->tally.distinct == 0 || point->at < chart->from_at ||
            point->at >= chart->to_at)
            continue;
        const double y = y_of((double)point->tally.distinct, top);
        text_add_format(svg, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                             "fill=\"%s\"/>",
                        x_of(chart, point->at), y, width > 1.5 ? width - 0.5 : width,
                        HEIGHT - BOTTOM - y, marked ? "#b34700" : "#7aa0c4");
    }
}

static void add_lines(struct text *svg, const struct chart *chart, double top)
{
    for (size_t i = 0; i < chart->line_count; i++) {
        const struct chart_line *line = &chart->lines[i];
        if (line->height > top)
            continue;
        const double y = y_of(line->height, top);
        text_add_format(svg, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" "
                             "stroke-dasharray=\"4 3\"/><text x=\"%d\" y=\"%.1f\" "
                             "text-anchor=\"end\" fill=\"%s\">",
                        LEFT, WIDTH - RIGHT, y, y, line->colour, WIDTH - RIGHT, y - 3,
                        line->colour);
        add_escaped(svg, line->label);
        text_add(svg, "</text>");
    }
}

/* A tick and a date at every local midnight. */
static void add_days(struct text *svg, const struct chart *chart)
{
    int64_t at = moment_floor(chart->from_at + chart->offset_ms, DAY_MS) - chart->offset_ms;

    for (; at < chart->to_at; at += DAY_MS) {
        const struct civil day = civil_from_moment(at + chart->offset_ms);
        if (at < chart->from_at)
            continue;
        const double x = x_of(chart, at);
        text_add_format(svg, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" "
                             "stroke=\"#8886\"/><text x=\"%.1f\" y=\"%d\">%02d-%02d</text>",
                        x, x, TOP, HEIGHT - BOTTOM + 4, x + 3, HEIGHT - 6, day.month, day.day);
    }
}

void chart_write(struct text *svg, const struct chart *chart)
{
    const double top = top_of(chart);

    text_add_format(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                         "role=\"img\" font-family=\"sans-serif\" font-size=\"11\" "
                         "fill=\"#666\"><title>",
                    WIDTH, HEIGHT);
    add_escaped(svg, chart->title);
    text_add(svg, "</title>");
    add_days(svg, chart);
    add_bars(svg, chart, top);
    text_add_format(svg, "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#888\"/>", LEFT,
                    WIDTH - RIGHT, HEIGHT - BOTTOM, HEIGHT - BOTTOM);
    text_add_format(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.0f</text>"
                         "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>",
                    LEFT - 4, TOP + 8, top / 1.05, LEFT - 4, HEIGHT - BOTTOM);
    add_lines(svg, chart, top);
    text_add(svg, "</svg>");
}
