/* A text that grows. It always ends in a NUL that its length does not count,
 * and may hold any bytes. There are no fixed text buffers in this program. */
#pragma once

#include "base/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text {
    char *bytes; /* NULL until something was added */
    size_t length;
    size_t capacity;
};

void text_done(struct text *text);
static inline void text_release(struct text *text)
{
    text_done(text);
}

/* Empties the text and keeps its memory. */
void text_clear(struct text *text);
void text_add(struct text *text, const char *string);
void text_add_format(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
/* Makes room for `length` more bytes behind the end, and for the NUL. */
void text_grow(struct text *text, size_t length);

/* The same, and returns where they go. */
static inline char *text_reserve(struct text *text, size_t length)
{
    if (text->capacity - text->length <= length)
        text_grow(text, length);
    return text->bytes + text->length;
}

static inline void text_add_bytes(struct text *text, const void *bytes, size_t length)
{
    char *end = text_reserve(text, length);

    if (length > 0)
        memcpy(end, bytes, length);
    end[length] = '\0';
    text->length += length;
}

static inline void text_add_char(struct text *text, char byte)
{
    char *end = text_reserve(text, 1);

    end[0] = byte;
    end[1] = '\0';
    text->length++;
}

/* The content as a C string, "" when empty; borrowed until the next change. */
const char *text_string(const struct text *text);
/* The content as a string of its own; the text is empty afterwards. */
char *text_take(struct text *text);

/* A piece of text that somebody else owns. */
struct slice {
    const char *bytes;
    size_t length;
};

#define SLICE(literal) ((struct slice){ .bytes = (literal), .length = sizeof(literal) - 1 })

static inline struct slice slice_of(const char *string)
{
    struct slice slice = { string, strlen(string) }; /* C++ reads this header as well */

    return slice;
}

static inline bool slice_equals(struct slice left, struct slice right)
{
    return left.length == right.length &&
           (left.length == 0 || memcmp(left.bytes, right.bytes, left.length) == 0);
}

static inline bool slice_is(struct slice slice, const char *string)
{
    return slice_equals(slice, slice_of(string));
}

/* The content of the text; borrowed until its next change. */
static inline struct slice text_slice(const struct text *text)
{
    struct slice slice = { text->bytes == NULL ? "" : text->bytes, text->length };

    return slice;
}

/* Order by bytes, a shorter one before a longer one that starts with it: <0, 0, >0. */
int slice_compare(struct slice left, struct slice right);
/* Cuts to at most `limit` bytes without splitting a UTF-8 character. */
struct slice slice_cut(struct slice slice, size_t limit);
