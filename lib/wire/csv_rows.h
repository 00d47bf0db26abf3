/* Rows of a CSV file, as exports write it: quoted cells with line ends in them, any delimiter, a
 * header line or names given from outside. The whole file is in memory and already UTF-8.
 *
 * A row answers by column name (exactly, or by "#3" for the third column), and so it is an item of
 * wire/mapping.h. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { CSV_COLUMNS_MOST = 512, CSV_CELL_LIMIT_BYTES = 1024 * 1024 };

struct csv_options {
    char delimiter;
    bool has_header;
    const char **columns; /* names when there is no header line */
    size_t column_count;
};

struct csv_rows;

/* Reads all rows. FAULT_INPUT when the file ends inside a quoted cell, or has too many columns. */
MUST_CHECK int csv_rows_read(const struct csv_options *options, struct slice content,
                             struct csv_rows **rows, struct fault *fault);
void csv_rows_free(struct csv_rows *rows);
RELEASE_WITH(csv_rows, struct csv_rows, csv_rows_free)

size_t csv_rows_count(const struct csv_rows *rows); /* without the header line */
/* The cell of that row and column; empty when there is none. Borrowed from the rows. */
struct slice csv_rows_cell(const struct csv_rows *rows, size_t row, const char *column);
/* Is there a column of that name? */
bool csv_rows_has(const struct csv_rows *rows, const char *column);
/* The row as it would stand in a file, for the quarantine. */
void csv_rows_add_row(const struct csv_rows *rows, size_t row, struct text *text);
