#include "view/counts.h"

#include "wire/keys.h"

#include <stdlib.h>

static int by_bytes(const void *left, const void *right)
{
    return slice_compare(*(const struct slice *)left, *(const struct slice *)right);
}

static struct slice kept(const struct view *view, const struct text *text)
{
    return (struct slice){ .bytes = arena_copy(view->arena, text_string(text), text->length),
                           .length = text->length };
}

int counts_series(const struct view *view, struct names *names, struct fault *fault)
{
    OWNED(text) struct text key = { 0 };
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    keys_add_org(&key, "series", view->org.name);
    const struct question question = { "SMEMBERS", view->org.partition,
                                       { text_string(&key), key.length }, { { 0 } } };
    if (store_ask_one(view->store, &question, &reply, fault) != 0)
        return -1;

    const size_t count = redis_reply_count(reply) < COUNTS_SERIES_LIMIT ? redis_reply_count(reply)
                                                                        : COUNTS_SERIES_LIMIT;
    names->rows = arena_take(view->arena, (count + 1) * sizeof *names->rows);
    for (size_t i = 0; i < count; i++) {
        OWNED(text) struct text name = { 0 };
        keys_add_decoded(&name, redis_reply_text(redis_reply_item(reply, i)));
        names->rows[i] = kept(view, &name);
    }
    names->count = count;
    qsort(names->rows, count, sizeof *names->rows, by_bytes);
    return 0;
}

/* How the counts of one span lie: a hash a day of hours, or a hash an hour of minutes. */
struct grain {
    int64_t span_ms;
    int64_t step_ms;
    const char *kind;
    void (*add_span)(struct text *text, int64_t at);
};

static const struct grain hours = { DAY_MS, HOUR_MS, "h", keys_add_day };
static const struct grain minutes = { HOUR_MS, MINUTE_MS, "m", keys_add_hour };

static size_t spans_of(const struct stretch *stretch, const struct grain *grain)
{
    if (stretch->to_at <= stretch->from_at)
        return 0;
    return (size_t)((moment_floor(stretch->to_at - 1, grain->span_ms) -
                     moment_floor(stretch->from_at, grain->span_ms)) / grain->span_ms) + 1;
}

/* "07" is the eighth step of the span. */
static bool place_of(struct slice field, const struct grain *grain, int64_t *offset_ms)
{
    if (field.length != 2 || field.bytes[0] < '0' || field.bytes[0] > '9' ||
        field.bytes[1] < '0' || field.bytes[1] > '9')
        return false;
    *offset_ms = (10 * (field.bytes[0] - '0') + field.bytes[1] - '0') * grain->step_ms;
    return *offset_ms < grain->span_ms;
}

static int by_time(const void *left, const void *right)
{
    const int64_t a = ((const struct tally_point *)left)->at;
    const int64_t b = ((const struct tally_point *)right)->at;

    return (a > b) - (a < b);
}

static void take_in(struct stretch *stretch, const struct grain *grain, int64_t span_at,
                    const struct redis_reply *reply)
{
    for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2) {
        struct tally_point point = { 0 };
        if (!place_of(redis_reply_text(redis_reply_item(reply, i)), grain, &point.at) ||
            !tally_read(redis_reply_text(redis_reply_item(reply, i + 1)), &point.tally))
            continue; /* a reader shows what it can read */
        point.at += span_at;
        if (point.at >= stretch->from_at && point.at < stretch->to_at)
            stretch->points[stretch->count++] = point;
    }
}

static void ask_for(const struct view *view, const struct stretch *stretch,
                    const struct grain *grain, struct question *questions)
{
    const size_t spans = spans_of(stretch, grain);

    for (size_t n = 0; n < spans; n++) {
        OWNED(text) struct text key = { 0 };
        keys_add(&key, grain->kind, view->org.name, stretch->series);
        text_add_char(&key, ':');
        grain->add_span(&key, moment_floor(stretch->from_at, grain->span_ms) +
                                  (int64_t)n * grain->span_ms);
        questions[n] =
            (struct question){ "HGETALL", view->org.partition, kept(view, &key), { { 0 } } };
    }
}

static int read_counts(const struct view *view, struct stretch *stretches, size_t count,
                       const struct grain *grain, struct fault *fault)
{
    size_t total = 0;

    for (size_t i = 0; i < count; i++)
        total += spans_of(&stretches[i], grain);
    struct question *questions = arena_take(view->arena, (total + 1) * sizeof *questions);
    struct redis_reply **replies = arena_take(view->arena, (total + 1) * sizeof(void *));

    for (size_t i = 0, at = 0; i < count; at += spans_of(&stretches[i], grain), i++)
        ask_for(view, &stretches[i], grain, questions + at);
    if (store_ask(view->store, questions, total, replies, fault) != 0)
        return -1;

    for (size_t i = 0, at = 0; i < count; i++) {
        struct stretch *stretch = &stretches[i];
        const size_t spans = spans_of(stretch, grain);
        const size_t steps = (size_t)(grain->span_ms / grain->step_ms);
        stretch->points = arena_take(view->arena, (spans * steps + 1) * sizeof *stretch->points);
        stretch->count = 0;
        for (size_t n = 0; n < spans; n++, at++) {
            take_in(stretch, grain,
                    moment_floor(stretch->from_at, grain->span_ms) + (int64_t)n * grain->span_ms,
                    replies[at]);
            redis_reply_free(replies[at]);
        }
        qsort(stretch->points, stretch->count, sizeof *stretch->points, by_time);
    }
    return 0;
}

int counts_hours(const struct view *view, struct stretch *stretches, size_t count,
                 struct fault *fault)
{
    return read_counts(view, stretches, count, &hours, fault);
}

int counts_minutes(const struct view *view, struct stretch *stretches, size_t count,
                   struct fault *fault)
{
    return read_counts(view, stretches, count, &minutes, fault);
}
