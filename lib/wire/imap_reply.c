#include "wire/imap_reply.h"

#include "base/moment.h"
#include "base/utf8.h"
#include "wire/times.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One line and the literal it announces at its end: "{123}". */
struct line {
    struct slice text;
    bool has_literal;
    size_t literal_bytes;
};

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* False when the line is not complete. */
static bool read_line(struct slice bytes, struct line *line, size_t *used)
{
    const char *end = memchr(bytes.bytes, '\n', bytes.length);

    if (end == NULL)
        return false;
    *used = (size_t)(end - bytes.bytes) + 1;
    size_t length = *used - 1;
    if (length > 0 && bytes.bytes[length - 1] == '\r')
        length--;
    *line = (struct line){ .text = { bytes.bytes, length } };
    if (length < 3 || bytes.bytes[length - 1] != '}')
        return true;
    size_t at = length - 1;
    while (at > 0 && is_digit(bytes.bytes[at - 1]))
        at--;
    if (at == 0 || bytes.bytes[at - 1] != '{' || at == length - 1 || length - at > 12)
        return true;
    line->has_literal = true;
    line->literal_bytes = (size_t)strtoull(bytes.bytes + at, NULL, 10);
    line->text.length = at - 1;
    return true;
}

static int split_tag(struct imap_reply *reply, struct slice whole, struct fault *fault)
{
    const char *space = memchr(whole.bytes, ' ', whole.length);
    size_t length = space == NULL ? whole.length : (size_t)(space - whole.bytes);

    if (length == 0)
        return fault_set(fault, FAULT_INPUT, "the server says something that is no reply");
    reply->tag = (struct slice){ whole.bytes, length };
    size_t rest = space == NULL ? length : length + 1;
    reply->text = (struct slice){ whole.bytes + rest, whole.length - rest };
    reply->kind = slice_is(reply->tag, "*")   ? IMAP_UNTAGGED
                  : slice_is(reply->tag, "+") ? IMAP_CONTINUE
                                              : IMAP_TAGGED;
    return 0;
}

int imap_reply_read(const struct imap_received *received, struct imap_reply *reply,
                    struct fault *fault)
{
    const struct slice bytes = received->bytes;
    OWNED(text) struct text whole = { 0 };
    struct imap_reply read = { 0 };
    size_t at = 0;

    *reply = (struct imap_reply){ 0 };
    for (;;) {
        struct line line;
        size_t used = 0;
        struct slice rest = { bytes.bytes + at, bytes.length - at };
        bool is_line = read_line(rest, &line, &used);
        if (whole.length + (is_line ? used : rest.length) > IMAP_LINE_LIMIT_BYTES)
            return fault_set(fault, FAULT_INPUT, "the server says a line without an end");
        if (!is_line)
            return 0;
        text_add_bytes(&whole, line.text.bytes, line.text.length);
        at += used;
        if (!line.has_literal)
            break;
        if (line.literal_bytes > received->limit_bytes || read.literal_count == IMAP_LITERALS_MOST)
            return fault_set(fault, FAULT_INPUT, "the server announces %zu bytes in one piece",
                             line.literal_bytes);
        if (bytes.length - at < line.literal_bytes)
            return 0;
        read.literals[read.literal_count++] =
            (struct slice){ bytes.bytes + at, line.literal_bytes };
        at += line.literal_bytes;
    }
    struct slice text = { arena_copy(received->arena, text_string(&whole), whole.length), whole.length };
    if (split_tag(&read, text, fault) != 0)
        return -1;
    read.length = at;
    *reply = read;
    return 0;
}

bool imap_reply_is(const struct imap_reply *reply, const char *word)
{
    size_t length = strlen(word);

    return reply->text.length >= length &&
           strncasecmp(reply->text.bytes, word, length) == 0 &&
           (reply->text.length == length || reply->text.bytes[length] == ' ');
}

bool imap_reply_counts(const struct imap_reply *reply, const char *word)
{
    struct imap_reply rest = *reply;
    size_t digits = 0;

    while (digits < rest.text.length && is_digit(rest.text.bytes[digits]))
        digits++;
    if (digits == 0 || digits == rest.text.length || rest.text.bytes[digits] != ' ')
        return false;
    rest.text.bytes += digits + 1;
    rest.text.length -= digits + 1;
    return imap_reply_is(&rest, word);
}

