#include "wire/flowed.h"

#include <string.h>

static struct slice take_line(struct slice *rest)
{
    const char *end = memchr(rest->bytes, '\n', rest->length);
    size_t length = end == NULL ? rest->length : (size_t)(end - rest->bytes);
    struct slice line = { rest->bytes, length };

    rest->bytes += length + (end != NULL);
    rest->length -= length + (end != NULL);
    if (line.length > 0 && line.bytes[line.length - 1] == '\r')
        line.length--;
    return line;
}

static size_t take_quotes(struct slice *line)
{
    size_t depth = 0;

    while (depth < line->length && line->bytes[depth] == '>')
        depth++;
    line->bytes += depth;
    line->length -= depth;
    if (line->length > 0 && line->bytes[0] == ' ') { /* stuffed */
        line->bytes++;
        line->length--;
    }
    return depth;
}

void flowed_add(struct text *to, struct slice text, bool deletes_space)
{
    size_t open_depth = 0;
    bool is_open = false;

    while (text.length > 0) {
        struct slice line = take_line(&text);
        size_t depth = take_quotes(&line);
        bool goes_on = line.length > 0 && line.bytes[line.length - 1] == ' ' &&
                       !slice_is(line, "-- "); /* above a signature */
        if (is_open && depth != open_depth)
            text_add_char(to, '\n');
        if (!is_open || depth != open_depth)
            for (size_t i = 0; i < depth; i++)
                text_add(to, i + 1 == depth ? "> " : ">");
        text_add_bytes(to, line.bytes, line.length - (goes_on && deletes_space));
        if (!goes_on)
            text_add_char(to, '\n');
        is_open = goes_on;
        open_depth = depth;
    }
}
