#include "wire/counts_csv.h"

#include "base/moment.h"

#include <string.h>

/* A moment in a count's column: what lies beyond the year 9999 is in other units. */
static const int64_t most_seconds = 253402300799;

/* Takes the next field off the line. Quotes round a field are taken off; a quote or a comma inside
 * is not: no name of a series needs one. False at the end. */
static bool next_field(struct slice *rest, struct slice *field, bool *is_last)
{
    if (*is_last)
        return false;
    const char *comma = memchr(rest->bytes, ',', rest->length);
    size_t length = comma == NULL ? rest->length : (size_t)(comma - rest->bytes);

    *field = (struct slice){ .bytes = rest->bytes, .length = length };
    *is_last = comma == NULL;
    if (comma != NULL)
        *rest = (struct slice){ .bytes = comma + 1, .length = rest->length - length - 1 };
    while (field->length > 0 && (field->bytes[field->length - 1] == '\r' ||
                                 field->bytes[field->length - 1] == ' '))
        field->length--;
    while (field->length > 0 && *field->bytes == ' ') {
        field->bytes++;
        field->length--;
    }
    if (field->length >= 2 && *field->bytes == '"' && field->bytes[field->length - 1] == '"') {
        field->bytes++;
        field->length -= 2;
    }
    return true;
}

int counts_csv_header(struct slice line, struct counts_header *header, struct fault *fault)
{
    struct counts_header found = { -1, -1, -1, -1, -1 };
    const struct {
        const char *name;
        int *place;
        bool is_needed;
    } columns[] = {
        { "series", &found.series, true },
        { "start", &found.start, true },
        { "count", &found.count, true },
        { "distinct", &found.distinct, false },
        { "zone", &found.zone, false },
    };
    struct slice field;
    bool is_last = false;

    if (line.length >= 3 && memcmp(line.bytes, "\xef\xbb\xbf", 3) == 0)
        line = (struct slice){ .bytes = line.bytes + 3, .length = line.length - 3 };
    for (int place = 0; next_field(&line, &field, &is_last); place++)
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
            if (!slice_is(field, columns[i].name))
                continue;
            if (*columns[i].place >= 0)
                return fault_set(fault, FAULT_INPUT, "the column '%s' is there twice",
                                 columns[i].name);
            *columns[i].place = place;
        }
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (columns[i].is_needed && *columns[i].place < 0)
            return fault_set(fault, FAULT_INPUT,
                             "there is no column '%s'; the header must name series, start and count",
                             columns[i].name);
    *header = found;
    return 0;
}

/* A whole number, with ".0" allowed behind it. False when it is none or does not fit. */
static bool read_number(struct slice field, int64_t most, int64_t *number)
{
    int64_t value = 0;
    size_t i = 0;

    for (; i < field.length && field.bytes[i] >= '0' && field.bytes[i] <= '9'; i++) {
        value = value * 10 + (field.bytes[i] - '0');
        if (value > most)
            return false;
    }
    if (i == 0)
        return false;
    if (i < field.length && field.bytes[i] == '.')
        for (i++; i < field.length && field.bytes[i] == '0';)
            i++;
    *number = value;
    return i == field.length;
}

static bool read_start(struct slice field, int64_t *at)
{
    int64_t seconds;

    if (read_number(field, most_seconds, &seconds)) {
        *at = seconds * SECOND_MS;
        return true;
    }
    return moment_parse(field, at);
}

int counts_csv_row(const struct counts_header *header, struct slice line, struct counts_row *row,
                   struct fault *fault)
{
    struct counts_row read = { 0 };
    int64_t complaints = -1;
    int64_t distinct = -1;
    bool has_start = false;
    struct slice field;
    bool is_last = false;

    for (int place = 0; next_field(&line, &field, &is_last); place++) {
        if (place == header->series)
            read.series = field;
        else if (place == header->zone)
            read.zone = field;
        else if (place == header->start && !(has_start = read_start(field, &read.start_at)))
            return fault_set(fault, FAULT_INPUT, "'%.*s' is no moment",
                             (int)slice_cut(field, 40).length, field.bytes);
        else if ((place == header->count && !read_number(field, UINT32_MAX, &complaints)) ||
                 (place == header->distinct && !read_number(field, UINT32_MAX, &distinct)))
            return fault_set(fault, FAULT_INPUT, "'%.*s' is no count",
                             (int)slice_cut(field, 40).length, field.bytes);
    }
    if (read.series.length == 0 || !has_start || complaints < 0 ||
        (header->distinct >= 0 && distinct < 0))
        return fault_set(fault, FAULT_INPUT, "the row has fewer columns than the header");
    read.complaints = (uint32_t)complaints;
    read.distinct = distinct < 0 ? (uint32_t)complaints : (uint32_t)distinct;
    *row = read;
    return 0;
}
