#include "tocsin/columns.h"

#include "base/screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMN_LIMIT = 16, CELL_LIMIT = 60 };

struct cell {
    char *text;
    size_t width;
};

struct columns {
    char *heads;
    size_t count; /* of columns */
    struct cell *cells;
    size_t cell_count;
    size_t capacity;
    const char **colours; /* of rows */
    size_t row_capacity;
};

static bool on_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

static bool may_colour(void)
{
    const char *never = getenv("NO_COLOR");

    return on_terminal() && (never == NULL || *never == '\0');
}

const char *columns_plain(void)
{
    return may_colour() ? "\033[0m" : "";
}

const char *columns_alarm(void)
{
    return may_colour() ? "\033[1;31m" : "";
}

const char *columns_colour(struct slice level)
{
    if (!may_colour())
        return "";
    if (slice_is(level, "level-1"))
        return "\033[1;37;41m";
    if (slice_is(level, "level-2"))
        return "\033[1;31m";
    if (slice_is(level, "level-3"))
        return "\033[1;33m";
    if (slice_is(level, "warning"))
        return "\033[1;34m";
    return "";
}

static size_t size_of_terminal(bool height)
{
    struct winsize size = { 0 };

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return height ? 24 : 80;
    return height ? size.ws_row : size.ws_col;
}

size_t columns_width(void)
{
    return size_of_terminal(false);
}

size_t columns_height(void)
{
    return size_of_terminal(true);
}

struct columns *columns_new(const char *heads)
{
    struct columns *columns = memory_new(sizeof *columns);
    const char *at = heads;

    columns->heads = memory_copy(heads, strlen(heads));
    while (columns->count < COLUMN_LIMIT) {
        const size_t length = strcspn(at, "|");
        columns->count++;
        columns_add(columns, (struct slice){ at, length });
        if (at[length] == '\0')
            break;
        at += length + 1;
    }
    return columns;
}

void columns_free(struct columns *columns)
{
    if (columns == NULL)
        return;
    for (size_t i = 0; i < columns->cell_count; i++)
        memory_free(columns->cells[i].text);
    memory_free(columns->cells);
    memory_free(columns->colours);
    memory_free(columns->heads);
    memory_free(columns);
}

void columns_add(struct columns *columns, struct slice cell)
{
    OWNED(text) struct text clean = { 0 };

    screen_add(&clean, cell);
    MEMORY_GROW(columns->cells, columns->cell_count, columns->capacity);
    const size_t rows = columns->cell_count / columns->count + 1;
    if (rows > columns->row_capacity) {
        columns->row_capacity = rows * 2;
        columns->colours =
            memory_resize(columns->colours, columns->row_capacity, sizeof(char *));
    }
    if (columns->cell_count % columns->count == 0 && columns->cell_count > 0)
        columns->colours[rows - 1] = "";
    const size_t width = screen_width((struct slice){ text_string(&clean), clean.length });
    columns->cells[columns->cell_count++] = (struct cell){ text_take(&clean), width };
}

void columns_add_format(struct columns *columns, const char *format, ...)
{
    OWNED(string) char *string = NULL;
    va_list arguments;

    va_start(arguments, format);
    const int length = vasprintf(&string, format, arguments);
    va_end(arguments);
    if (length >= 0)
        columns_add(columns, (struct slice){ string, (size_t)length });
}

void columns_set_colour(struct columns *columns, const char *colour)
{
    if (columns->cell_count > columns->count)
        columns->colours[(columns->cell_count - 1) / columns->count] = colour;
}

static const char *cell_text(const struct columns *columns, size_t row, size_t column)
{
    const char *text = columns->cells[row * columns->count + column].text;

    return text == NULL ? "" : text;
}

static void print_piped(const struct columns *columns)
{
    for (size_t row = 0; row < columns->cell_count / columns->count; row++) {
        for (size_t i = 0; i < columns->count; i++)
            printf("%s%s", i == 0 ? "" : "\t", cell_text(columns, row, i));
        putchar('\n');
    }
}

static void print_row(const struct columns *columns, size_t row, const size_t *widths)
{
    const char *colour = row == 0 ? "" : columns->colours[row];
    size_t left = columns_width();

    if (row == 0 && may_colour())
        printf("\033[2m");
    printf("%s", colour);
    for (size_t i = 0; i < columns->count && left > 0; i++) {
        const bool last = i + 1 == columns->count;
        const size_t most = last ? left : widths[i] < left ? widths[i] : left;
        const struct slice shown = screen_cut(slice_of(cell_text(columns, row, i)), most);
        const size_t width = screen_width(shown);
        printf("%.*s", (int)shown.length, shown.bytes);
        left -= width;
        if (last)
            break;
        for (size_t pad = width; pad < widths[i] + 2 && left > 0; pad++, left--)
            putchar(' ');
    }
    printf("%s\n", *colour != '\0' || row == 0 ? columns_plain() : "");
}

void columns_print(const struct columns *columns)
{
    size_t widths[COLUMN_LIMIT] = { 0 };

    if (!on_terminal()) {
        print_piped(columns);
        return;
    }
    for (size_t i = 0; i < columns->cell_count; i++) {
        size_t *width = &widths[i % columns->count];
        if (columns->cells[i].width > *width)
            *width = columns->cells[i].width < CELL_LIMIT ? columns->cells[i].width : CELL_LIMIT;
    }
    for (size_t row = 0; row < columns->cell_count / columns->count; row++)
        print_row(columns, row, widths);
}
