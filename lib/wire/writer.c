#include "wire/writer.h"

#include "base/digest.h"
#include "base/moment.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct slice REPLACEMENT = { "\xEF\xBF\xBD", 3 };

static void before_value(struct writer *writer)
{
    if (writer->comma)
        text_add_char(writer->text, ',');
    writer->comma = true;
}

void writer_object(struct writer *writer)
{
    before_value(writer);
    text_add_char(writer->text, '{');
    writer->comma = false;
}

void writer_object_end(struct writer *writer)
{
    text_add_char(writer->text, '}');
    writer->comma = true;
}

void writer_array(struct writer *writer)
{
    before_value(writer);
    text_add_char(writer->text, '[');
    writer->comma = false;
}

void writer_array_end(struct writer *writer)
{
    text_add_char(writer->text, ']');
    writer->comma = true;
}

static void add_escape(struct text *text, unsigned char byte)
{
    switch (byte) {
    case '"':
        text_add(text, "\\\"");
        return;
    case '\\':
        text_add(text, "\\\\");
        return;
    case '\n':
        text_add(text, "\\n");
        return;
    case '\r':
        text_add(text, "\\r");
        return;
    case '\t':
        text_add(text, "\\t");
        return;
    default:
        text_add_format(text, "\\u%04x", byte);
    }
}

static bool needs_escape(unsigned char byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7F;
}

/* Adds valid UTF-8, piece by piece between the bytes that need an escape. */
static void add_valid(struct text *text, struct slice string)
{
    size_t from = 0;

    for (size_t i = 0; i < string.length; i++) {
        if (!needs_escape((unsigned char)string.bytes[i]))
            continue;
        text_add_bytes(text, string.bytes + from, i - from);
        add_escape(text, (unsigned char)string.bytes[i]);
        from = i + 1;
    }
    text_add_bytes(text, string.bytes + from, string.length - from);
}

/* ASCII that needs no escape, as nearly everything is: looked at eight bytes at a time. */
static bool is_plain(struct slice string)
{
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    size_t i = 0;

    for (; i + 8 <= string.length; i += 8) {
        uint64_t eight;
        memcpy(&eight, string.bytes + i, sizeof eight);
        uint64_t quotes = eight ^ ones * '"', backslashes = eight ^ ones * '\\';
        uint64_t deletes = eight ^ ones * 0x7F;
        if ((eight | (eight - ones * 0x20) | (quotes - ones) | (backslashes - ones) |
             (deletes - ones)) & highs)
            return false;
    }
    for (; i < string.length; i++) {
        unsigned char byte = (unsigned char)string.bytes[i];
        if (needs_escape(byte) || byte >= 0x80)
            return false;
    }
    return true;
}

static void add_plain(struct text *text, struct slice string)
{
    char *end = text_reserve(text, string.length + 2);

    end[0] = '"';
    if (string.length > 0)
        memcpy(end + 1, string.bytes, string.length);
    end[string.length + 1] = '"';
    end[string.length + 2] = '\0';
    text->length += string.length + 2;
}

static void add_quoted(struct text *text, struct slice string)
{
    if (is_plain(string)) {
        add_plain(text, string);
        return;
    }
    text_add_char(text, '"');
    for (;;) {
        size_t valid = utf8_valid_length(string);
        add_valid(text, (struct slice){ string.bytes, valid });
        if (valid == string.length)
            break;
        text_add_bytes(text, REPLACEMENT.bytes, REPLACEMENT.length);
        string.bytes += valid + 1;
        string.length -= valid + 1;
    }
    text_add_char(text, '"');
}

void writer_name_slice(struct writer *writer, struct slice name)
{
    before_value(writer);
    add_quoted(writer->text, name);
    text_add_char(writer->text, ':');
    writer->comma = false;
}

void writer_name(struct writer *writer, const char *name)
{
    writer_name_slice(writer, slice_of(name));
}

void writer_slice(struct writer *writer, struct slice string)
{
    before_value(writer);
    add_quoted(writer->text, string);
}

void writer_string(struct writer *writer, const char *string)
{
    if (string == NULL)
        writer_null(writer);
    else
        writer_slice(writer, slice_of(string));
}

