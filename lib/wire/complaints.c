#include "wire/complaints.h"

#include <string.h>

enum { DIGITS_LIMIT = 9 };

static bool starts_with(struct slice rest, char character)
{
    return rest.length > 0 && rest.bytes[0] == character;
}

static void skip(struct slice *rest, size_t length)
{
    rest->bytes += length;
    rest->length -= length;
}

/* ":12" at the start of the rest; false leaves it as it is. */
static bool take_number(struct slice *rest, int64_t *number)
{
    size_t end = 1;
    int64_t found = 0;

    if (!starts_with(*rest, ':'))
        return false;
    for (; end < rest->length && end <= DIGITS_LIMIT; end++) {
        const char digit = rest->bytes[end];
        if (digit < '0' || digit > '9')
            break;
        found = found * 10 + (digit - '0');
    }
    if (end == 1)
        return false;
    skip(rest, end);
    *number = found;
    return true;
}

/* "file:line:column: sentence", "file:line: sentence", or a sentence of no place. */
static void write_line(struct writer *writer, struct slice line)
{
    const char *colon = line.length == 0 ? NULL : memchr(line.bytes, ':', line.length);
    const size_t length = colon == NULL ? 0 : (size_t)(colon - line.bytes);
    struct slice rest = { line.bytes + length, line.length - length };
    int64_t number = 0;

    writer_object(writer);
    if (length > 0 && take_number(&rest, &number)) {
        writer_member_slice(writer, "file", (struct slice){ line.bytes, length });
        writer_member_integer(writer, "line", number);
        if (take_number(&rest, &number))
            writer_member_integer(writer, "column", number);
        while (starts_with(rest, ':') || starts_with(rest, ' '))
            skip(&rest, 1);
    } else {
        rest = line;
    }
    writer_member_slice(writer, "sentence", rest);
    writer_object_end(writer);
}

void complaints_write(struct writer *writer, const struct complaints *complaints)
{
    struct slice rest = { text_string(&complaints->text), complaints->text.length };

    writer_array(writer);
    while (rest.length > 0) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        const size_t length = end == NULL ? rest.length : (size_t)(end - rest.bytes);
        write_line(writer, (struct slice){ rest.bytes, length });
        skip(&rest, end == NULL ? length : length + 1);
    }
    writer_array_end(writer);
}
