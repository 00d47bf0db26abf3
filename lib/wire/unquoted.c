#include "wire/unquoted.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool begins_with(struct slice line, const char *begin)
{
    size_t length = strlen(begin);

    return line.length >= length && strncasecmp(line.bytes, begin, length) == 0;
}

static bool ends_with(struct slice line, const char *end)
{
    size_t length = strlen(end);

    return line.length >= length &&
           strncasecmp(line.bytes + line.length - length, end, length) == 0;
}

typedef bool line_test(struct slice line, const char *words);

static bool is_any(struct slice line, const char *const *words, line_test *test)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (test(line, words[i]))
            return true;
    return false;
}

/* The next line, without white space at its end; takes it off. */
static struct slice take_line(struct slice *rest)
{
    const char *end = memchr(rest->bytes, '\n', rest->length);
    size_t length = end == NULL ? rest->length : (size_t)(end - rest->bytes);
    struct slice line = { rest->bytes, length };

    rest->bytes += length + (end != NULL);
    rest->length -= length + (end != NULL);
    while (line.length > 0 && (unsigned char)line.bytes[line.length - 1] <= ' ')
        line.length--;
    return line;
}

static struct slice next_words(struct slice rest)
{
    struct slice line = { 0 };

    while (line.length == 0 && rest.length > 0)
        line = take_line(&rest);
    return line;
}

/* Outlook puts the head of the mail it answers above it. */
static bool is_head(struct slice line, struct slice rest)
{
    static const char *const first[] = { "From:", "*From:*", "发件人:", "发件人：", "寄件者:",
                                         "寄件者：", "寄件人:", "寄件人：", NULL };
    static const char *const second[] = { "Sent:", "*Sent:*", "Date:", "*Date:*", "To:",
                                          "发送时间", "日期", "时间", "收件人", "寄件日期",
                                          "傳送時間", "收件者", NULL };

    return is_any(line, first, begins_with) && is_any(next_words(rest), second, begins_with);
}

/* "On Friday, 20 November 2026, Li Ming <li@example.org>" with "wrote:" in the next line. */
static bool is_split_line(struct slice line, struct slice rest)
{
    struct slice next = next_words(rest);

    return begins_with(line, "On ") && memchr(line.bytes, ',', line.length) != NULL &&
           ends_with(next, "wrote:") && next.length < line.length + sizeof "wrote:" + 80;
}

/* From here on everything is what somebody else wrote before. */
static bool is_divider(struct slice line, struct slice rest)
{
    static const char *const starts[] = {
        "-----Original Message", "----- Original Message", "------------------ 原始邮件",
        "------------------ Original", "-----原始邮件", "----- 原始邮件", "-----邮件原件",
        "-----原始郵件", "----- 原始郵件", "________________________________",
        "-------- Forwarded Message", NULL
    };
    static const char *const ends[] = { "wrote:", "写道：", "写道:", "寫道：", "寫道:", NULL };

    return is_any(line, starts, begins_with) || is_any(line, ends, ends_with) ||
           is_head(line, rest) || is_split_line(line, rest);
}

void unquoted_add(struct text *to, struct slice text)
{
    size_t begin = to->length;
    bool has_words = false;
    struct slice rest = text;

    while (rest.length > 0) {
        struct slice line = take_line(&rest);
        if (is_divider(line, rest) && has_words)
            break;
        if (line.length > 0 && line.bytes[0] == '>')
            continue;
        has_words = has_words || line.length > 0;
        text_add_bytes(to, line.bytes, line.length);
        text_add_char(to, '\n');
    }
    if (has_words)
        return;
    to->length = begin;
    text_add_bytes(to, text.bytes, text.length);
}
