/* Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. A NUL is a character
 * like any other; whoever refuses it says so. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { UTF8_CHARACTER_BYTES = 4 };

/* The number of bytes of the character that starts at `at` (before `end`), which goes to `*code`;
 * 0 when no valid character starts there. */
unsigned utf8_read(const unsigned char *at, const unsigned char *end, uint32_t *code);
/* Writes the character, at most UTF8_CHARACTER_BYTES bytes, and returns their number. */
static inline unsigned utf8_write(uint32_t code, char *to)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xC0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xE0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3F));
        to[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3F));
    to[2] = (char)(0x80 | (code >> 6 & 0x3F));
    to[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}
/* How many bytes at the start are valid; the whole length for a valid text. */
size_t utf8_valid_length(struct slice text);
bool utf8_is_valid(struct slice text);
