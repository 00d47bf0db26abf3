#include "story/line.h"

#include "base/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static void skip_spaces(struct line *line)
{
    while (line->rest.length > 0 && is_space(line->rest.bytes[0])) {
        line->rest.bytes++;
        line->rest.length--;
    }
}

struct line line_of(struct slice text)
{
    struct line line = { text };

    skip_spaces(&line);
    while (line.rest.length > 0 && is_space(line.rest.bytes[line.rest.length - 1]))
        line.rest.length--;
    return line;
}

static void drop(struct line *line, size_t length)
{
    line->rest.bytes += length;
    line->rest.length -= length;
}

/* A word in marks: its length with them, or 0. */
static size_t marked(const struct line *line, const char *open, const char *close,
                     struct slice *word)
{
    size_t before = strlen(open);
    size_t behind = strlen(close);

    if (line->rest.length < before || memcmp(line->rest.bytes, open, before) != 0)
        return 0;
    const char *end = memmem(line->rest.bytes + before, line->rest.length - before, close, behind);
    if (end == NULL)
        return 0;
    *word = (struct slice){ line->rest.bytes + before,
                            (size_t)(end - line->rest.bytes) - before };
    return before + word->length + behind;
}

struct slice line_next(struct line *line)
{
    struct slice word = { line->rest.bytes, 0 };
    size_t length = marked(line, "「", "」", &word);

    if (length == 0)
        length = marked(line, "\"", "\"", &word);
    if (length == 0) {
        while (length < line->rest.length && !is_space(line->rest.bytes[length]))
            length++;
        word = (struct slice){ line->rest.bytes, length };
    }
    drop(line, length);
    skip_spaces(line);
    return word;
}

bool line_take(struct line *line, const char *word)
{
    struct line ahead = *line;

    if (!slice_is(line_next(&ahead), word))
        return false;
    *line = ahead;
    return true;
}

struct slice line_rest(struct line *line)
{
    struct slice rest = line->rest;

    line->rest.length = 0;
    return rest;
}

bool line_is_done(const struct line *line)
{
    return line->rest.length == 0;
}

bool line_number(struct slice word, int64_t *number)
{
    OWNED(string) char *string = memory_copy(word.bytes, word.length);
    char *end = NULL;

    if (word.length == 0)
        return false;
    *number = strtoll(string, &end, 10);
    return *end == '\0';
}

/* "1d2h30min" behind the plus. */
static bool length_read(struct slice word, int64_t *length_ms)
{
    static const struct {
        const char *unit;
        int64_t milliseconds;
    } UNITS[] = {
        { "d", DAY_MS }, { "h", HOUR_MS }, { "min", MINUTE_MS }, { "s", SECOND_MS },
    };
    OWNED(string) char *string = memory_copy(word.bytes, word.length);
    char *at = string;

    *length_ms = 0;
    while (*at != '\0') {
        char *unit = NULL;
        long long number = strtoll(at, &unit, 10);
        size_t which = 0;
        if (unit == at)
            return false;
        while (which < 4 && strncmp(unit, UNITS[which].unit, strlen(UNITS[which].unit)) != 0)
            which++;
        if (which == 4)
            return false;
        *length_ms += number * UNITS[which].milliseconds;
        at = unit + strlen(UNITS[which].unit);
    }
    return word.length > 0;
}

bool line_time(struct line *line, int64_t day_at, int64_t now, int64_t *at)
{
    struct line ahead = *line;
    int64_t day = (now - day_at) / DAY_MS + 1;
    int64_t length_ms = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;

    if (line_take(&ahead, "day") && !line_number(line_next(&ahead), &day))
        return false;
    struct slice word = line_next(&ahead);
    if (word.length > 1 && word.bytes[0] == '+') {
        if (!length_read((struct slice){ word.bytes + 1, word.length - 1 }, &length_ms))
            return false;
        *at = now + length_ms;
        *line = ahead;
        return true;
    }
    OWNED(string) char *string = memory_copy(word.bytes, word.length);
    if (sscanf(string, "%2d:%2d:%2d", &hour, &minute, &second) < 2)
        return false;
    *at = day_at + (day - 1) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
    *line = ahead;
    return true;
}
