#include "wire/json.h"

#include "base/utf8.h"
#include "wire/json_judge.h"
#include "wire/json_scan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_BYTES = 64 };

int json_parse(struct slice bytes, size_t limit, struct arena *arena, const struct json **document,
               struct fault *fault)
{
    if (bytes.length > limit)
        return fault_set(fault, FAULT_INPUT, "%zu bytes are more than the %zu allowed",
                         bytes.length, limit);
    size_t valid = utf8_valid_length(bytes);
    if (valid != bytes.length)
        return fault_set(fault, FAULT_INPUT, "no UTF-8 at byte %zu", valid);
    if (bytes.length > 0 && json_scan(bytes, arena, document))
        return 0;
    return json_judge(bytes, arena, document, fault);
}

const struct json *json_find(const struct json *object, const char *name)
{
    if (object == NULL || object->type != JSON_OBJECT)
        return NULL;

    size_t length = strlen(name);
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        if (member->name.length == length && memcmp(member->name.bytes, name, length) == 0)
            return member;
    }
    return NULL;
}

bool json_is_string(const struct json *value)
{
    return value != NULL && value->type == JSON_STRING;
}

bool json_decimal(const struct json *value, double *number)
{
    char digits[NUMBER_BYTES]; /* longer ones have more digits than a double can tell apart */

    if (value == NULL || value->type != JSON_NUMBER || value->text.length >= sizeof digits)
        return false;
    memcpy(digits, value->text.bytes, value->text.length);
    digits[value->text.length] = '\0';
    double parsed = strtod(digits, NULL); /* the locale is always "C": nobody calls setlocale() */
    if (!isfinite(parsed))
        return false;
    *number = parsed;
    return true;
}

bool json_integer(const struct json *value, int64_t *number)
{
    double decimal = 0;

    if (!json_decimal(value, &decimal))
        return false;

    OWNED(string) char *digits = memory_copy(value->text.bytes, value->text.length);
    char *end = NULL;
    errno = 0;
    long long whole = strtoll(digits, &end, 10);
    if (*end == '\0') {
        if (errno != 0)
            return false;
        *number = whole;
        return true;
    }
    if (decimal != floor(decimal) || fabs(decimal) > 9007199254740992.0)
        return false;
    *number = (int64_t)decimal;
    return true;
}

struct slice json_string(const struct json *object, const char *name)
{
    const struct json *member = json_find(object, name);

    return json_is_string(member) ? member->text : SLICE("");
}

const char *json_type_name(const struct json *value)
{
    static const char *const NAMES[] = {
        [JSON_NULL] = "null",       [JSON_BOOL] = "a truth value", [JSON_NUMBER] = "a number",
        [JSON_STRING] = "a string", [JSON_ARRAY] = "an array",     [JSON_OBJECT] = "an object",
    };

    return value == NULL ? "nothing" : NAMES[value->type];
}
