#include "core/counting.h"

#include "core/gauge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DAYS = 12, MOST_DECISIONS = 400 };

#define BEGIN_AT ((int64_t)20510 * DAY_MS)

static const struct calendar calendar;

struct heard {
    size_t count;
    struct telling decisions[MOST_DECISIONS];
};

static void hear(void *listener, const struct telling *decisions, size_t count)
{
    struct heard *heard = listener;

    for (size_t i = 0; i < count && heard->count < MOST_DECISIONS; i++)
        heard->decisions[heard->count++] = decisions[i];
}

/* Ten complaints an hour; eight hours of ninety on the last day but one. */
static uint32_t hourly(int hour)
{
    return hour >= (DAYS - 2) * 24 && hour < (DAYS - 2) * 24 + 8 ? 90 : 10;
}

/* The same complaints in rows of that length, forwards or backwards; `rows` in an hour. */
static void run(struct heard *heard, int rows, bool is_backwards)
{
    struct detector_settings settings = detector_shipped();
    OWNED(counting) struct counting *counting = counting_new(&settings);
    size_t series = counting_series(counting, SLICE("*"), &calendar);
    int total = DAYS * 24 * rows;

    for (int i = 0; i < total; i++) {
        int at = is_backwards ? total - 1 - i : i;
        uint32_t all = hourly(at / rows);
        uint32_t count = all * (uint32_t)(at % rows + 1) / (uint32_t)rows -
                         all * (uint32_t)(at % rows) / (uint32_t)rows;
        counting_add(counting, series,
                     &(struct counting_row){ .start_at = BEGIN_AT + at * HOUR_MS / rows,
                                             .complaints = count,
                                             .distinct = count });
    }
    *heard = (struct heard){ 0 };
    counting_run(counting, MOMENT_NEVER, hear, heard);
    assert_int_equal(counting_days(counting), DAYS);
}

static void test_the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    static struct heard forwards;
    static struct heard backwards;

    run(&forwards, 4, false);
    run(&backwards, 4, true);
    assert_int_equal(forwards.count, backwards.count);
    for (size_t i = 0; i < forwards.count; i++) {
        const struct telling *left = &forwards.decisions[i];
        const struct telling *right = &backwards.decisions[i];
        assert_true(left->at == right->at && left->growth.tier == right->growth.tier &&
                    left->growth.probability == right->growth.probability &&
                    left->growth.expected == right->growth.expected);
    }
}

static void test_rows_of_the_same_time_are_one(void **state)
{
    (void)state;
    struct detector_settings settings = detector_shipped();
    OWNED(counting) struct counting *counting = counting_new(&settings);
    size_t series = counting_series(counting, SLICE("a"), &calendar);
    struct heard heard = { 0 };

    assert_int_equal(counting_series(counting, SLICE("a"), &calendar), series);
    for (int i = 9; i >= 0; i--)
        counting_add(counting, series,
                     &(struct counting_row){ .start_at = BEGIN_AT + i / 2 * HOUR_MS,
                                             .complaints = 3,
                                             .distinct = 2 });
    counting_run(counting, BEGIN_AT + 4 * HOUR_MS, hear, &heard);
    assert_int_equal(counting_sum(counting, series, METRIC_COMPLAINTS,
                                  &(struct silence){ BEGIN_AT + HOUR_MS, BEGIN_AT + 3 * HOUR_MS }), 12);
    assert_int_equal(counting_sum(counting, series, METRIC_DISTINCT,
                                  &(struct silence){ BEGIN_AT, BEGIN_AT + 5 * HOUR_MS }), 20);
}

static void test_rows_of_any_length_show_the_surge(void **state)
{
    (void)state;
    static struct heard heard;
    int64_t begin_at = BEGIN_AT + (DAYS - 2) * DAY_MS;

    for (int rows = 1; rows <= 12; rows++) {
        if (60 % rows != 0)
            continue;
        run(&heard, rows, false);
        assert_true(heard.count >= 2);
        int64_t raised_at = 0;
        for (size_t i = heard.count; i-- > 0;)
            if (heard.decisions[i].growth.tier >= 200)
                raised_at = heard.decisions[i].at;
        if (raised_at <= begin_at || raised_at > begin_at + 2 * HOUR_MS)
            fail_msg("rows of %d min: raised %lld min after the beginning", 60 / rows,
                     (long long)(raised_at - begin_at) / MINUTE_MS);
        assert_int_equal(heard.decisions[heard.count - 1].growth.tier, 0);
    }
}

/* A bucket's records one by one, and then its end. */
static void take_records(struct series *series, const struct series_context *context,
                         const struct bucket_figures *bucket)
{
    static const struct counts one = { .of = { 1, 1, 1, 0 } };
    int64_t end_at = bucket->bucket_at + BUCKET_MS;

    for (uint32_t i = 0; i < bucket->distinct; i++) {
        int64_t at = bucket->bucket_at + (int64_t)i * BUCKET_MS / bucket->distinct;
        (void)series_record(series, context, &(struct arrival){ .event_at = at, .counts = one },
                            at);
    }
    for (int64_t at = bucket->bucket_at + MINUTE_MS; at <= end_at; at += MINUTE_MS)
        if (series_due_at(series) <= at)
            (void)series_minute(series, context, at);
    series_catch_up(series, context, end_at);
}

/* What a file of counts teaches is what the records behind it teach the daemon: the same baseline,
 * filter and literal tier at every end of a bucket. Inside a bucket the daemon may raise earlier; a
 * file has nothing there. */
static void test_counts_and_their_records_are_one(void **state)
{
    (void)state;
    const struct detector_settings settings = detector_shipped();
    const struct series_context context = { .settings = &settings, .calendar = &calendar };
    OWNED(series) struct series *records = series_new(SLICE("x"), SERIES_PLAIN);
    OWNED(series) struct series *counts = series_new(SLICE("x"), SERIES_PLAIN);
    const struct gauge *left = series_gauge(records);
    const struct gauge *right = series_gauge(counts);
    uint32_t noise = 1;

    for (int i = 0; i < DAYS * BUCKETS_A_DAY; i++) {
        noise = noise * 1664525 + 1013904223;
        uint32_t count = i == 0 ? 1 : (noise >> 16) % (i / 40 % 17 == 16 ? 60 : 8);
        struct bucket_figures bucket = { .bucket_at = BEGIN_AT + i * BUCKET_MS,
                                         .complaints = count,
                                         .distinct = count };
        take_records(records, &context, &bucket);
        (void)series_bucket(counts, &context, &bucket);
        assert_memory_equal(&left->baseline, &right->baseline, sizeof left->baseline);
        assert_memory_equal(&left->filter, &right->filter, sizeof left->filter);
        assert_memory_equal(&left->noise, &right->noise, sizeof left->noise);
        assert_int_equal(series_literal_tier(records), series_literal_tier(counts));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_order_of_rows_does_not_matter),
        cmocka_unit_test(test_rows_of_the_same_time_are_one),
        cmocka_unit_test(test_rows_of_any_length_show_the_surge),
        cmocka_unit_test(test_counts_and_their_records_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
