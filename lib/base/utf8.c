#include "base/utf8.h"

#include <endian.h>
#include <string.h>

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

static unsigned read_three(const unsigned char *at, uint32_t *code)
{
    uint32_t read =
        ((uint32_t)at[0] & 0x0F) << 12 | ((uint32_t)at[1] & 0x3F) << 6 | ((uint32_t)at[2] & 0x3F);

    if (!is_continuation(at[1]) || !is_continuation(at[2]))
        return 0;
    if (read < 0x800 || (read >= 0xD800 && read <= 0xDFFF))
        return 0;
    *code = read;
    return 3;
}

static unsigned read_four(const unsigned char *at, uint32_t *code)
{
    uint32_t read = ((uint32_t)at[0] & 0x07) << 18 | ((uint32_t)at[1] & 0x3F) << 12 |
                    ((uint32_t)at[2] & 0x3F) << 6 | ((uint32_t)at[3] & 0x3F);

    if (!is_continuation(at[1]) || !is_continuation(at[2]) || !is_continuation(at[3]))
        return 0;
    if (read < 0x10000 || read > 0x10FFFF)
        return 0;
    *code = read;
    return 4;
}

unsigned utf8_read(const unsigned char *at, const unsigned char *end, uint32_t *code)
{
    size_t left = (size_t)(end - at);

    if (left == 0)
        return 0;
    if (at[0] < 0x80) {
        *code = at[0];
        return 1;
    }
    if (at[0] >= 0xC2 && at[0] < 0xE0) {
        if (left < 2 || !is_continuation(at[1]))
            return 0;
        *code = ((uint32_t)at[0] & 0x1F) << 6 | ((uint32_t)at[1] & 0x3F);
        return 2;
    }
    if (at[0] >= 0xE0 && at[0] < 0xF0)
        return left < 3 ? 0 : read_three(at, code);
    if (at[0] >= 0xF0 && at[0] < 0xF5)
        return left < 4 ? 0 : read_four(at, code);
    return 0;
}

/* A character of three bytes, as nearly all of Chinese, whose first byte alone excludes the overlong
 * ones and the surrogates: judged without taking it apart. The four bytes have the first as least. */
static bool is_plain_three(uint32_t four)
{
    unsigned first = four & 0xFF;

    return (four & 0xC0C0F0) == 0x8080E0 && first != 0xE0 && first != 0xED;
}

size_t utf8_valid_length(struct slice text)
{
    const unsigned char *start = (const unsigned char *)text.bytes;
    const unsigned char *end = start + text.length;
    const unsigned char *at = start;

    while (at < end) {
        uint64_t eight;
        uint32_t code;
        unsigned length;

        if (end - at >= 8) {
            memcpy(&eight, at, 8);
            if ((eight & 0x8080808080808080u) == 0) {
                at += 8;
                continue;
            }
            if (is_plain_three((uint32_t)le64toh(eight))) {
                at += 3;
                continue;
            }
        }
        length = utf8_read(at, end, &code);
        if (length == 0)
            break;
        at += length;
    }
    return (size_t)(at - start);
}

bool utf8_is_valid(struct slice text)
{
    return utf8_valid_length(text) == text.length;
}
