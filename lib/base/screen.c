#include "base/screen.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>

#define DOT "\xc2\xb7"

/* First and last of each range, ascending. */
struct range {
    uint32_t first;
    uint32_t last;
};

/* Controls, marks of direction, invisible joiners, private and unassigned ends. */
static const struct range harmful[] = {
    { 0x00, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },     { 0x61c, 0x61c },
    { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfeff, 0xfeff },
    { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff },
};

static const struct range wide[] = {
    { 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x33ff },   { 0x3400, 0x4dbf },
    { 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
    { 0xfe30, 0xfe4f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f },
    { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

static const struct range combining[] = {
    { 0x300, 0x36f },   { 0x483, 0x489 },   { 0x591, 0x5bd },   { 0x610, 0x61a },
    { 0x64b, 0x65f },   { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff },
    { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

static bool is_in(uint32_t code, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    }
    return false;
}

#define IS_IN(code, ranges) is_in((code), (ranges), sizeof(ranges) / sizeof *(ranges))

void screen_add(struct text *text, struct slice outside)
{
    const unsigned char *at = (const unsigned char *)outside.bytes;
    const unsigned char *end = at + outside.length;

    while (at < end) {
        uint32_t code = 0;
        const unsigned length = utf8_read(at, end, &code);
        if (length == 0) {
            text_add(text, DOT);
            at++;
            continue;
        }
        if (code == '\n' || code == '\t')
            text_add_char(text, ' ');
        else if (IS_IN(code, harmful))
            text_add(text, DOT);
        else
            text_add_bytes(text, at, length);
        at += length;
    }
}

static size_t columns_of(uint32_t code)
{
    return IS_IN(code, combining) ? 0 : IS_IN(code, wide) ? 2 : 1;
}

size_t screen_width(struct slice text)
{
    const unsigned char *at = (const unsigned char *)text.bytes;
    const unsigned char *end = at + text.length;
    size_t columns = 0;

    while (at < end) {
        uint32_t code = 0;
        const unsigned length = utf8_read(at, end, &code);
        columns += length == 0 ? 1 : columns_of(code);
        at += length == 0 ? 1 : length;
    }
    return columns;
}

struct slice screen_cut(struct slice text, size_t columns)
{
    const unsigned char *start = (const unsigned char *)text.bytes;
    const unsigned char *at = start;
    const unsigned char *end = at + text.length;
    size_t used = 0;

    while (at < end) {
        uint32_t code = 0;
        const unsigned length = utf8_read(at, end, &code);
        const size_t more = length == 0 ? 1 : columns_of(code);
        if (used + more > columns)
            break;
        used += more;
        at += length == 0 ? 1 : length;
    }
    return (struct slice){ text.bytes, (size_t)(at - start) };
}
