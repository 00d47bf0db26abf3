#include "wire/times.h"

#include "base/moment.h"

#include <string.h>

enum {
    YEAR_LEAST = 1971,
    YEAR_MOST = 2199,
    PARTS_MOST = 7, /* year to millisecond */
    SECONDS_DIGITS_LEAST = 9,
    SECONDS_DIGITS_MOST = 11,
    MILLISECONDS_DIGITS_MOST = 14, /* and three more for each finer unit */
    NANOSECONDS_DIGITS_MOST = 19, /* of which no time of ours begins with a nine */
    COMPACT_DAY = 8,
    COMPACT_MINUTE = 12,
    COMPACT_SECOND = 14,
    COMPACT_MILLISECOND = 17,
    TIME_BYTES_MOST = 64, /* the longest form of RFC 2822 with a comment */
};

/* Reading from left to right. */
struct reading_head {
    const char *at;
    const char *end;
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static void skip_spaces(struct reading_head *head)
{
    while (head->at < head->end && (*head->at == ' ' || *head->at == ',' || *head->at == '\t'))
        head->at++;
}

/* At most `most` digits; how many there were. */
static int read_digits(struct reading_head *head, int most, int64_t *number)
{
    int count = 0;

    *number = 0;
    while (head->at < head->end && is_digit(*head->at) && count < most) {
        *number = *number * 10 + (*head->at++ - '0');
        count++;
    }
    return count;
}

static bool is_possible(const struct civil *civil)
{
    static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return civil->year >= YEAR_LEAST && civil->year <= YEAR_MOST && civil->month >= 1 &&
           civil->month <= 12 && civil->day >= 1 && civil->day <= days[civil->month - 1] &&
           civil->hour <= 24 && civil->minute <= 59 && civil->second <= 60;
}

int64_t times_from_local(const struct calendar *calendar, int64_t local_ms)
{
    if (calendar == NULL || calendar->offset_count == 0)
        return local_ms;
    for (size_t i = calendar->offset_count; i > 1; i--) {
        const struct calendar_offset *offset = &calendar->offsets[i - 1];
        if (local_ms - offset->offset_ms >= offset->from_at)
            return local_ms - offset->offset_ms;
    }
    return local_ms - calendar->offsets[0].offset_ms;
}

/* --- numbers --- */

/* "20261121", "202611210304", "20261121030405", "20261121030405678": a date without anything between. */
static bool parse_compact(struct slice digits, const struct calendar *calendar, int64_t *at)
{
    static const int widths[PARTS_MOST] = { 4, 2, 2, 2, 2, 2, 3 };
    struct reading_head head = { digits.bytes, digits.bytes + digits.length };
    int64_t parts[PARTS_MOST] = { 0 };

    for (size_t i = 0; i < PARTS_MOST && head.at < head.end; i++)
        if (read_digits(&head, widths[i], &parts[i]) != widths[i])
            return false;
    struct civil civil = { .year = (int)parts[0], .month = (int)parts[1], .day = (int)parts[2],
                           .hour = (int)parts[3], .minute = (int)parts[4], .second = (int)parts[5],
                           .millisecond = (int)parts[6] };
    if (!is_possible(&civil))
        return false;
    *at = times_from_local(calendar, moment_from_civil(civil));
    return true;
}

/* Lengths at which a date is meant: as milliseconds, twelve digits would be of the last century. */
static bool is_compact(struct slice digits)
{
    return digits.length == COMPACT_DAY || digits.length == COMPACT_MINUTE ||
           digits.length == COMPACT_SECOND || digits.length == COMPACT_MILLISECOND;
}

/* Since 1970, in the unit that the number of digits tells: until 2286 seconds have ten. */
static bool parse_number(struct slice string, const struct calendar *calendar, int64_t *at)
{
    const char *dot = memchr(string.bytes, '.', string.length);
    const struct slice whole = { string.bytes,
                                 dot == NULL ? string.length : (size_t)(dot - string.bytes) };
    struct reading_head head = { whole.bytes, whole.bytes + whole.length };
    int64_t number = 0;

    if (whole.length > NANOSECONDS_DIGITS_MOST ||
        (whole.length == NANOSECONDS_DIGITS_MOST && whole.bytes[0] > '8'))
        return false;
    int digits = read_digits(&head, NANOSECONDS_DIGITS_MOST, &number);

    if (head.at != head.end || digits < SECONDS_DIGITS_LEAST - 1)
        return false;
    if (dot == NULL && is_compact(whole))
        return parse_compact(whole, calendar, at);
    if (digits < SECONDS_DIGITS_LEAST)
        return false;
    for (int unit = digits; unit > MILLISECONDS_DIGITS_MOST; unit -= 3)
        number /= 1000;
    if (digits <= SECONDS_DIGITS_MOST) {
        int64_t decimals = 0;
        head = (struct reading_head){ dot == NULL ? head.end : dot + 1,
                                      string.bytes + string.length };
        for (int places = read_digits(&head, 3, &decimals); places < 3; places++)
            decimals *= 10;
        number = number * SECOND_MS + decimals;
    }
    struct civil civil = civil_from_moment(number);
    if (!is_possible(&civil))
        return false;
    *at = number;
    return true;
}

/* "/Date(1795230245678+0800)/": milliseconds; the zone is only for show. */
static bool parse_wrapped(struct slice string, int64_t *at)
{
    static const char word[] = "/Date(";
    size_t length = sizeof word - 1;
    struct slice digits = { string.bytes + length, 0 };

    if (string.length <= length || memcmp(string.bytes, word, length) != 0)
        return false;
    while (digits.length < string.length - length && is_digit(digits.bytes[digits.length]))
        digits.length++;
    return digits.length > SECONDS_DIGITS_MOST && parse_number(digits, NULL, at);
}

/* --- zones --- */

static const struct {
    const char *name;
    int hours;
} ZONES[] = { { "GMT", 0 },  { "UTC", 0 },  { "UT", 0 },   { "Z", 0 },    { "EST", -5 },
              { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 }, { "MST", -7 }, { "MDT", -6 },
              { "PST", -8 }, { "PDT", -7 }, { "HKT", 8 },  { "JST", 9 } };

/* "+0800", "+08:00", "GMT"; false when there is none. A wrong one leaves the head where it was. */
static bool read_zone(struct reading_head *head, int64_t *offset_ms)
{
    skip_spaces(head);
    if (head->at == head->end)
        return false;
    if (*head->at == '+' || *head->at == '-') {
        int64_t sign = *head->at == '-' ? -1 : 1;
        int64_t hours = 0;
        int64_t minutes = 0;
        head->at++;
        if (read_digits(head, 2, &hours) != 2)
            return false;
        if (head->at < head->end && *head->at == ':')
            head->at++;
        (void)read_digits(head, 2, &minutes); /* "+08" is enough */
        *offset_ms = sign * (hours * HOUR_MS + minutes * MINUTE_MS);
        return true;
    }
    for (size_t i = 0; i < sizeof ZONES / sizeof ZONES[0]; i++) {
        size_t length = strlen(ZONES[i].name);
        if ((size_t)(head->end - head->at) >= length &&
            memcmp(head->at, ZONES[i].name, length) == 0 &&
            (head->at + length == head->end || !is_letter(head->at[length]))) {
            head->at += length;
            *offset_ms = ZONES[i].hours * HOUR_MS;
            return true;
        }
    }
    return false;
}

/* --- names of months: RFC 2822 and "Sat Nov 21 03:04:05 +0800 2026" --- */

static bool read_month(struct reading_head *head, int *month)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    skip_spaces(head);
    if (head->end - head->at < 3)
        return false;
    for (int i = 0; i < 12; i++) {
        if (memcmp(head->at, names + (size_t)i * 3, 3) == 0) {
            *month = i + 1;
            while (head->at < head->end && is_letter(*head->at))
                head->at++;
            return true;
        }
    }
    return false;
}

