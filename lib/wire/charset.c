#include "wire/charset.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char UTF_8[] = "UTF-8";
static const char CHINESE[] = "GB18030";
static const char TAIWANESE[] = "BIG5-HKSCS";

enum {
    WRONG_WEIGHT = 4,        /* what cannot be weighs so many common characters */
    WRONG_SHARE = 8,         /* of UTF-8, one in so many characters may be broken */
    CHARACTERS_SURE = 3,     /* so many are no accident */
    RUN_LEAST_BYTES = 4,     /* no European word has so many accents in a row */
};

static bool is_between(unsigned char byte, unsigned least, unsigned most)
{
    return byte >= least && byte <= most;
}

/* Of two bytes: how much they speak for GB18030. Level one of GB 2312 and its punctuation are common. */
static int weigh_chinese(unsigned char lead, unsigned char trail)
{
    if (!is_between(trail, 0x40, 0xfe) || trail == 0x7f || lead == 0xff || lead == 0x80)
        return -WRONG_WEIGHT;
    return trail >= 0xa1 && (is_between(lead, 0xb0, 0xd7) || lead == 0xa1 || lead == 0xa3);
}

/* The same for Big5: level one and the first row of punctuation. */
static int weigh_taiwanese(unsigned char lead, unsigned char trail)
{
    bool is_possible = is_between(lead, 0x87, 0xfe) &&
                       (is_between(trail, 0x40, 0x7e) || is_between(trail, 0xa1, 0xfe));

    return !is_possible ? -WRONG_WEIGHT : is_between(lead, 0xa4, 0xc6) || lead == 0xa1;
}

static const char *guess_double(struct slice bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.bytes;
    const unsigned char *end = at + bytes.length;
    int64_t chinese = 0;
    int64_t taiwanese = 0;

    while (at + 1 < end) {
        if (*at < 0x80) {
            at++;
        } else if (end - at >= 4 && is_between(at[1], '0', '9') && is_between(at[2], 0x81, 0xfe) &&
                   is_between(at[3], '0', '9')) { /* four bytes of GB18030 */
            chinese++;
            taiwanese -= WRONG_WEIGHT;
            at += 4;
        } else {
            chinese += weigh_chinese(at[0], at[1]);
            taiwanese += weigh_taiwanese(at[0], at[1]);
            at += 2;
        }
    }
    return taiwanese > chinese ? TAIWANESE : CHINESE;
}

/* --- with a name --- */

/* Characters of several bytes, and bytes that are none. */
struct shape {
    size_t characters;
    size_t wrong;
    size_t in_runs; /* bytes over 0x7f with enough others beside them */
};

static struct shape shape_of(struct slice bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.bytes;
    const unsigned char *end = at + bytes.length;
    struct shape shape = { 0 };
    size_t run = 0;

    for (const unsigned char *byte = at; byte <= end; byte++) {
        if (byte < end && *byte >= 0x80) {
            run++;
            continue;
        }
        shape.in_runs += run >= RUN_LEAST_BYTES ? run : 0;
        run = 0;
    }
    while (at < end) {
        uint32_t code = 0;
        unsigned length = utf8_read(at, end, &code);
        shape.characters += length > 1;
        shape.wrong += length == 0;
        at += length == 0 ? 1 : length;
    }
    return shape;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

const char *charset_guess(struct slice bytes)
{
    const struct shape shape = shape_of(bytes);
    /* A text may be cut inside a character. */
    bool is_utf8 = shape.wrong == 0 || (shape.characters >= CHARACTERS_SURE &&
                                        shape.wrong * WRONG_SHARE <= shape.characters);

    return is_utf8 ? UTF_8 : guess_double(bytes);
}

const char *charset_choose(const char *name, struct slice bytes)
{
    static const char *const chinese[] = { "gb2312", "gbk",     "gb_2312-80", "x-gbk", "cp936",
                                           "euc-cn", "gb18030", "gb-2312",    NULL };
    static const char *const utf8[] = { "utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit",
                                        "8bit",  NULL };
    static const char *const european[] = { "iso-8859-1", "latin1",       "iso-8859-15",
                                            "cp1252",     "windows-1252", NULL };

    if (name == NULL || name[0] == '\0' || strcasecmp(name, "auto") == 0)
        return charset_guess(bytes);
    if (strcasecmp(name, "hz-gb-2312") == 0)
        return "HZ";
    const struct shape shape = shape_of(bytes);
    bool is_utf8 = shape.wrong == 0 && shape.characters >= CHARACTERS_SURE;
    if (is_one_of(name, utf8))
        return shape.wrong > shape.characters ? guess_double(bytes) : UTF_8;
    if (is_one_of(name, chinese))
        return is_utf8 ? UTF_8 : CHINESE;
    if (strcasecmp(name, "big5") == 0 || strcasecmp(name, "x-x-big5") == 0)
        return is_utf8 ? UTF_8 : TAIWANESE;
    if (is_one_of(name, european)) {
        bool is_double = shape.in_runs >= 2 * RUN_LEAST_BYTES &&
                         2 * shape.in_runs > 2 * shape.characters + shape.wrong;
        return is_utf8 ? UTF_8 : is_double ? guess_double(bytes) : "WINDOWS-1252";
    }
    return name;
}
