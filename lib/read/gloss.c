#include "read/gloss.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

enum {
    GLOSS_BYTES_MOST = 48,     /* some eight syllables */
    SYLLABLE_LETTERS_MOST = 6, /* zhuang */
};

/* Syllables that are written without a tone mark. */
static const char *const toneless[] = {"de", "le", "ma",  "men", "ne", "ba", "zhe",
                                       "me", "zi", "tou", "la",  "a",  "ya", "li"};

struct gloss {
    size_t letters; /* of the present syllable */
    bool has_tone;  /* the present syllable has one */
    char plain[SYLLABLE_LETTERS_MOST + 1];
};

static bool is_toned(uint32_t code)
{
    static const uint32_t toned[] = {0xE0, 0xE1, 0xE8, 0xE9, 0xEC, 0xED, 0xF2, 0xF3, 0xF9, 0xFA};

    for (size_t i = 0; i < sizeof toned / sizeof *toned; i++)
        if (code == toned[i])
            return true;
    /* ā ē ě ī ń ň ō ū and ǎ … ǜ, ǹ, ḿ */
    return code == 0x101 || code == 0x113 || code == 0x11B || code == 0x12B || code == 0x144 ||
           code == 0x148 || code == 0x14D || code == 0x16B || (code >= 0x1CE && code <= 0x1DC) ||
           code == 0x1F9 || code == 0x1E3F;
}

static bool is_tone_mark(uint32_t code)
{
    return code == 0x300 || code == 0x301 || code == 0x304 || code == 0x30C;
}

static bool is_zhuyin(uint32_t code)
{
    return (code >= 0x3105 && code <= 0x312F) || code == 0x2CA || code == 0x2C7 || code == 0x2CB ||
           code == 0x2D9 || code == 0x2C9;
}

static bool is_toneless(const struct gloss *gloss)
{
    for (size_t i = 0; i < sizeof toneless / sizeof *toneless; i++)
        if (strcmp(gloss->plain, toneless[i]) == 0)
            return true;
    return false;
}

/* Takes one character into the gloss; false when it cannot stand in one. */
static bool take(struct gloss *gloss, uint32_t code)
{
    if (code == ' ' || code == '\'') {
        if (!gloss->has_tone && !is_toneless(gloss))
            return false;
        *gloss = (struct gloss){0};
        return true;
    }
    if (is_zhuyin(code) || is_tone_mark(code)) {
        gloss->has_tone = true;
        return true;
    }
    if (gloss->letters >= SYLLABLE_LETTERS_MOST)
        return false;
    if (is_toned(code)) {
        gloss->has_tone = true;
        gloss->letters++;
        return true;
    }
    if ((code >= 'a' && code <= 'z') || code == 0xFC || code == 0x261) {
        gloss->plain[gloss->letters++] = code < 0x80 ? (char)code : 'v';
        return true;
    }
    return false;
}

size_t gloss_length(struct slice text, size_t at)
{
    const unsigned char *start = (const unsigned char *)text.bytes;
    const unsigned char *end = start + text.length;
    const unsigned char *next = start + at;
    struct gloss gloss = {0};
    uint32_t code = 0;

    next += utf8_read(next, end, &code); /* the bracket */
    while (next < end && next - start - (ptrdiff_t)at < GLOSS_BYTES_MOST) {
        unsigned length = utf8_read(next, end, &code);

        if (length == 0)
            return 0;
        next += length;
        if (code == ')' || code == 0xFF09 || code == ']') {
            bool is_gloss = gloss.has_tone || (gloss.letters > 0 && is_toneless(&gloss));

            return is_gloss ? (size_t)(next - start) - at : 0;
        }
        if (!take(&gloss, code))
            return 0;
    }
    return 0;
}
