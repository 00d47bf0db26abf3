/* tocsin-pdf: sets a report's HTML page on paper. DESIGN.md beside this. */
#include "edge/files.h"
#include "edge/paper.h"
#include "edge/picture.h"
#include "program/program.h"
#include "wire/page_blocks.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PAGE_LIMIT_BYTES = 8 * 1024 * 1024, FILE_MODE = 0640 };

static const struct options OPTIONS = {
    .program = "tocsin-pdf",
    .sentence = "Sets a report's HTML page on paper: reads PAGE, writes PDF; - is standard input or output.",
    .arguments = "PAGE PDF",
    .least_arguments = 2,
    .most_arguments = 2,
};

#define FACE "Noto Sans CJK SC, sans"

static const struct paper_style styles[] = {
    [PAGE_TITLE] = { .font = FACE " Bold 14", .before = 8, .has_bar = true },
    [PAGE_HEADING] = { .font = FACE " Bold 12", .before = 14 },
    [PAGE_SUBHEADING] = { .font = FACE " Bold 10", .before = 10 },
    [PAGE_PARAGRAPH] = { .font = FACE " 9.5", .before = 5 },
    [PAGE_ITEM] = { .font = FACE " 9.5", .before = 2, .indent = 14, .mark = "•" },
    [PAGE_QUOTE] = { .font = FACE " 9.5", .before = 6, .indent = 14, .mark = "▌" },
};

/* The title's bar in the colour of the worst level, as in the page. */
static struct paper_style title_style(const char *level)
{
    static const struct {
        const char *level;
        double red, green, blue;
    } colours[] = {
        { "level-1", 0.64, 0.05, 0.11 },
        { "level-2", 0.70, 0.28, 0.00 },
        { "level-3", 0.48, 0.38, 0.00 },
        { "warning", 0.07, 0.34, 0.66 },
        { "", 0.18, 0.42, 0.31 },
    };
    size_t i = 0;

    while (*colours[i].level != '\0' && strcmp(colours[i].level, level) != 0)
        i++;
    struct paper_style style = styles[PAGE_TITLE];
    style.red = colours[i].red;
    style.green = colours[i].green;
    style.blue = colours[i].blue;
    return style;
}

/* The rows of one table share their widths. Returns how many rows there were. */
static size_t add_table(struct paper *paper, const struct page_block *rows, size_t most)
{
    double widths[PAPER_CELL_LIMIT] = { 0 };
    size_t count = 0;

    while (count < most && rows[count].kind == PAGE_ROW &&
           (count == 0 || (!rows[count].is_head && rows[count].cell_count <= PAPER_CELL_LIMIT))) {
        paper_measure(paper, rows[count].cells, rows[count].cell_count, widths);
        count++;
    }
    for (size_t i = 0; i < count; i++)
        paper_add_row(paper, &(struct paper_row){ .cells = rows[i].cells,
                                                  .count = rows[i].cell_count,
                                                  .widths = widths,
                                                  .is_head = rows[i].is_head });
    return count;
}

static int add_picture(struct paper *paper, const char *svg, struct fault *fault)
{
    OWNED(picture) struct picture *picture = NULL;

    if (picture_open(slice_of(svg), &picture, fault) != 0)
        return -1;
    paper_add_picture(paper, picture_aspect(picture), picture_draw, picture);
    return 0;
}

static int add_blocks(struct paper *paper, const struct page_blocks *blocks, struct fault *fault)
{
    const struct paper_style title = title_style(blocks->style);

    for (size_t i = 0; i < blocks->count; i++) {
        const struct page_block *block = &blocks->rows[i];
        if (block->kind == PAGE_PICTURE && add_picture(paper, block->markup, fault) != 0)
            return -1;
        if (block->kind == PAGE_ROW)
            i += add_table(paper, block, blocks->count - i) - 1;
        else if (block->kind != PAGE_PICTURE)
            paper_add(paper, block->kind == PAGE_TITLE ? &title : &styles[block->kind],
                      block->markup);
    }
    return 0;
}

static int set(const char *page, const char *target, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text html = { 0 };
    OWNED(text) struct text pdf = { 0 };
    struct page_blocks blocks = { 0 };

    if (files_read(strcmp(page, "-") == 0 ? "/dev/stdin" : page, PAGE_LIMIT_BYTES, &html, fault) != 0 ||
        page_blocks_read((struct slice){ text_string(&html), html.length }, arena, &blocks,
                         fault) != 0)
        return -1;
    OWNED(paper) struct paper *paper = paper_new(blocks.title);
    if (add_blocks(paper, &blocks, fault) != 0 || paper_finish(paper, &pdf, fault) != 0)
        return -1;
    if (strcmp(target, "-") != 0)
        return files_write(target, (struct slice){ text_string(&pdf), pdf.length }, FILE_MODE, fault);
    if (fwrite(pdf.bytes, 1, pdf.length, stdout) != pdf.length || fflush(stdout) != 0)
        return fault_set(fault, FAULT_SETUP, "standard output takes no more");
    return 0;
}

int main(int argc, char **argv)
{
    struct options_given given = { 0 };
    struct fault fault = { 0 };
    int settings = 0; /* there are none */

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&OPTIONS, argv, &settings, &given))
        return given.exit_code;
    const int result = set(given.arguments[0], given.arguments[1], &fault);
    if (result != 0)
        fprintf(stderr, "tocsin-pdf: %s\n", fault.text);
    memory_free(given.arguments);
    /* Everything is written. What the font libraries keep for as long as the process lives goes with
     * it; a leak checker at the exit would only find that. */
    _exit(result == 0 ? EXIT_DONE : (int)exit_code_of(&fault));
}
