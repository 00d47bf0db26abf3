#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_done(struct text *text)
{
    memory_free(text->bytes);
    *text = (struct text){ 0 };
}

void text_grow(struct text *text, size_t length)
{
    size_t needed = text->length + length + 1;
    size_t capacity = text->capacity < 64 ? 64 : text->capacity * 2;

    text->capacity = capacity < needed ? needed : capacity;
    text->bytes = memory_resize(text->bytes, text->capacity, 1);
}

void text_clear(struct text *text)
{
    text->length = 0;
    if (text->bytes != NULL)
        text->bytes[0] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_add_format(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *string = NULL;
    int length = vasprintf(&string, format, arguments);
    va_end(arguments);
    if (length < 0)
        abort(); /* out of memory, or a format of ours that is wrong */
    text_add_bytes(text, string, (size_t)length);
    free(string);
}

const char *text_string(const struct text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

char *text_take(struct text *text)
{
    char *bytes = text->bytes == NULL ? memory_copy("", 0) : text->bytes;

    *text = (struct text){ 0 };
    return bytes;
}

int slice_compare(struct slice left, struct slice right)
{
    size_t shorter = left.length < right.length ? left.length : right.length;
    int order = shorter == 0 ? 0 : memcmp(left.bytes, right.bytes, shorter);

    if (order != 0)
        return order;
    return (left.length > right.length) - (left.length < right.length);
}

struct slice slice_cut(struct slice slice, size_t limit)
{
    if (slice.length <= limit)
        return slice;
    while (limit > 0 && ((unsigned char)slice.bytes[limit] & 0xC0) == 0x80)
        limit--;
    return (struct slice){ .bytes = slice.bytes, .length = limit };
}
