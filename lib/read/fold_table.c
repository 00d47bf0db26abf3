#include "read/fold_table.h"

#include "base/utf8.h"

#include <opencc/opencc.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

enum {
    PLANE = 0x10000,
    LATIN_END = 0x2000,       /* Latin, Greek, Cyrillic and their marks lie below */
    SUPPLEMENT_END = 0x30000, /* beyond are only tags, selectors and private use */
    HAN_BEGIN = 0x2E80,
    UNITS_MOST = 64, /* UTF-16 units of one folded character */
};

/* A character whose folding does not fit into a struct folding, or lies above U+FFFF. */
struct longer {
    uint32_t code;
    uint32_t offset;
    uint32_t length;
};

struct fold_table {
    struct folding plane[PLANE];
    uint16_t plain[PLANE];
    struct longer *longer; /* by code */
    size_t longer_count;
    size_t longer_capacity;
    struct text pool;
    /* What OpenCC makes of each Han character of the first plane; 0: itself. */
    uint16_t simplified[PLANE];
};

static bool is_han(uint32_t code)
{
    return (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF);
}

/* All Han characters go through OpenCC in one text, a line for each: a call costs more than a
 * character, and the line ends keep its phrases from joining two. */
static int read_simplified(struct fold_table *table, struct fault *fault)
{
    OWNED(text) struct text lines = {0};
    opencc_t converter = opencc_open(OPENCC_DEFAULT_CONFIG_TRAD_TO_SIMP);
    const unsigned char *at;
    const unsigned char *end;
    char *result;

    if (converter == (opencc_t)-1)
        return fault_set(fault, FAULT_SETUP, "OpenCC: %s", opencc_error());
    for (uint32_t code = HAN_BEGIN; code < PLANE; code++) {
        char bytes[UTF8_CHARACTER_BYTES];

        if (!is_han(code))
            continue;
        text_add_bytes(&lines, bytes, utf8_write(code, bytes));
        text_add_char(&lines, '\n');
    }
    result = opencc_convert_utf8(converter, lines.bytes, lines.length);
    (void)opencc_close(converter); /* it was open */
    if (result == NULL)
        return fault_set(fault, FAULT_SETUP, "OpenCC: %s", opencc_error());
    at = (const unsigned char *)result;
    end = at + strlen(result);
    for (uint32_t code = HAN_BEGIN; code < PLANE; code++) {
        uint32_t to = 0;

        if (!is_han(code))
            continue;
        at += utf8_read(at, end, &to);
        if (to < PLANE)
            table->simplified[code] = (uint16_t)to;
        while (at < end && *at != '\n')
            at++;
        at++;
    }
    opencc_convert_utf8_free(result);
    return 0;
}

static void set_folding(struct fold_table *table, uint32_t code, struct slice folded)
{
    if (code < PLANE && folded.length <= 3) {
        memcpy(table->plane[code].bytes, folded.bytes, folded.length);
        table->plane[code].length = (unsigned char)folded.length;
        return;
    }
    if (code < PLANE)
        table->plane[code].length = FOLD_MANY;
    MEMORY_GROW(table->longer, table->longer_count, table->longer_capacity);
    table->longer[table->longer_count++] = (struct longer){
        .code = code,
        .offset = (uint32_t)table->pool.length,
        .length = (uint32_t)folded.length,
    };
    text_add_bytes(&table->pool, folded.bytes, folded.length);
}

static bool is_mark(uint32_t code)
{
    return code < LATIN_END && u_charType((UChar32)code) == U_NON_SPACING_MARK;
}

/* One character that NFKC case folding made, as it goes into folded text. */
static void add_folded(const struct fold_table *table, struct text *to, uint32_t code)
{
    char bytes[UTF8_CHARACTER_BYTES];

    if (is_mark(code))
        return;
    if (code < PLANE && table->simplified[code] != 0)
        code = table->simplified[code];
    if (code == '\r' || code == 0x2028 || code == 0x2029 || code == 0x85)
        code = '\n';
    else if (code != '\n' && (code < ' ' || code == 0x7F || u_isUWhiteSpace((UChar32)code)))
        code = ' ';
    else if (code == FOLD_URL)
        code = 0xFFFD;
    else if (code == 0x2019 || code == 0x2018 || code == 0x60 || code == 0xB4)
        code = '\'';
    text_add_bytes(to, bytes, utf8_write(code, bytes));
}

