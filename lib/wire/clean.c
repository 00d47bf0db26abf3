#include "wire/clean.h"

#include "base/utf8.h"
#include "wire/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x200e || code == 0x200f ||
           (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0xfeff || code == 0x2028 || code == 0x2029;
}

static const char REPLACEMENT[] = "\xef\xbf\xbd";
static const char ELLIPSIS[] = "…";

/* The next character; a byte that is no UTF-8 is U+FFFD. */
static struct slice next_character(struct slice *from, uint32_t *code)
{
    const unsigned char *at = (const unsigned char *)from->bytes;
    unsigned length = utf8_read(at, at + from->length, code);
    struct slice one = { from->bytes, length };

    if (length == 0) {
        *code = 0xfffd;
        one = slice_of(REPLACEMENT);
        length = 1;
    }
    from->bytes += length;
    from->length -= length;
    return one;
}

static bool is_full(const struct text *to, size_t begin, size_t limit_bytes)
{
    return to->length - begin + UTF8_CHARACTER_BYTES + sizeof ELLIPSIS > limit_bytes;
}

static void trim_end(struct text *to, size_t begin)
{
    while (to->length > begin && (unsigned char)to->bytes[to->length - 1] <= ' ')
        to->bytes[--to->length] = '\0';
}

void clean_add_text(struct text *to, struct slice from, size_t limit_bytes)
{
    size_t begin = to->length;
    int line_ends = 0;

    while (from.length > 0) {
        uint32_t code = 0;
        struct slice one = next_character(&from, &code);
        if (is_full(to, begin, limit_bytes)) {
            text_add(to, ELLIPSIS);
            return;
        }
        if (code == '\r' && from.length > 0 && from.bytes[0] == '\n')
            continue;
        bool is_end = code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029;
        if (is_end) {
            line_ends++;
            if (line_ends <= 2 && to->length > begin)
                text_add_char(to, '\n');
        } else if (code == '\t' || code == ' ') {
            if (to->length > begin)
                text_add_char(to, ' ');
        } else if (!is_control(code)) {
            line_ends = 0;
            text_add_bytes(to, one.bytes, one.length);
        }
    }
    trim_end(to, begin);
}

void clean_add_line(struct text *to, struct slice from, size_t limit_bytes)
{
    size_t begin = to->length;
    bool space = false;

    while (from.length > 0) {
        uint32_t code = 0;
        struct slice one = next_character(&from, &code);
        if (is_full(to, begin, limit_bytes)) {
            text_add(to, ELLIPSIS);
            return;
        }
        if (code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0x3000) {
            space = to->length > begin;
        } else if (!is_control(code)) {
            if (space)
                text_add_char(to, ' ');
            space = false;
            text_add_bytes(to, one.bytes, one.length);
        }
    }
}

/* --- charsets --- */

static bool convert(struct text *to, const char *charset, struct slice from)
{
    iconv_t converter = iconv_open("UTF-8", charset);
    enum { ROOM_BYTES = 4096 };
    char room[ROOM_BYTES]; /* iconv goes on where it stopped, so any size will do */

    if (converter == (iconv_t)-1)
        return false;
    char *in = (char *)from.bytes; /* iconv does not write there */
    size_t left = from.length;
    while (left > 0) {
        char *out = room;
        size_t free_bytes = sizeof room;
        size_t result = iconv(converter, &in, &left, &out, &free_bytes);
        int error = errno;
        text_add_bytes(to, room, sizeof room - free_bytes);
        if (result != (size_t)-1 || error == E2BIG)
            continue;
        text_add(to, REPLACEMENT);
        if (left > 0) {
            in++;
            left--;
        }
    }
    char *out = room;
    size_t free_bytes = sizeof room;
    (void)iconv(converter, NULL, NULL, &out, &free_bytes); /* nothing more can be wrong */
    text_add_bytes(to, room, sizeof room - free_bytes);
    iconv_close(converter);
    return true;
}

bool clean_add_charset(struct text *to, const char *charset, struct slice from)
{
    bool is_auto = charset == NULL || charset[0] == '\0' || strcasecmp(charset, "auto") == 0;

    if (from.length >= 3 && memcmp(from.bytes, "\xef\xbb\xbf", 3) == 0) { /* a mark of UTF-8 */
        from.bytes += 3;
        from.length -= 3;
        charset = "utf-8";
    } else if (is_auto && from.length >= 2 &&
               (memcmp(from.bytes, "\xff\xfe", 2) == 0 || memcmp(from.bytes, "\xfe\xff", 2) == 0)) {
        charset = "utf-16";
    }
    const char *real = charset_choose(charset, from);
    if (strcasecmp(real, "utf-8") == 0) {
        text_add_bytes(to, from.bytes, from.length); /* what is wrong is found when it is cleaned */
        return true;
    }
    if (convert(to, real, from))
        return true;
    (void)clean_add_charset(to, "auto", from); /* knows that name */
    return false;
}
