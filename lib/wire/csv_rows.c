#include "wire/csv_rows.h"

#include <stdlib.h>
#include <string.h>

#include <csv.h>

/* libcsv's own number for it, which its header leaves out. Its strict mode would tell as well, but
 * it refuses every file with 12" in a cell. */
enum { STATE_INSIDE_CELL = 2 };

struct row {
    size_t first; /* its cells begin here */
    size_t count;
};

struct csv_rows {
    struct arena *arena;
    struct slice *cells;
    size_t cell_count;
    size_t cell_capacity;
    struct row *rows;
    size_t row_count;
    size_t row_capacity;
    const struct csv_options *options; /* only while reading */
    struct slice *names;
    size_t name_count;
    bool too_wide;
    bool too_long;
};

static void on_cell(void *bytes, size_t length, void *context)
{
    struct csv_rows *rows = context;

    rows->too_long = rows->too_long || length > CSV_CELL_LIMIT_BYTES;
    MEMORY_GROW(rows->cells, rows->cell_count, rows->cell_capacity);
    rows->cells[rows->cell_count++] =
        (struct slice){ arena_copy(rows->arena, bytes == NULL ? "" : bytes, length), length };
}

static void on_row(int end, void *context)
{
    struct csv_rows *rows = context;
    size_t first = 0;

    (void)end; /* which byte ended the row does not matter */
    if (rows->row_count > 0)
        first = rows->rows[rows->row_count - 1].first + rows->rows[rows->row_count - 1].count;
    MEMORY_GROW(rows->rows, rows->row_count, rows->row_capacity);
    rows->rows[rows->row_count++] = (struct row){ first, rows->cell_count - first };
    rows->too_wide = rows->too_wide || rows->cell_count - first > CSV_COLUMNS_MOST;
}

static void take_names(struct csv_rows *rows, const struct csv_options *options)
{
    size_t count = options->column_count;

    if (options->has_header && rows->row_count > 0)
        count = rows->rows[0].count;
    rows->names = arena_take(rows->arena, (count + 1) * sizeof *rows->names);
    rows->name_count = count;
    for (size_t i = 0; i < count; i++)
        rows->names[i] =
            options->has_header ? rows->cells[i] : slice_of(options->columns[i]);
    if (options->has_header && rows->row_count > 0)
        memmove(rows->rows, rows->rows + 1, --rows->row_count * sizeof *rows->rows);
}

int csv_rows_read(const struct csv_options *options, struct slice content, struct csv_rows **result,
                  struct fault *fault)
{
    OWNED(csv_rows) struct csv_rows *rows = memory_new(sizeof *rows);
    struct csv_parser parser;

    rows->arena = arena_new();
    if (csv_init(&parser, 0) != 0)
        abort(); /* only wrong arguments make it fail */
    csv_set_delim(&parser, (unsigned char)options->delimiter);
    bool is_read = csv_parse(&parser, content.bytes, content.length, on_cell, on_row, rows) ==
                   content.length;
    bool is_open = parser.quoted != 0 && parser.pstate == STATE_INSIDE_CELL;
    is_read = csv_fini(&parser, on_cell, on_row, rows) == 0 && is_read && !is_open;
    csv_free(&parser);
    if (!is_read)
        return fault_set(fault, FAULT_INPUT, "the file ends inside a quoted cell");
    if (rows->too_wide)
        return fault_set(fault, FAULT_INPUT, "a row has more than %d columns",
                         (int)CSV_COLUMNS_MOST);
    if (rows->too_long)
        return fault_set(fault, FAULT_INPUT, "a cell has more than %d bytes",
                         (int)CSV_CELL_LIMIT_BYTES);
    if (options->has_header && rows->row_count == 0)
        return fault_set(fault, FAULT_INPUT, "the file is empty: not even a header line");
    take_names(rows, options);
    *result = TAKE(rows);
    return 0;
}

void csv_rows_free(struct csv_rows *rows)
{
    if (rows == NULL)
        return;
    arena_free(rows->arena);
    memory_free(rows->cells);
    memory_free(rows->rows);
    memory_free(rows);
}

size_t csv_rows_count(const struct csv_rows *rows)
{
    return rows->row_count;
}

/* The place of the column, or SIZE_MAX. */
static size_t column_place(const struct csv_rows *rows, const char *column)
{
    if (column[0] == '#' && column[1] >= '1' && column[1] <= '9')
        return (size_t)strtoul(column + 1, NULL, 10) - 1;
    for (size_t i = 0; i < rows->name_count; i++)
        if (slice_is(rows->names[i], column))
            return i;
    return SIZE_MAX;
}

struct slice csv_rows_cell(const struct csv_rows *rows, size_t row, const char *column)
{
    size_t place = column_place(rows, column);

    if (place >= rows->rows[row].count)
        return (struct slice){ 0 };
    return rows->cells[rows->rows[row].first + place];
}

bool csv_rows_has(const struct csv_rows *rows, const char *column)
{
    return column_place(rows, column) != SIZE_MAX;
}

void csv_rows_add_row(const struct csv_rows *rows, size_t row, struct text *text)
{
    for (size_t i = 0; i < rows->rows[row].count; i++) {
        struct slice cell = rows->cells[rows->rows[row].first + i];
        size_t needed = cell.length * 2 + 2; /* every byte a quote */
        if (i > 0)
            text_add_char(text, ',');
        char *room = text_reserve(text, needed);
        size_t written = csv_write(room, needed, cell.bytes, cell.length);
        text->length += written;
        text->bytes[text->length] = '\0';
    }
}