struct normalizers {
    const UNormalizer2 *fold;
    const UNormalizer2 *decompose;
};

/* Latin letters are taken apart so that their marks can be left out. */
static int32_t fold_one(const struct normalizers *normalizers, uint32_t code, UChar *units)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar source[2];
    UChar folded[UNITS_MOST];
    int32_t length = 0;
    int32_t count;

    U16_APPEND_UNSAFE(source, length, code);
    if (code >= 0x80 && code < LATIN_END) {
        count = unorm2_normalize(normalizers->fold, source, length, folded, UNITS_MOST, &error);
        return unorm2_normalize(normalizers->decompose, folded, count, units, UNITS_MOST, &error);
    }
    return unorm2_normalize(normalizers->fold, source, length, units, UNITS_MOST, &error);
}

static void fill(struct fold_table *table, const struct normalizers *normalizers)
{
    OWNED(text) struct text folded = {0};

    for (uint32_t code = 0; code < SUPPLEMENT_END; code++) {
        UChar units[UNITS_MOST];
        int32_t count = 0;
        int32_t at = 0;

        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        /* Most of the planes above hold nothing that folds. */
        if (code >= PLANE && !u_isdefined((UChar32)code) && code < 0xE0000)
            continue;
        text_clear(&folded);
        count = fold_one(normalizers, code, units);
        while (at < count) {
            uint32_t part;

            U16_NEXT_UNSAFE(units, at, part);
            add_folded(table, &folded, part);
        }
        if (code >= PLANE) {
            char own[UTF8_CHARACTER_BYTES];
            struct slice itself = {own, utf8_write(code, own)};

            if (slice_equals(itself, (struct slice){text_string(&folded), folded.length}))
                continue;
        }
        set_folding(table, code, (struct slice){text_string(&folded), folded.length});
    }
}

/* What can begin more than a character; fold.c looks what it is. */
static bool is_special(uint32_t code)
{
    return code == '&' || code == '(' || code == '[' || code == 0xFF08 || code == '\n';
}

static void fill_plain(struct fold_table *table)
{
    for (uint32_t code = 0; code < PLANE; code++) {
        const struct folding *folding = &table->plane[code];
        uint32_t to = 0;

        if (is_special(code) || folding->length == 0 || folding->length > 3 ||
            utf8_read(folding->bytes, folding->bytes + folding->length, &to) != folding->length ||
            to == '\n')
            continue;
        table->plain[code] = (uint16_t)to;
    }
}

int fold_table_open(struct fold_table **table, struct fault *fault)
{
    OWNED(fold_table) struct fold_table *made = memory_new(sizeof *made);
    UErrorCode error = U_ZERO_ERROR;
    struct normalizers normalizers = {
        .fold = unorm2_getNFKCCasefoldInstance(&error),
        .decompose = unorm2_getNFKDInstance(&error),
    };

    if (U_FAILURE(error))
        return fault_set(fault, FAULT_SETUP, "ICU: %s", u_errorName(error));
    if (read_simplified(made, fault) != 0)
        return -1;
    fill(made, &normalizers);
    fill_plain(made);
    *table = TAKE(made);
    return 0;
}

void fold_table_free(struct fold_table *table)
{
    if (table == NULL)
        return;
    memory_free(table->longer);
    text_done(&table->pool);
    memory_free(table);
}

const struct folding *fold_table_plane(const struct fold_table *table)
{
    return table->plane;
}

const uint16_t *fold_table_plain(const struct fold_table *table)
{
    return table->plain;
}

static int compare_longer(const void *key, const void *entry)
{
    uint32_t code = *(const uint32_t *)key;
    uint32_t other = ((const struct longer *)entry)->code;

    return code < other ? -1 : code > other;
}

struct slice fold_table_long(const struct fold_table *table, uint32_t code)
{
    const struct longer *found =
        bsearch(&code, table->longer, table->longer_count, sizeof *table->longer, compare_longer);

    if (found == NULL)
        return (struct slice){0};
    return (struct slice){table->pool.bytes + found->offset, found->length};
}

void fold_table_add_version(const struct fold_table *table, struct digest *digest)
{
    digest_add(digest, (struct slice){(const char *)table->plane, sizeof table->plane});
    digest_add(digest, (struct slice){text_string(&table->pool), table->pool.length});
}
