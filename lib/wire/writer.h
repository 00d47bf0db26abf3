/* Writing JSON. Commas and escapes are the writer's business; bytes that are no UTF-8 come out
 * as U+FFFD, so that what we write can always be read. Members appear in the order they are
 * written. Numbers come out the same on every machine: the shortest digits that read back. */
#pragma once

#include "base/text.h"
#include "wire/json.h"

#include <stdbool.h>
#include <stdint.h>

struct writer {
    struct text *text; /* borrowed */
    bool comma;        /* something stands before the next value */
};

static inline struct writer writer_on(struct text *text)
{
    return (struct writer){ .text = text };
}

void writer_object(struct writer *writer);
void writer_object_end(struct writer *writer);
void writer_array(struct writer *writer);
void writer_array_end(struct writer *writer);
/* The name of the next value. */
void writer_name(struct writer *writer, const char *name);
void writer_name_slice(struct writer *writer, struct slice name);

void writer_string(struct writer *writer, const char *string); /* NULL writes null */
void writer_slice(struct writer *writer, struct slice string);
void writer_integer(struct writer *writer, int64_t number);
void writer_decimal(struct writer *writer, double number); /* no number or infinite: null */
void writer_bool(struct writer *writer, bool value);
void writer_null(struct writer *writer);
void writer_moment(struct writer *writer, int64_t at); /* RFC 3339; MOMENT_NEVER writes null */
void writer_hex(struct writer *writer, const void *bytes, size_t length);
/* JSON that somebody has written already. */
void writer_raw(struct writer *writer, struct slice json);
/* A tree that was read, members in their order. */
void writer_value(struct writer *writer, const struct json *value);
/* A tree with members sorted by name (bytes) and no spaces, without the top member `except`. */
void writer_canonical(struct writer *writer, const struct json *value, const char *except);

/* Name and value in one. */
void writer_member(struct writer *writer, const char *name, const char *string);
void writer_member_slice(struct writer *writer, const char *name, struct slice string);
void writer_member_integer(struct writer *writer, const char *name, int64_t number);
void writer_member_decimal(struct writer *writer, const char *name, double number);
void writer_member_bool(struct writer *writer, const char *name, bool value);
void writer_member_moment(struct writer *writer, const char *name, int64_t at);
