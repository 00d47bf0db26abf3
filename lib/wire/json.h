/* Reading JSON (RFC 8259) strictly, from bytes that anybody may have sent.
 *
 * A document becomes a small tree in the message's arena. Beyond the grammar we refuse what
 * others would read differently: bytes that are no UTF-8, NUL and lone surrogates (also when
 * escaped), a member named twice, more than JSON_DEPTH_LIMIT levels, anything behind the value.
 * Numbers keep their text, so that none is too large to be read. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { JSON_DEPTH_LIMIT = 32 };

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    bool boolean;
    struct slice name;        /* inside an object */
    struct slice text;        /* of a string: decoded; of a number: as written */
    const struct json *first; /* of an array or object */
    const struct json *next;  /* the next one in the same array or object */
    uint32_t count;
};

/* Parses one document of at most `limit` bytes; FAULT_INPUT names the offset. The tree and its
 * strings live as long as the arena. */
MUST_CHECK int json_parse(struct slice bytes, size_t limit, struct arena *arena,
                          const struct json **document, struct fault *fault);

/* The member of that name, or NULL; also NULL when `object` is NULL or no object. */
const struct json *json_find(const struct json *object, const char *name);

bool json_is_string(const struct json *value);
/* A whole number that fits; exponents and `.0` are taken. */
bool json_integer(const struct json *value, int64_t *number);
bool json_decimal(const struct json *value, double *number);

/* The text of the string member of that name, or an empty slice when it is absent or no string. */
struct slice json_string(const struct json *object, const char *name);

/* "a string", "an object" …: for sentences about what was found instead. */
const char *json_type_name(const struct json *value);