static bool read_clock(struct reading_head *head, struct civil *civil)
{
    int64_t hour = 0;
    int64_t minute = 0;
    int64_t second = 0;

    skip_spaces(head);
    if (read_digits(head, 2, &hour) == 0 || head->at == head->end || *head->at++ != ':' ||
        read_digits(head, 2, &minute) == 0)
        return false;
    if (head->at < head->end && *head->at == ':') {
        head->at++;
        if (read_digits(head, 2, &second) == 0)
            return false;
    }
    civil->hour = (int)hour;
    civil->minute = (int)minute;
    civil->second = (int)second;
    return true;
}

static bool read_year(struct reading_head *head, struct civil *civil)
{
    int64_t year = 0;

    skip_spaces(head);
    int digits = read_digits(head, 4, &year);
    civil->year = (int)(digits == 2 ? year + (year < 70 ? 2000 : 1900) : year);
    return digits >= 2;
}

static bool parse_named(struct slice string, const struct calendar *calendar, int64_t *at)
{
    struct reading_head head = { string.bytes, string.bytes + string.length };
    struct civil civil = { 0 };
    int64_t day = 0;
    int64_t offset_ms = 0;
    bool has_zone = false;

    if (!is_digit(*head.at) && !read_month(&head, &civil.month)) /* a weekday */
        while (head.at < head.end && is_letter(*head.at))
            head.at++;
    skip_spaces(&head);
    if (civil.month == 0 && head.at < head.end && !is_digit(*head.at) &&
        !read_month(&head, &civil.month))
        return false;
    skip_spaces(&head);
    if (read_digits(&head, 2, &day) == 0)
        return false;
    civil.day = (int)day;
    if (civil.month == 0) { /* day month year time zone */
        if (head.at < head.end && *head.at == '-')
            head.at++;
        if (!read_month(&head, &civil.month))
            return false;
        if (head.at < head.end && *head.at == '-')
            head.at++;
        if (!read_year(&head, &civil) || !read_clock(&head, &civil))
            return false;
        has_zone = read_zone(&head, &offset_ms);
    } else { /* month day time zone year */
        if (!read_clock(&head, &civil))
            return false;
        has_zone = read_zone(&head, &offset_ms);
        if (!read_year(&head, &civil))
            return false;
    }
    if (!is_possible(&civil))
        return false;
    *at = has_zone ? moment_from_civil(civil) - offset_ms
                   : times_from_local(calendar, moment_from_civil(civil));
    return true;
}

