/* Files of counts: a header and its rows. */
#include "wire/counts_csv.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool lies_in(struct slice part, struct slice whole)
{
    return part.length == 0 ||
           (part.bytes >= whole.bytes && part.bytes + part.length <= whole.bytes + whole.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counts_header header;
    struct slice rest = { (const char *)data, size };
    bool has_header = false;

    while (rest.length > 0) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        struct slice line = { rest.bytes, end == NULL ? rest.length : (size_t)(end - rest.bytes) };
        struct counts_row row = { 0 };
        struct fault fault = { 0 };
        size_t taken = end == NULL ? line.length : line.length + 1;
        rest = (struct slice){ rest.bytes + taken, rest.length - taken };
        if (!has_header) {
            if (counts_csv_header(line, &header, &fault) != 0)
                return 0;
            has_header = true;
            continue;
        }
        if (counts_csv_row(&header, line, &row, &fault) != 0)
            assert(fault.text[0] != '\0');
        else
            assert(lies_in(row.series, line) && lies_in(row.zone, line) && row.series.length > 0);
    }
    return 0;
}
