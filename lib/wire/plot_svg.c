#include "wire/plot_svg.h"

#include "base/moment.h"

enum { WIDTH = 960, HEIGHT = 420, LEFT = 60, RIGHT = 20, TOP = 40, BOTTOM = 40 };

static const char *const ratio_colors[PLOT_RATIO_LIMIT] = { "#d9a400", "#d9730d", "#c0392b" };

/* Text of others inside the picture. */
static void add_escaped(struct text *text, struct slice content)
{
    for (size_t i = 0; i < content.length; i++) {
        char byte = content.bytes[i];
        if (byte == '<')
            text_add(text, "&lt;");
        else if (byte == '&')
            text_add(text, "&amp;");
        else if ((unsigned char)byte >= ' ')
            text_add_char(text, byte);
    }
}

/* The height of the picture in counts: the highest of the curves, but of the last ratio only as much
 * as keeps the others readable. */
static double top_of(const struct plot *plot)
{
    double top = 1;

    for (int i = 0; i < plot->count; i++) {
        double observed = (double)plot->observed[i];
        double threshold = plot->ratios[0] * (double)plot->expected[i];
        top = observed > top ? observed : top;
        top = threshold > top ? threshold : top;
    }
    return top * 1.1;
}

static double x_of(const struct plot *plot, int i)
{
    return LEFT + (double)(WIDTH - LEFT - RIGHT) * i / (plot->count > 1 ? plot->count - 1 : 1);
}

static double y_of(double value, double top)
{
    double share = value > top ? 1 : value / top;

    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
}

struct curve {
    const float *values;
    double factor;
    const char *style;
};

static void add_curve(struct text *text, const struct plot *plot, const struct curve *curve,
                      double top)
{
    text_add_format(text, "<polyline fill='none' %s points='", curve->style);
    for (int i = 0; i < plot->count; i++)
        text_add_format(text, "%s%.1f,%.1f", i == 0 ? "" : " ", x_of(plot, i),
                        y_of(curve->factor * (double)curve->values[i], top));
    text_add(text, "'/>\n");
}

static void add_axes(struct text *text, const struct plot *plot, double top)
{
    text_add_format(text, "<path stroke='#888' fill='none' d='M%d %dV%dH%d'/>\n", LEFT, TOP,
                    HEIGHT - BOTTOM, WIDTH - RIGHT);
    for (int i = 1; i <= 4; i++)
        text_add_format(text, "<text x='%d' y='%.1f' text-anchor='end'>%.4g</text>\n", LEFT - 6,
                        y_of(top * i / 4, top) + 4, top * i / 4);
    for (int i = 0; i < plot->count; i++) {
        int64_t at = plot->from_at + i * plot->step_ms;
        if (at != moment_floor(at, 3 * HOUR_MS))
            continue;
        struct civil civil = civil_from_moment(at);
        text_add_format(text, "<text x='%.1f' y='%d' text-anchor='middle'>%02d:%02dZ</text>\n",
                        x_of(plot, i), HEIGHT - BOTTOM + 18, civil.hour, civil.minute);
    }
}

void plot_svg_write(struct text *text, const struct plot *plot)
{
    double top = top_of(plot);
    struct curve observed = { plot->observed, 1, "stroke='#1f4e9c' stroke-width='1.5'" };
    struct curve expected = { plot->expected, 1, "stroke='#444' stroke-width='1.5'" };
    OWNED(text) struct text style = { 0 };

    text_add_format(text,
                    "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' "
                    "viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>\n"
                    "<rect width='100%%' height='100%%' fill='white'/>\n"
                    "<text x='%d' y='20' font-size='15'>",
                    WIDTH, HEIGHT, WIDTH, HEIGHT, LEFT);
    add_escaped(text, plot->title);
    text_add_format(text, "</text>\n<text x='%d' y='34'>%s: observed (blue), expected (grey), ",
                    LEFT, plot->axis);
    text_add_format(text, "\xc3\x97%.3g, \xc3\x97%.3g, \xc3\x97%.3g</text>\n", plot->ratios[0],
                    plot->ratios[1], plot->ratios[2]);
    add_axes(text, plot, top);
    for (int i = 0; i < PLOT_RATIO_LIMIT; i++) {
        text_clear(&style);
        text_add_format(&style, "stroke='%s' stroke-dasharray='4 3'", ratio_colors[i]);
        add_curve(text, plot,
                  &(struct curve){ plot->expected, plot->ratios[i], text_string(&style) }, top);
    }
    add_curve(text, plot, &expected, top);
    add_curve(text, plot, &observed, top);
    text_add(text, "</svg>\n");
}
