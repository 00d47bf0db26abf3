/* A text in the form in which it is searched: simplified characters, lower case, no widths, no
 * glosses like 訴(sù), no invisible characters, an URL as one character. Every folded character
 * knows the bytes it was made from. */
#pragma once

#include "base/text.h"
#include "read/fold_table.h"

#include <stdint.h>

/* So many characters of a text are read: all of any record (256 KiB of Chinese are 87,000). What
 * stands behind them is not looked at, so that no text takes longer than some milliseconds. */
enum { FOLD_CHARACTERS_MOST = 131072 };

/* Zeros behind the folded bytes, so that eight may be read anywhere. */
enum { FOLD_BYTES_BEHIND = 8 };

/* Bytes of the original text. */
struct fold_origin {
    uint32_t begin;
    uint32_t end;
};

struct folded {
    struct text bytes; /* UTF-8; always valid; FOLD_BYTES_BEHIND stand behind it */
    uint32_t *codes;   /* the characters */
    uint32_t *places;  /* where each begins in `bytes`; one more than characters */
    struct fold_origin *origins; /* where each came from; one more than characters */
    size_t count;
    size_t capacity;
};

void folded_done(struct folded *folded);
static inline void folded_release(struct folded *folded)
{
    folded_done(folded);
}

/* Folds any bytes; what is no UTF-8 becomes U+FFFD. Uses the room of the text before. */
void fold_text(const struct fold_table *table, struct slice text, struct folded *folded);

/* Folds an expression: what stands behind a backslash, and ASCII but for letters, stays. */
void fold_expression(const struct fold_table *table, struct slice expression, struct text *to);

/* Which character of the folded text holds that byte. */
size_t folded_index(const struct folded *folded, size_t byte);

static inline bool fold_is_han(uint32_t code)
{
    return (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3400 && code <= 0x4DBF) ||
           (code >= 0x20000 && code <= 0x323AF) || code == 0x3007;
}

/* A folded Latin letter or digit, or an apostrophe. */
static inline bool fold_is_word(uint32_t code)
{
    static const uint64_t latin[] = {0x03FF008000000000, 0x07FFFFFE00000000}; /* 0–9 ' a–z */

    if (code < 0x80)
        return (latin[code / 64] >> code % 64 & 1) != 0;
    return (code >= 0xC0 && code < 0x2000) && code != 0xD7 && code != 0xF7;
}
