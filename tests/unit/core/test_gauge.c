/* What reaches the detector late, and how much room its state takes. */
#include "core/gauge.h"

#include "core/series.h"
#include "core/tier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define BEGIN_AT ((int64_t)20510 * DAY_MS)

static const struct calendar calendar;

struct stream {
    struct detector_settings settings;
    struct series_context context;
    struct series *series;
    int64_t minute_at;
    int worst; /* the worst tier so far */
};

static void stream_init(struct stream *stream)
{
    *stream = (struct stream){
        .settings = detector_shipped(),
        .series = series_new(SLICE("source/m"), SERIES_SOURCE),
        .minute_at = BEGIN_AT,
    };
    stream->context =
        (struct series_context){ .settings = &stream->settings, .calendar = &calendar };
}

static void stream_done(struct stream *stream)
{
    series_free(stream->series);
}

static void note(struct stream *stream)
{
    int tier = series_tier(stream->series);

    if (tier > stream->worst)
        stream->worst = tier;
}

static void pass(struct stream *stream, int64_t now)
{
    for (; stream->minute_at + MINUTE_MS <= now; stream->minute_at += MINUTE_MS) {
        if (series_due_at(stream->series) > stream->minute_at + MINUTE_MS)
            continue;
        (void)series_minute(stream->series, &stream->context, stream->minute_at + MINUTE_MS);
        note(stream);
    }
}

static void arrive(struct stream *stream, int64_t event_at, int64_t now)
{
    pass(stream, now);
    (void)series_record(stream->series, &stream->context,
                        &(struct arrival){ .event_at = event_at,
                                           .counts = { .of = { 1, 1, 1, 0 } } },
                        now);
    note(stream);
}

/* Sources that are asked every half hour, or hours behind: the baseline used to learn
 * what came on time only, while the 24 h counted everything, so that a calm stream looked like a
 * surge as soon as two days were known. */
static void test_what_comes_late_is_learned(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t every_ms; /* what happened in between comes at once */
    } rows[] = { { "at once", 1 },
                 { "every 20 minutes", 20 * MINUTE_MS },
                 { "every hour", HOUR_MS },
                 { "every 6 hours", 6 * HOUR_MS } };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stream stream;
        stream_init(&stream);
        for (int64_t n = 0; n < 12 * 96; n++) {
            int64_t event_at = BEGIN_AT + n * 15 * MINUTE_MS;
            arrive(&stream, event_at, moment_floor(event_at, rows[i].every_ms) +
                                          rows[i].every_ms - 1);
        }
        const struct growth *growth =
            series_growth(stream.series, &stream.context, BEGIN_AT + 12 * DAY_MS - 1);
        if (growth->ratio < .9 || growth->ratio > 1.1)
            fail_msg("%s: %lld of %.2f", rows[i].name, (long long)growth->observed,
                     growth->expected);
        if (stream.worst > 0)
            fail_msg("%s: tier %d", rows[i].name, stream.worst);
        stream_done(&stream);
    }
}

/* What a source sends after an outage is counted where it happened, and is no surge. */
static void test_what_an_outage_held_back_is_no_surge(void **state)
{
    (void)state;
    struct stream stream;
    int64_t out_at = BEGIN_AT + 10 * DAY_MS;
    int64_t back_at = out_at + 10 * HOUR_MS;

    stream_init(&stream);
    for (int64_t at = BEGIN_AT; at < out_at; at += 6 * MINUTE_MS)
        arrive(&stream, at, at);
    for (int64_t at = out_at; at < back_at; at += 6 * MINUTE_MS)
        arrive(&stream, at, back_at);
    for (int64_t at = back_at; at < back_at + 3 * DAY_MS; at += 6 * MINUTE_MS)
        arrive(&stream, at, at);
    assert_int_equal(stream.worst, 0);
    stream_done(&stream);
}

/* Complaints of the same hour by so many people, each of whom repeats it so often; the tier. */
static int told_by(int people, int times, bool *suspected)
{
    struct stream stream;

    stream_init(&stream);
    for (int64_t at = BEGIN_AT; at < BEGIN_AT + 10 * DAY_MS; at += 3 * HOUR_MS)
        arrive(&stream, at, at);
    assert_int_equal(stream.worst, 0);
    for (int i = 0; i < people * times; i++) {
        int64_t at = BEGIN_AT + 10 * DAY_MS + HOUR_MS + i * MINUTE_MS;
        pass(&stream, at);
        (void)series_record(stream.series, &stream.context,
                            &(struct arrival){ .event_at = at,
                                               .counts = { .of = { 1, 1, i < people, 0 } } },
                            at);
        note(&stream);
    }
    *suspected =
        series_growth(stream.series, &stream.context, stream.minute_at)->suspected_coordination;
    stream_done(&stream);
    return stream.worst;
}

static void test_what_few_people_make_is_a_marked_warning_and_no_more(void **state)
{
    (void)state;
    bool suspected = false;

    assert_int_equal(told_by(1, 40, &suspected), TIER_WARNING);
    assert_true(suspected);
    assert_int_equal(told_by(5, 9, &suspected), TIER_WARNING);
    assert_true(suspected);
    assert_int_equal(told_by(1, 9, &suspected), 0); /* too few to speak of */
    assert_true(told_by(20, 1, &suspected) >= TIER_WARNING);
    assert_false(suspected);
}

/* The literal rule where the 24 h hold a midnight of +08:00, with and without repeats. */
static int literal_tier(int count, int repeats)
{
    static const struct calendar_offset shanghai[] = { { 0, 8 * HOUR_MS } };
    static const struct calendar east = { .offsets = shanghai, .offset_count = 1 };
    struct stream stream;
    int64_t begin_at = BEGIN_AT + 6 * HOUR_MS; /* 14:00 there */

    stream_init(&stream);
    stream.settings.mode = GROWTH_LITERAL;
    stream.context.calendar = &east;
    stream.context.daily_mean = 100;
    stream.minute_at = begin_at;
    for (int i = 0; i < count; i++) {
        int64_t at = begin_at + i * (DAY_MS - SECOND_MS) / count;
        arrive(&stream, at, at);
        if (i < repeats)
            (void)series_record(stream.series, &stream.context,
                                &(struct arrival){ .event_at = at,
                                                   .counts = { .of = { 1, 1, 0, 0 } } },
                                at);
    }
    stream_done(&stream);
    return stream.worst;
}

static void test_a_local_midnight_and_repeats_leave_the_literal_rule_exact(void **state)
{
    (void)state;
    assert_int_equal(literal_tier(300, 0), 0);
    assert_int_equal(literal_tier(300, 50), 0);
    assert_int_equal(literal_tier(301, 0), TIER_200);
    assert_int_equal(literal_tier(400, 50), TIER_200);
    assert_int_equal(literal_tier(401, 0), TIER_300);
    assert_int_equal(literal_tier(601, 50), TIER_500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_comes_late_is_learned),
        cmocka_unit_test(test_what_an_outage_held_back_is_no_surge),
        cmocka_unit_test(test_what_few_people_make_is_a_marked_warning_and_no_more),
        cmocka_unit_test(test_a_local_midnight_and_repeats_leave_the_literal_rule_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