void writer_integer(struct writer *writer, int64_t number)
{
    char digits[24]; /* a sign and 19 digits */
    char *end = digits + sizeof digits, *begin = end;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

    do {
        *--begin = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        *--begin = '-';
    before_value(writer);
    text_add_bytes(writer->text, begin, (size_t)(end - begin));
}

/* Is it written by its digits alone? Half of our decimals are counts, and printf() takes long. */
static bool is_whole(double number)
{
    return fabs(number) < 1e15 && number == (double)(int64_t)number &&
           (number != 0 || !signbit(number));
}

void writer_decimal(struct writer *writer, double number)
{
    if (!isfinite(number)) {
        writer_null(writer);
        return;
    }
    if (is_whole(number)) {
        writer_integer(writer, (int64_t)number);
        return;
    }
    char digits[32]; /* sign, 17 digits, point and exponent take at most 24 */
    for (int precision = 15; precision <= 17; precision++) {
        (void)snprintf(digits, sizeof digits, "%.*g", precision, number); /* fits */
        if (strtod(digits, NULL) == number)
            break;
    }
    before_value(writer);
    text_add(writer->text, digits);
}

void writer_bool(struct writer *writer, bool value)
{
    before_value(writer);
    text_add(writer->text, value ? "true" : "false");
}

void writer_null(struct writer *writer)
{
    before_value(writer);
    text_add(writer->text, "null");
}

void writer_moment(struct writer *writer, int64_t at)
{
    if (at == MOMENT_NEVER) {
        writer_null(writer);
        return;
    }
    before_value(writer);
    text_add_char(writer->text, '"');
    moment_add(writer->text, at);
    text_add_char(writer->text, '"');
}

void writer_hex(struct writer *writer, const void *bytes, size_t length)
{
    before_value(writer);
    text_add_char(writer->text, '"');
    text_add_hex(writer->text, bytes, length);
    text_add_char(writer->text, '"');
}

void writer_raw(struct writer *writer, struct slice json)
{
    before_value(writer);
    text_add_bytes(writer->text, json.bytes, json.length);
}

static int by_name(const void *left, const void *right)
{
    return slice_compare((*(const struct json *const *)left)->name,
                         (*(const struct json *const *)right)->name);
}

static void write_sorted(struct writer *writer, const struct json *object, const char *except)
{
    OWNED(memory) void *memory = memory_array(object->count, sizeof(struct json *));
    const struct json **members = memory;
    size_t count = 0;

    for (const struct json *member = object->first; member != NULL; member = member->next)
        members[count++] = member;
    qsort(members, count, sizeof *members, by_name);
    for (size_t i = 0; i < count; i++) {
        if (except != NULL && slice_is(members[i]->name, except))
            continue;
        writer_name_slice(writer, members[i]->name);
        writer_canonical(writer, members[i], NULL);
    }
}

void writer_canonical(struct writer *writer, const struct json *value, const char *except)
{
    switch (value->type) {
    case JSON_NULL:
        writer_null(writer);
        return;
    case JSON_BOOL:
        writer_bool(writer, value->boolean);
        return;
    case JSON_NUMBER:
        writer_raw(writer, value->text);
        return;
    case JSON_STRING:
        writer_slice(writer, value->text);
        return;
    case JSON_ARRAY:
        writer_array(writer);
        for (const struct json *item = value->first; item != NULL; item = item->next)
            writer_canonical(writer, item, NULL);
        writer_array_end(writer);
        return;
    case JSON_OBJECT:
        writer_object(writer);
        write_sorted(writer, value, except);
        writer_object_end(writer);
        return;
    }
}

void writer_value(struct writer *writer, const struct json *value)
{
    if (value->type == JSON_OBJECT) {
        writer_object(writer);
        for (const struct json *member = value->first; member != NULL; member = member->next) {
            writer_name_slice(writer, member->name);
            writer_value(writer, member);
        }
        writer_object_end(writer);
    } else if (value->type == JSON_ARRAY) {
        writer_array(writer);
        for (const struct json *item = value->first; item != NULL; item = item->next)
            writer_value(writer, item);
        writer_array_end(writer);
    } else {
        writer_canonical(writer, value, NULL);
    }
}

void writer_member(struct writer *writer, const char *name, const char *string)
{
    writer_name(writer, name);
    writer_string(writer, string);
}

void writer_member_slice(struct writer *writer, const char *name, struct slice string)
{
    writer_name(writer, name);
    writer_slice(writer, string);
}

void writer_member_integer(struct writer *writer, const char *name, int64_t number)
{
    writer_name(writer, name);
    writer_integer(writer, number);
}

void writer_member_decimal(struct writer *writer, const char *name, double number)
{
    writer_name(writer, name);
    writer_decimal(writer, number);
}

void writer_member_bool(struct writer *writer, const char *name, bool value)
{
    writer_name(writer, name);
    writer_bool(writer, value);
}

void writer_member_moment(struct writer *writer, const char *name, int64_t at)
{
    writer_name(writer, name);
    writer_moment(writer, at);
}
