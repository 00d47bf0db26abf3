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
unsigned utf8_write(uint32_t code, char *to);
/* How many bytes at the start are valid; the whole length for a valid text. */
size_t utf8_valid_length(struct slice text);
bool utf8_is_valid(struct slice text);
