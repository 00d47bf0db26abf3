#include "tocsin/board.h"

#include "wire/writer.h"

#include <stdio.h>

static void add_figure(struct writer *writer, const char *name, double figure)
{
    writer_name(writer, name);
    if (figure < 0)
        writer_null(writer);
    else
        writer_decimal(writer, figure);
}

static void show_line(const struct board_form *form, const struct scoreboard_line *line)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_object(&writer);
    if (form->name != NULL)
        writer_member(&writer, "board", form->name);
    writer_member_slice(&writer, "source", line->source);
    writer_member_integer(&writer, "rows", (int64_t)line->rows);
    add_figure(&writer, "polarity_auc", line->polarity_auc);
    add_figure(&writer, "macro_f1", line->macro_f1);
    add_figure(&writer, "complaint_auc", line->complaint_auc);
    add_figure(&writer, "complaint_f1", line->said.f1);
    add_figure(&writer, "recall", line->said.recall);
    add_figure(&writer, "false_rate", line->said.false_rate);
    add_figure(&writer, "best_f1", line->best.f1);
    add_figure(&writer, "best_threshold", line->best_threshold);
    writer_object_end(&writer);
    puts(text_string(&json));
}

void board_show(struct scoreboard *board, const struct board_form *form)
{
    OWNED(text) struct text table = { 0 };
    struct scoreboard_line line;

    if (form->json) {
        for (size_t i = 0; scoreboard_line(board, i, &line); i++)
            show_line(form, &line);
        return;
    }
    scoreboard_print(board, &table);
    if (form->title != NULL)
        puts(form->title);
    fputs(text_string(&table), stdout);
}