/* --- numbers apart: "2026/11/21 3:04", "2026年11月21日 下午3时4分" --- */

static bool starts_with(const struct reading_head *head, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(head->end - head->at) >= length && memcmp(head->at, word, length) == 0;
}

static bool parse_apart(struct slice string, const struct calendar *calendar, int64_t *at)
{
    struct reading_head head = { string.bytes, string.bytes + string.length };
    int64_t parts[PARTS_MOST] = { 0, 1, 1, 0, 0, 0, 0 };
    size_t count = 0;
    bool is_afternoon = false;
    bool has_zone = false;
    int64_t offset_ms = 0;

    while (head.at < head.end && !has_zone) {
        if (is_digit(*head.at)) {
            if (count == PARTS_MOST || read_digits(&head, count == 0 ? 4 : 3, &parts[count]) == 0)
                return false;
            if (++count == PARTS_MOST)
                while (head.at < head.end && is_digit(*head.at)) /* finer than we keep */
                    head.at++;
        } else if (count >= 4 && (*head.at == '+' || *head.at == '-' || is_letter(*head.at))) {
            if (starts_with(&head, "PM") || starts_with(&head, "pm"))
                is_afternoon = true;
            if (starts_with(&head, "AM") || starts_with(&head, "am") || is_afternoon)
                head.at += 2;
            else if (!(has_zone = read_zone(&head, &offset_ms)))
                return false;
        } else {
            is_afternoon = is_afternoon || starts_with(&head, "下午") || starts_with(&head, "晚上");
            head.at++;
        }
    }
    struct civil civil = { .year = (int)parts[0], .month = (int)parts[1], .day = (int)parts[2],
                           .hour = (int)parts[3], .minute = (int)parts[4], .second = (int)parts[5] };
    if (is_afternoon && civil.hour < 12)
        civil.hour += 12;
    if (count < 3 || !is_possible(&civil))
        return false;
    civil.millisecond = count == PARTS_MOST ? (int)parts[6] : 0;
    *at = has_zone ? moment_from_civil(civil) - offset_ms
                   : times_from_local(calendar, moment_from_civil(civil));
    return true;
}

static bool has_month_name(struct slice string)
{
    for (size_t i = 0; i + 3 <= string.length; i++) {
        struct reading_head head = { string.bytes + i, string.bytes + string.length };
        int month = 0;
        if (string.bytes[i] != ' ' && read_month(&head, &month))
            return true;
    }
    return false;
}

static bool is_plain_number(struct slice string)
{
    for (size_t i = 0; i < string.length; i++)
        if (!is_digit(string.bytes[i]) && string.bytes[i] != '.')
            return false;
    return true;
}

bool times_parse(struct slice string, const struct calendar *calendar, int64_t *at)
{
    while (string.length > 0 && (unsigned char)string.bytes[0] <= ' ') {
        string.bytes++;
        string.length--;
    }
    while (string.length > 0 && (unsigned char)string.bytes[string.length - 1] <= ' ')
        string.length--;
    if (string.length == 0 || string.length > TIME_BYTES_MOST)
        return false;
    if (moment_parse(string, at))
        return true;
    if (is_plain_number(string))
        return parse_number(string, calendar, at);
    if (parse_wrapped(string, at))
        return true;
    if (has_month_name(string))
        return parse_named(string, calendar, at);
    return parse_apart(string, calendar, at);
}
