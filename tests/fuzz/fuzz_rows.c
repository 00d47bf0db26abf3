/* A CSV file may be anything: the first byte picks the delimiter, the rest is the file. */
#include "wire/csv_rows.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char delimiters[] = { ',', ';', '\t', '|' };
    OWNED(csv_rows) struct csv_rows *rows = NULL;
    OWNED(text) struct text row = { 0 };
    struct fault fault = { 0 };
    size_t total = 0;

    if (size == 0)
        return 0;
    const struct csv_options options = { .delimiter = delimiters[data[0] % 4],
                                         .has_header = data[0] < 128 };
    if (csv_rows_read(&options, (struct slice){ (const char *)data + 1, size - 1 }, &rows,
                      &fault) != 0)
        return 0;
    for (size_t i = 0; i < csv_rows_count(rows); i++) {
        total += csv_rows_cell(rows, i, "#1").length + csv_rows_cell(rows, i, "#2").length;
        (void)csv_rows_cell(rows, i, "text");
        csv_rows_add_row(rows, i, &row);
    }
    assert(total <= size);
    return 0;
}
