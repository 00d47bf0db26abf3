#include "base/moment.h"

/* Days since 1970-01-01 of a civil date, and back: Howard Hinnant, "chrono-Compatible Low-Level
 * Date Algorithms" (formulas days_from_civil and civil_from_days). Eras are 400 years long. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct civil civil_from_moment(int64_t at)
{
    int64_t midnight = moment_floor(at, DAY_MS);
    int64_t days = midnight / DAY_MS + 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (int)((5 * day_of_year + 2) / 153);
    int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    int milliseconds = (int)(at - midnight);
    int64_t weekday = (midnight / DAY_MS + 3) % 7; /* 1970-01-01 was a Thursday */

    return (struct civil){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1),
        .hour = milliseconds / 3600000,
        .minute = milliseconds / 60000 % 60,
        .second = milliseconds / 1000 % 60,
        .millisecond = milliseconds % 1000,
        .weekday = (int)(weekday < 0 ? weekday + 7 : weekday),
    };
}

int64_t moment_from_civil(struct civil civil)
{
    return days_from_civil(civil.year, civil.month, civil.day) * DAY_MS + civil.hour * HOUR_MS +
           civil.minute * MINUTE_MS + civil.second * SECOND_MS + civil.millisecond;
}

/* Reads exactly `digits` digits at the cursor. */
static bool read_number(struct slice *rest, int digits, int *number)
{
    if (rest->length < (size_t)digits)
        return false;
    *number = 0;
    for (int i = 0; i < digits; i++) {
        if (rest->bytes[i] < '0' || rest->bytes[i] > '9')
            return false;
        *number = *number * 10 + (rest->bytes[i] - '0');
    }
    rest->bytes += digits;
    rest->length -= (size_t)digits;
    return true;
}

static bool read_one_of(struct slice *rest, const char *allowed)
{
    if (rest->length == 0)
        return false;
    for (const char *byte = allowed; *byte != '\0'; byte++) {
        if (*byte == rest->bytes[0]) {
            rest->bytes++;
            rest->length--;
            return true;
        }
    }
    return false;
}

static bool read_decimals(struct slice *rest, int *millisecond)
{
    int place = 100;
    bool any = false;

    *millisecond = 0;
    while (rest->length > 0 && rest->bytes[0] >= '0' && rest->bytes[0] <= '9') {
        *millisecond += (rest->bytes[0] - '0') * place;
        place /= 10;
        rest->bytes++;
        rest->length--;
        any = true;
    }
    return any;
}

static bool read_offset(struct slice *rest, int64_t *offset_ms)
{
    if (read_one_of(rest, "Zz")) {
        *offset_ms = 0;
        return true;
    }
    bool west = rest->length > 0 && rest->bytes[0] == '-';
    int hour = 0, minute = 0;
    if (!read_one_of(rest, "+-") || !read_number(rest, 2, &hour) || !read_one_of(rest, ":") ||
        !read_number(rest, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *offset_ms = (hour * HOUR_MS + minute * MINUTE_MS) * (west ? -1 : 1);
    return true;
}

static int days_of_month(int year, int month)
{
    static const int DAYS[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : DAYS[month - 1];
}

bool moment_parse(struct slice string, int64_t *at)
{
    struct civil civil = { 0 };
    int64_t offset_ms = 0;

    if (!read_number(&string, 4, &civil.year) || !read_one_of(&string, "-") ||
        !read_number(&string, 2, &civil.month) || !read_one_of(&string, "-") ||
        !read_number(&string, 2, &civil.day) || !read_one_of(&string, "Tt ") ||
        !read_number(&string, 2, &civil.hour) || !read_one_of(&string, ":") ||
        !read_number(&string, 2, &civil.minute) || !read_one_of(&string, ":") ||
        !read_number(&string, 2, &civil.second))
        return false;
    if (read_one_of(&string, ".,") && !read_decimals(&string, &civil.millisecond))
        return false;
    if (!read_offset(&string, &offset_ms) || string.length != 0)
        return false;
    if (civil.year < 1970 || civil.month < 1 || civil.month > 12 || civil.day < 1 ||
        civil.day > days_of_month(civil.year, civil.month) || civil.hour > 23 ||
        civil.minute > 59 || civil.second > 60)
        return false;
    if (civil.second == 60)
        civil.second = 59;
    *at = moment_from_civil(civil) - offset_ms;
    return true;
}

/* Writes so many digits of the number before `end`. */
static void put_digits(char *end, int number, int digits)
{
    for (int i = 1; i <= digits; i++, number /= 10)
        end[-i] = (char)('0' + number % 10);
}

void moment_add(struct text *text, int64_t at)
{
    struct civil civil = civil_from_moment(at);
    char written[] = "0000-00-00T00:00:00.000Z";

    put_digits(written + 4, civil.year, 4);
    put_digits(written + 7, civil.month, 2);
    put_digits(written + 10, civil.day, 2);
    put_digits(written + 13, civil.hour, 2);
    put_digits(written + 16, civil.minute, 2);
    put_digits(written + 19, civil.second, 2);
    put_digits(written + 23, civil.millisecond, 3);
    if (civil.millisecond == 0)
        written[19] = 'Z';
    text_add_bytes(text, written, civil.millisecond == 0 ? 20 : 24);
}
