#include "wire/json_mend.h"

#include "base/utf8.h"
#include "wire/charset.h"
#include "wire/clean.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { ESCAPE_BYTES = 6, DIGITS = 4 };

/* A document on its way: what was not changed is copied in pieces. */
struct mending {
    struct slice from;
    size_t copied; /* so much of it was */
    struct text to;
};

/* Puts the word in the place of `length` bytes. */
static size_t put(struct mending *mending, size_t at, size_t length, const char *word)
{
    text_add_bytes(&mending->to, mending->from.bytes + mending->copied, at - mending->copied);
    text_add(&mending->to, word);
    mending->copied = at + length;
    return length;
}

/* The unit of "\uXXXX" there; false when there is none. */
static bool read_unit(struct slice from, size_t at, unsigned *unit)
{
    if (at + ESCAPE_BYTES > from.length || from.bytes[at] != '\\' || from.bytes[at + 1] != 'u')
        return false;
    *unit = 0;
    for (size_t i = at + 2; i < at + 2 + DIGITS; i++) {
        char digit = from.bytes[i];
        if (digit >= '0' && digit <= '9')
            *unit = *unit * 16 + (unsigned)(digit - '0');
        else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
            *unit = *unit * 16 + (unsigned)((digit | 0x20) - 'a' + 10);
        else
            return false;
    }
    return true;
}

static size_t mend_escape(struct mending *mending, size_t at)
{
    unsigned unit = 0;
    unsigned second = 0;

    if (!read_unit(mending->from, at, &unit)) { /* "\n", or what the parser will refuse */
        unsigned char next = at + 1 < mending->from.length
                                 ? (unsigned char)mending->from.bytes[at + 1]
                                 : ' ';
        return next >= ' ' && next < 0x80 ? 2 : 1;
    }
    bool is_half = unit >= 0xd800 && unit <= 0xdfff;
    if (is_half && unit < 0xdc00 && read_unit(mending->from, at + ESCAPE_BYTES, &second) &&
        second >= 0xdc00 && second <= 0xdfff)
        return 2 * (size_t)ESCAPE_BYTES;
    return is_half || unit == 0 ? put(mending, at, ESCAPE_BYTES, "\\ufffd") : ESCAPE_BYTES;
}

static size_t mend_byte(struct mending *mending, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)mending->from.bytes;
    uint32_t code = 0;

    if (bytes[at] == '\n')
        return put(mending, at, 1, "\\n");
    if (bytes[at] < ' ')
        return put(mending, at, 1, " ");
    if (bytes[at] < 0x80)
        return 1;
    unsigned length = utf8_read(bytes + at, bytes + mending->from.length, &code);
    return length == 0 ? put(mending, at, 1, "\xef\xbf\xbd") : length;
}

static void mend_strings(struct mending *mending)
{
    bool is_inside = false;

    for (size_t at = 0; at < mending->from.length;) {
        char byte = mending->from.bytes[at];
        if (byte == '"')
            is_inside = !is_inside;
        if (!is_inside || byte == '"')
            at++;
        else
            at += byte == '\\' ? mend_escape(mending, at) : mend_byte(mending, at);
    }
}

static struct slice finish(struct mending *mending, struct arena *arena)
{
    if (mending->copied > 0) {
        (void)put(mending, mending->from.length, 0, "");
        mending->from = (struct slice){
            arena_copy(arena, text_string(&mending->to), mending->to.length), mending->to.length};
    }
    text_done(&mending->to);
    return mending->from;
}

struct slice json_mend(struct slice document, struct arena *arena)
{
    OWNED(text) struct text utf8 = {0};
    struct mending mending = {.from = document};

    if (strcasecmp(charset_choose("utf-8", document), "utf-8") != 0) {
        (void)clean_add_charset(&utf8, "utf-8", document); /* knows that name */
        mending.from =
            (struct slice){arena_copy(arena, text_string(&utf8), utf8.length), utf8.length};
    }
    mend_strings(&mending);
    return finish(&mending, arena);
}
