#include "wire/json_scan.h"

#include <endian.h>
#include <string.h>

/* How many bytes are looked at together; as many zeros stand behind the copy that is read. */
enum { STEP_BYTES = sizeof(uint64_t) };
/* Objects with more members are no records of ours, and comparing each pair would take long. */
enum { MEMBERS_MOST = 48 };

/* The copy is changed while it is read: a NUL takes the place of each closing quote. */
struct scan {
    char *at;
    struct arena *arena;
    int depth;
};

static bool read_value(struct scan *scan, struct json *value);

/* The lowest bit that is set belongs to the first of eight bytes, the first being the least, that is
 * a quote, a backslash or below 0x20: a byte whose subtraction borrows, see Sean Eron Anderson's "Bit
 * Twiddling Hacks". Bits above it say nothing. */
static uint64_t string_ends(uint64_t eight)
{
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t quotes = eight ^ ones * '"';
    uint64_t backslashes = eight ^ ones * '\\';

    return (((eight - ones * 0x20) & ~eight) | ((quotes - ones) & ~quotes) |
            ((backslashes - ones) & ~backslashes)) & highs;
}

/* The first byte that cannot be in a plain string. The zeros behind the copy end the search. */
static char *string_end(char *at)
{
    for (;; at += STEP_BYTES) {
        uint64_t eight;
        memcpy(&eight, at, sizeof eight);
        uint64_t ends = string_ends(le64toh(eight));
        if (ends != 0)
            return at + __builtin_ctzll(ends) / 8;
    }
}

static bool read_string(struct scan *scan, struct slice *string)
{
    char *begin = scan->at + 1;
    char *end = string_end(begin);

    if (*end != '"')
        return false;
    *end = '\0';
    *string = (struct slice){ begin, (size_t)(end - begin) };
    scan->at = end + 1;
    return true;
}

static void skip_spaces(struct scan *scan)
{
    while (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t')
        scan->at++;
}

static bool take(struct scan *scan, char byte)
{
    if (*scan->at != byte)
        return false;
    scan->at++;
    return true;
}

static bool read_digits(struct scan *scan)
{
    const char *begin = scan->at;

    while (*scan->at >= '0' && *scan->at <= '9')
        scan->at++;
    return scan->at > begin;
}

static bool read_number(struct scan *scan, struct slice *number)
{
    const char *begin = scan->at;

    (void)take(scan, '-'); /* or not */
    if (!take(scan, '0') && !read_digits(scan))
        return false;
    if (take(scan, '.') && !read_digits(scan))
        return false;
    if (take(scan, 'e') || take(scan, 'E')) {
        if (!take(scan, '+'))
            (void)take(scan, '-'); /* or neither */
        if (!read_digits(scan))
            return false;
    }
    *number = (struct slice){ begin, (size_t)(scan->at - begin) };
    return true;
}

static bool read_word(struct scan *scan, struct slice word)
{
    if (strncmp(scan->at, word.bytes, word.length) != 0)
        return false;
    scan->at += word.length;
    return true;
}

static bool is_repeated(const struct json *object, struct slice name)
{
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        if (member->name.length == name.length && slice_equals(member->name, name))
            return true;
    }
    return false;
}

static bool read_member(struct scan *scan, const struct json *object, struct json *value)
{
    skip_spaces(scan);
    if (*scan->at != '"' || !read_string(scan, &value->name))
        return false;
    if (object->count == MEMBERS_MOST || is_repeated(object, value->name))
        return false;
    skip_spaces(scan);
    return take(scan, ':') && read_value(scan, value);
}

/* The children of an array or object up to its end. */
static bool read_children(struct scan *scan, struct json *around, char end)
{
    const struct json **link = &around->first;

    scan->at++;
    skip_spaces(scan);
    if (take(scan, end))
        return true;
    do {
        struct json *child = arena_take(scan->arena, sizeof *child);
        if (!(around->type == JSON_OBJECT ? read_member(scan, around, child)
                                          : read_value(scan, child)))
            return false;
        *link = child;
        link = &child->next;
        around->count++;
        skip_spaces(scan);
    } while (take(scan, ','));
    return take(scan, end);
}

static bool read_around(struct scan *scan, struct json *value, char end)
{
    if (scan->depth == JSON_DEPTH_LIMIT)
        return false;
    scan->depth++;
    bool whole = read_children(scan, value, end);
    scan->depth--;
    return whole;
}

static bool read_value(struct scan *scan, struct json *value)
{
    skip_spaces(scan);
    switch (*scan->at) {
    case '"':
        value->type = JSON_STRING;
        return read_string(scan, &value->text);
    case '{':
        value->type = JSON_OBJECT;
        return read_around(scan, value, '}');
    case '[':
        value->type = JSON_ARRAY;
        return read_around(scan, value, ']');
    case 't':
        value->type = JSON_BOOL;
        value->boolean = true;
        return read_word(scan, SLICE("true"));
    case 'f':
        value->type = JSON_BOOL;
        return read_word(scan, SLICE("false"));
    case 'n':
        value->type = JSON_NULL;
        return read_word(scan, SLICE("null"));
    default:
        value->type = JSON_NUMBER;
        return read_number(scan, &value->text);
    }
}

bool json_scan(struct slice bytes, struct arena *arena, const struct json **document)
{
    char *copy = arena_room(arena, bytes.length + STEP_BYTES);
    struct json *value = arena_take(arena, sizeof *value);
    struct scan scan = { .at = copy, .arena = arena };

    memcpy(copy, bytes.bytes, bytes.length);
    memset(copy + bytes.length, 0, STEP_BYTES);
    if (!read_value(&scan, value))
        return false;
    skip_spaces(&scan);
    if (scan.at != copy + bytes.length)
        return false;
    *document = value;
    return true;
}
