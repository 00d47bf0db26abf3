#include "read/quantity.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

enum { QUANTITY_MOST = 1000000000 };

static const struct {
    const char *word;
    int64_t number;
} words[] = {{"dozens", 24},      {"hundreds", 200},  {"hundred", 100},
             {"thousands", 2000}, {"thousand", 1000}, {"scores", 40}};

/* Reading from left to right: 三百二十 is 3·100 + 2·10. */
struct sum {
    int64_t total;
    int64_t section; /* below 万 */
    int64_t digits;  /* not yet multiplied */
    bool has_digits;
    bool seen;
};

static int64_t digit_of(uint32_t code)
{
    static const uint32_t digits[] = {0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                      0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};

    for (int64_t i = 0; i < 10; i++)
        if (code == digits[i])
            return i;
    if (code == 0x4E24 || code == 0x6570 || code == 0x51E0) /* 两 数 几 */
        return 2;
    return -1;
}

static int64_t unit_of(uint32_t code)
{
    switch (code) {
    case 0x5341: /* 十 */
        return 10;
    case 0x767E: /* 百 */
        return 100;
    case 0x5343: /* 千 */
    case 'k':
        return 1000;
    case 0x4E07: /* 万 */
        return 10000;
    case 0x4EBF: /* 亿 */
        return 100000000;
    default:
        return 0;
    }
}

static void multiply(struct sum *sum, int64_t unit)
{
    int64_t times = sum->has_digits ? sum->digits : 1;

    if (unit >= 10000) {
        int64_t base = sum->section + (sum->has_digits ? sum->digits : 0);

        sum->total += (base == 0 ? 1 : base) * unit;
        sum->section = 0;
    } else {
        sum->section += times * unit;
    }
    sum->digits = 0;
    sum->has_digits = false;
}

/* Takes one character; false when the number has ended. */
static bool take(struct sum *sum, uint32_t code)
{
    int64_t digit = code >= '0' && code <= '9' ? (int64_t)code - '0' : digit_of(code);
    int64_t unit = unit_of(code);

    if (digit >= 0 && (code < 0x80 || code == 0x96F6)) {
        sum->digits = sum->digits * 10 + digit;
    } else if (digit >= 0) {
        sum->digits = digit;
    } else if (unit > 0 && (code != 'k' || sum->has_digits)) {
        multiply(sum, unit);
        sum->seen = true;
        return sum->total < QUANTITY_MOST;
    } else {
        return code == ',' && sum->has_digits;
    }
    sum->has_digits = true;
    sum->seen = true;
    return sum->digits < QUANTITY_MOST;
}

static int64_t find_word(struct slice folded)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(folded.bytes, folded.length, words[i].word, strlen(words[i].word)) != NULL)
            return words[i].number;
    return 0;
}

int64_t quantity_find(struct slice folded)
{
    const unsigned char *at = (const unsigned char *)folded.bytes;
    const unsigned char *end = at + folded.length;
    struct sum sum = {0};
    int64_t number;

    while (at < end) {
        uint32_t code = 0;
        unsigned length = utf8_read(at, end, &code);

        at += length == 0 ? 1 : length;
        if (!take(&sum, code) && sum.seen)
            break;
    }
    number = sum.total + sum.section + sum.digits;
    if (!sum.seen || number == 0)
        return find_word(folded);
    return number < QUANTITY_MOST ? number : QUANTITY_MOST;
}
