#include "read/redact.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
    MOBILE_DIGITS = 11,
    IDENTITY_DIGITS = 18,
    CARD_DIGITS_LEAST = 16,
    CARD_DIGITS_MOST = 19,
    FOREIGN_DIGITS_LEAST = 8,
    FOREIGN_DIGITS_MOST = 15,
    NUMBER_DIGITS_MOST = 24,
    EMAIL_BYTES_MOST = 254, /* RFC 5321 */
};

/* Digits with single spaces or hyphens between them, as people write numbers. */
struct number {
    char digits[NUMBER_DIGITS_MOST];
    size_t count;
    size_t begin;
    size_t end;
    bool is_foreign; /* starts with + */
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_local(char byte)
{
    return is_letter(byte) || is_digit(byte) || byte == '.' || byte == '_' || byte == '%' ||
           byte == '+' || byte == '-';
}

static bool is_domain(char byte)
{
    return is_letter(byte) || is_digit(byte) || byte == '.' || byte == '-';
}

static void read_number(struct slice text, size_t from, struct number *number)
{
    size_t at = from;

    number->count = 0;
    number->begin = from;
    number->end = from;
    number->is_foreign = from > 0 && text.bytes[from - 1] == '+';
    while (at < text.length) {
        char byte = text.bytes[at];
        bool is_check = (byte == 'X' || byte == 'x') && number->count == IDENTITY_DIGITS - 1;

        if (is_digit(byte) || is_check) {
            if (number->count < NUMBER_DIGITS_MOST)
                number->digits[number->count] = byte;
            number->count++;
            at++;
            number->end = at;
            if (is_check)
                break;
        } else if ((byte == ' ' || byte == '-') && at + 1 < text.length &&
                   is_digit(text.bytes[at + 1])) {
            at++;
        } else {
            break;
        }
    }
}

static bool is_identity(const struct number *number)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char checks[] = "10X98765432";
    int sum = 0;
    char last;

    if (number->count != IDENTITY_DIGITS)
        return false;
    for (size_t i = 0; i < IDENTITY_DIGITS - 1; i++)
        sum += weights[i] * (number->digits[i] - '0');
    last = number->digits[IDENTITY_DIGITS - 1];
    return (last == 'x' ? 'X' : last) == checks[sum % 11];
}

static bool is_card(const struct number *number)
{
    int sum = 0;

    if (number->count < CARD_DIGITS_LEAST || number->count > CARD_DIGITS_MOST)
        return false;
    for (size_t i = 0; i < number->count; i++) {
        int digit = number->digits[number->count - 1 - i] - '0';

        if (digit < 0 || digit > 9)
            return false;
        if (i % 2 == 1)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

static bool is_phone(const struct number *number)
{
    const char *digits = number->digits;
    size_t count = number->count;

    if (number->is_foreign)
        return count >= FOREIGN_DIGITS_LEAST && count <= FOREIGN_DIGITS_MOST;
    if (count == MOBILE_DIGITS + 2 && digits[0] == '8' && digits[1] == '6') {
        digits += 2;
        count -= 2;
    }
    if (count == MOBILE_DIGITS && digits[0] == '1' && digits[1] >= '3')
        return true;
    /* Area code and subscriber of a landline: 010-12345678, 0755 1234567. */
    return digits[0] == '0' && count >= 10 && count <= 12;
}

static bool find_email(struct slice text, size_t sign, struct redact_hit *hit)
{
    size_t begin = sign;
    size_t end = sign + 1;
    size_t dot = 0;

    while (begin > 0 && sign - begin < EMAIL_BYTES_MOST && is_local(text.bytes[begin - 1]))
        begin--;
    while (end < text.length && end - sign < EMAIL_BYTES_MOST && is_domain(text.bytes[end]))
        end++;
    while (end > sign && (text.bytes[end - 1] == '.' || text.bytes[end - 1] == '-'))
        end--;
    for (size_t at = sign + 1; at < end; at++)
        if (text.bytes[at] == '.')
            dot = at;
    if (begin == sign || dot == 0 || dot == sign + 1 || dot + 2 >= end)
        return false;
    *hit = (struct redact_hit){.kind = REDACT_EMAIL, .begin = begin, .end = end};
    return true;
}

static bool find_number(struct slice text, size_t from, struct redact_hit *hit, size_t *next)
{
    struct number number;

    read_number(text, from, &number);
    *next = number.end;
    *hit = (struct redact_hit){.begin = number.begin, .end = number.end};
    if (is_identity(&number))
        hit->kind = REDACT_IDENTITY;
    else if (is_card(&number))
        hit->kind = REDACT_CARD;
    else if (number.count <= NUMBER_DIGITS_MOST && is_phone(&number))
        hit->kind = REDACT_PHONE;
    else
        return false;
    return true;
}

/* Over bytes that are neither digits nor an @, eight at a time. It stops before : ; < = > ? as well,
 * which stand between the two. */
static size_t skip_harmless(struct slice text, size_t at)
{
    static const uint64_t ONES = 0x0101010101010101u;
    static const uint64_t HIGHS = 0x8080808080808080u;

    while (at + sizeof(uint64_t) <= text.length) {
        uint64_t eight;
        uint64_t low;

        memcpy(&eight, text.bytes + at, sizeof eight);
        low = eight & ~HIGHS;
        /* A sum's highest bit says whether a byte is at least so much. */
        if (((low + ONES * (0x80 - '0')) & ~(low + ONES * (0x80 - '@' - 1)) & ~eight & HIGHS) != 0)
            break;
        at += sizeof eight;
    }
    return at;
}

bool redact_find(struct slice text, size_t from, struct redact_hit *hit)
{
    size_t at = from;

    while ((at = skip_harmless(text, at)) < text.length) {
        if (text.bytes[at] == '@' && find_email(text, at, hit) && hit->begin >= from)
            return true;
        if (is_digit(text.bytes[at])) {
            size_t next;

            if (find_number(text, at, hit, &next)) {
                struct redact_hit mail;

                /* The digits may be the start of an address: 13812345678@qq.com. */
                if (next < text.length && text.bytes[next] == '@' &&
                    find_email(text, next, &mail) && mail.begin >= from)
                    *hit = mail;
                return true;
            }
            at = next;
        } else {
            at++;
        }
    }
    return false;
}

static void add_masked_email(struct text *to, struct slice text, const struct redact_hit *hit)
{
    size_t sign = hit->begin;

    while (text.bytes[sign] != '@')
        sign++;
    text_add_bytes(to, text.bytes + hit->begin, 1);
    text_add(to, "***");
    text_add_bytes(to, text.bytes + sign, hit->end - sign);
}

/* Keeps so many characters at the front and four at the end, with stars between. */
static void add_masked_number(struct text *to, struct slice text, const struct redact_hit *hit)
{
    size_t length = hit->end - hit->begin;
    size_t front = hit->kind == REDACT_PHONE ? 3 : 4;

    text_add_bytes(to, text.bytes + hit->begin, front);
    for (size_t i = front; i + 4 < length; i++)
        text_add_char(to, '*');
    text_add_bytes(to, text.bytes + hit->end - 4, 4);
}

void redact_add(struct text *to, struct slice text)
{
    size_t at = 0;
    struct redact_hit hit;

    while (redact_find(text, at, &hit)) {
        text_add_bytes(to, text.bytes + at, hit.begin - at);
        if (hit.kind == REDACT_EMAIL)
            add_masked_email(to, text, &hit);
        else
            add_masked_number(to, text, &hit);
        at = hit.end;
    }
    text_add_bytes(to, text.bytes + at, text.length - at);
}
