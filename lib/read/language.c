#include "read/language.h"

#include "base/utf8.h"
#include "read/fold.h"

enum { LANGUAGE_BYTES_MOST = 2000 };

struct tally {
    size_t han;
    size_t traditional;
    size_t kana;
    size_t hangul;
    size_t latin;
    size_t marked; /* Latin letters with marks: hardly English */
};

/* A traditional character is one that folding makes another of. */
static bool is_traditional(const struct fold_table *table, const unsigned char *at, uint32_t code)
{
    const struct folding *folding;

    if (code >= 0x10000)
        return false;
    folding = &fold_table_plane(table)[code];
    return folding->length == 3 &&
           (folding->bytes[0] != at[0] || folding->bytes[1] != at[1] || folding->bytes[2] != at[2]);
}

static void count(struct tally *tally, uint32_t code)
{
    tally->kana += code >= 0x3041 && code <= 0x30FF;
    tally->hangul += code >= 0xAC00 && code <= 0xD7A3;
    tally->latin += (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    tally->marked += code >= 0xC0 && code < 0x2000;
}

struct slice language_of(const struct fold_table *table, struct slice text)
{
    struct slice part = slice_cut(text, LANGUAGE_BYTES_MOST);
    const unsigned char *at = (const unsigned char *)part.bytes;
    const unsigned char *end = at + part.length;
    struct tally tally = {0};

    while (at < end) {
        uint32_t code = 0;
        unsigned length = utf8_read(at, end, &code);

        if (length > 0 && fold_is_han(code)) {
            tally.han++;
            tally.traditional += is_traditional(table, at, code);
        } else if (length > 0) {
            count(&tally, code);
        }
        at += length == 0 ? 1 : length;
    }
    if (tally.kana > 0 && tally.kana * 4 > tally.han)
        return SLICE("ja");
    if (tally.hangul > tally.han + tally.latin / 4)
        return SLICE("ko");
    /* One traditional character may stand in a name; a tenth of them is a script. */
    if (tally.han * 4 > tally.latin)
        return tally.han == 0                       ? SLICE("und")
               : tally.traditional * 12 > tally.han ? SLICE("zh-Hant")
                                                    : SLICE("zh-Hans");
    return tally.latin > tally.marked * 8 ? SLICE("en") : SLICE("und");
}