bool imap_reply_number(const struct imap_reply *reply, const char *word, uint32_t *number)
{
    size_t length = strlen(word);
    struct slice text = reply->text;

    for (size_t i = 0; i + length < text.length; i++) {
        bool starts = i == 0 || strchr(" ([", text.bytes[i - 1]) != NULL;
        if (!starts || strncasecmp(text.bytes + i, word, length) != 0 ||
            text.bytes[i + length] != ' ')
            continue;
        uint64_t value = 0;
        size_t at = i + length + 1;
        if (at == text.length || !is_digit(text.bytes[at]))
            continue;
        while (at < text.length && is_digit(text.bytes[at]) && value <= UINT32_MAX)
            value = value * 10 + (uint64_t)(text.bytes[at++] - '0');
        *number = (uint32_t)value;
        return value <= UINT32_MAX;
    }
    return false;
}

size_t imap_reply_search(const struct imap_reply *reply, struct arena *arena, uint32_t **numbers)
{
    size_t count = 0;

    if (!imap_reply_is(reply, "SEARCH"))
        return 0;
    *numbers = arena_take(arena, (reply->text.length / 2 + 1) * sizeof **numbers);
    for (size_t i = 6; i < reply->text.length;) {
        uint64_t value = 0;
        size_t digits = 0;
        for (; i < reply->text.length && is_digit(reply->text.bytes[i]) && digits < 10; digits++)
            value = value * 10 + (uint64_t)(reply->text.bytes[i++] - '0');
        if (digits > 0 && value <= UINT32_MAX)
            (*numbers)[count++] = (uint32_t)value;
        else
            i++;
    }
    return count;
}

int64_t imap_reply_date(const struct imap_reply *reply)
{
    static const char word[] = "INTERNALDATE \"";
    const char *found = memmem(reply->text.bytes, reply->text.length, word, sizeof word - 1);
    int64_t at = MOMENT_NEVER;

    if (found == NULL)
        return at;
    found += sizeof word - 1;
    size_t left = (size_t)(reply->text.bytes + reply->text.length - found);
    const char *end = memchr(found, '"', left);
    if (end != NULL && !times_parse((struct slice){ found, (size_t)(end - found) }, NULL, &at))
        at = MOMENT_NEVER;
    return at;
}

/* --- mailboxes: RFC 3501, 5.1.3 --- */

static void add_base64(struct text *to, const unsigned char *bytes, size_t length)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    uint32_t bits = 0;
    int count = 0;

    for (size_t i = 0; i < length; i++) {
        bits = bits << 8 | bytes[i];
        count += 8;
        while (count >= 6) {
            count -= 6;
            text_add_char(to, alphabet[bits >> count & 63]);
        }
    }
    if (count > 0)
        text_add_char(to, alphabet[bits << (6 - count) & 63]);
}

static void add_utf16(struct text *to, uint32_t code)
{
    if (code >= 0x10000) {
        add_utf16(to, 0xd800 + ((code - 0x10000) >> 10));
        code = 0xdc00 + ((code - 0x10000) & 0x3ff);
    }
    text_add_char(to, (char)(code >> 8));
    text_add_char(to, (char)(code & 0xff));
}

static void end_shift(struct text *to, struct text *wide)
{
    if (wide->length == 0)
        return;
    text_add_char(to, '&');
    add_base64(to, (const unsigned char *)wide->bytes, wide->length);
    text_add_char(to, '-');
    text_clear(wide);
}

/* "&V4NXPpCuTvY-", as a server lists it: at least one character of 16 bits in base64. */
static bool is_shifted(struct slice name)
{
    enum { SHIFT_LEAST = 3 };
    bool found = false;

    for (size_t i = 0; i < name.length; i++) {
        if ((unsigned char)name.bytes[i] >= 0x80)
            return false;
        if (name.bytes[i] != '&')
            continue;
        size_t begin = ++i;
        while (i < name.length && (is_digit(name.bytes[i]) || is_letter(name.bytes[i]) ||
                                   name.bytes[i] == '+' || name.bytes[i] == ','))
            i++;
        if (i == name.length || name.bytes[i] != '-' ||
            (i != begin && i - begin < SHIFT_LEAST))
            return false;
        found = found || i != begin;
    }
    return found;
}

void imap_add_mailbox(struct text *to, struct slice name)
{
    OWNED(text) struct text wide = { 0 };
    const unsigned char *at = (const unsigned char *)name.bytes;
    const unsigned char *end = at + name.length;
    const bool is_ready = is_shifted(name);

    text_add_char(to, '"');
    while (at < end) {
        uint32_t code = 0;
        unsigned length = utf8_read(at, end, &code);
        if (length == 0) {
            length = 1;
            code = 0xfffd;
        }
        at += length;
        if (code < 0x20 || code > 0x7e) {
            add_utf16(&wide, code);
            continue;
        }
        end_shift(to, &wide);
        if (code == '"' || code == '\\')
            text_add_char(to, '\\');
        text_add_char(to, (char)code);
        if (code == '&' && !is_ready)
            text_add_char(to, '-');
    }
    end_shift(to, &wide);
    text_add_char(to, '"');
}
