#include "wire/tally.h"

#include <math.h>

bool tally_read(struct slice stored, struct tally *tally)
{
    enum { PARTS = 4, MOST_DIGITS = 18 };
    int64_t numbers[PARTS] = { 0 };
    size_t part = 0;
    size_t digits = 0;

    for (size_t i = 0; i < stored.length; i++) {
        const char byte = stored.bytes[i];
        if (byte == ' ' && digits > 0 && part + 1 < PARTS) {
            part++;
            digits = 0;
        } else if (byte >= '0' && byte <= '9' && digits < MOST_DIGITS) {
            numbers[part] = numbers[part] * 10 + (byte - '0');
            digits++;
        } else {
            return false;
        }
    }
    if (part + 1 != PARTS || digits == 0)
        return false;
    *tally = (struct tally){ .mentions = numbers[0],
                             .complaints = numbers[1],
                             .distinct = numbers[2],
                             .negative = numbers[3] };
    return true;
}

void tally_add(struct tally *sum, const struct tally *more)
{
    sum->mentions += more->mentions;
    sum->complaints += more->complaints;
    sum->distinct += more->distinct;
    sum->negative += more->negative;
}

struct tally tally_sum(const struct tally_point *points, size_t count, int64_t from_at,
                       int64_t to_at)
{
    struct tally sum = { 0 };

    for (size_t i = 0; i < count; i++) {
        if (points[i].at >= from_at && points[i].at < to_at)
            tally_add(&sum, &points[i].tally);
    }
    return sum;
}

void tally_write(struct writer *writer, const struct tally *tally)
{
    writer_object(writer);
    writer_member_integer(writer, "mentions", tally->mentions);
    writer_member_integer(writer, "complaints", tally->complaints);
    writer_member_integer(writer, "distinct", tally->distinct);
    writer_member_integer(writer, "negative", tally->negative);
    writer_object_end(writer);
}

void tally_add_change(struct text *text, int64_t now, int64_t before)
{
    if (now == before) {
        text_add(text, now == 0 ? "–" : "±0 %");
        return;
    }
    if (before == 0) {
        text_add_format(text, "0 → %lld", (long long)now);
        return;
    }
    const double percent = floor(100.0 * (double)(now - before) / (double)before + 0.5);
    text_add_format(text, "%s%.0f %%", percent < 0 ? "−" : "+", fabs(percent));
}
