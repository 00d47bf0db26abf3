#include "core/series.h"

#include "base/digest.h"
#include "core/tier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct calendar_offset shanghai[] = { { 0, 8 * HOUR_MS } };
static const struct calendar calendar = { .offsets = shanghai, .offset_count = 1 };

#define BEGIN_AT (29532000 * MINUTE_MS) /* 2026-02-24T16:00Z, a local midnight */

struct bench {
    struct detector_settings settings;
    struct series_context context;
    struct series *series;
    int64_t now;
    uint64_t random;
};

static void bench_init(struct bench *bench, double daily_mean)
{
    *bench = (struct bench){ .settings = detector_shipped(), .now = BEGIN_AT, .random = 11 };
    bench->context = (struct series_context){
        .settings = &bench->settings,
        .calendar = &calendar,
        .daily_mean = daily_mean,
    };
    bench->series = series_new(SLICE("subject/battery"), SERIES_PLAIN);
}

static void bench_done(struct bench *bench)
{
    series_free(bench->series);
}

static bool complain(struct bench *bench, int64_t at)
{
    const struct arrival arrival = { .event_at = at, .counts = { .of = { 1, 1, 1, 0 } } };
    bool rose;

    if (at > bench->now) {
        for (int64_t minute = moment_floor(bench->now, MINUTE_MS) + MINUTE_MS; minute <= at;
             minute += MINUTE_MS)
            if (minute >= series_due_at(bench->series))
                (void)series_minute(bench->series, &bench->context, minute);
        bench->now = at;
    }
    rose = series_record(bench->series, &bench->context, &arrival, bench->now);
    return rose;
}

/* So many complaints, evenly over that time from now on; the first tier that rose. */
static int complain_evenly(struct bench *bench, int count, int64_t over_ms)
{
    int64_t from_at = bench->now;
    int tier = 0;

    for (int i = 0; i < count; i++)
        if (complain(bench, from_at + i * over_ms / count) && tier == 0)
            tier = series_tier(bench->series);
    return tier;
}

static uint32_t random_below(struct bench *bench, uint32_t bound)
{
    bench->random = bench->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(bench->random >> 33) % bound;
}

/* Does it look like a campaign when each complaint is repeated twice? */
static bool suspects(bool is_passed_on)
{
    struct bench bench;

    bench_init(&bench, 100);
    for (int i = 0; i < 40; i++) {
        (void)complain(&bench, bench.now + MINUTE_MS);
        const struct arrival again = { .event_at = bench.now,
                                       .counts = { .of = { 1, 1, 0, 0 } },
                                       .is_passed_on = is_passed_on };
        for (int k = 0; k < 2; k++)
            (void)series_record(bench.series, &bench.context, &again, bench.now);
    }
    bool answer =
        series_growth(bench.series, &bench.context, bench.now)->suspected_coordination;
    bench_done(&bench);
    return answer;
}

static void test_what_many_pass_on_is_no_campaign(void **state)
{
    (void)state;
    assert_true(suspects(false));
    assert_false(suspects(true));
}

static void test_literal_thresholds_are_exact(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int count;
        int tier;
    } rows[] = {
        { "2.99x", 299, 0 },   { "3.00x", 300, 0 },   { "3.01x", 301, 200 },
        { "4.00x", 400, 200 }, { "4.01x", 401, 300 }, { "6.00x", 600, 300 },
        { "6.01x", 601, 500 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench bench;
        bench_init(&bench, 100);
        bench.settings.mode = GROWTH_LITERAL;
        (void)complain_evenly(&bench, rows[i].count, DAY_MS - 1000);
        int64_t end_at = BEGIN_AT + DAY_MS - 1;
        const struct growth *growth = series_growth(bench.series, &bench.context, end_at);
        if (series_tier(bench.series) != rows[i].tier)
            fail_msg("%s: tier %d, %lld of %.9f", rows[i].name, series_tier(bench.series),
                     (long long)growth->observed, growth->expected);
        assert_int_equal(growth->observed, rows[i].count);
        assert_true(growth->ratio > rows[i].count / 100. - 1e-6 &&
                    growth->ratio < rows[i].count / 100. + 1e-6);
        assert_true(growth->growth_percent > rows[i].count - 100 - 1e-4 &&
                    growth->growth_percent < rows[i].count - 100 + 1e-4);
        bench_done(&bench);
    }
}

static void test_a_steady_rate_is_learned_without_bias_and_raises_nothing(void **state)
{
    (void)state;
    struct bench bench;

    bench_init(&bench, 0);
    for (int day = 0; day < 14; day++) {
        assert_int_equal(complain_evenly(&bench, 96, DAY_MS), 0);
        const struct growth *growth = series_growth(bench.series, &bench.context, bench.now);
        if (day >= 3 && (growth->ratio < .97 || growth->ratio > 1.03))
            fail_msg("day %d: %lld of %.2f", day, (long long)growth->observed, growth->expected);
    }
    bench_done(&bench);
}

static void test_complaints_out_of_nothing_are_growth_once_they_are_enough(void **state)
{
    (void)state;
    struct bench bench;

    bench_init(&bench, 0);
    (void)complain(&bench, BEGIN_AT);
    bench.now = BEGIN_AT + 10 * DAY_MS;
    int count = 0;
    while (count < 30 && !complain(&bench, bench.now + 5 * MINUTE_MS))
        count++;
    assert_true(count >= 9 && count < 20); /* never under ten */
    assert_true(series_tier(bench.series) >= TIER_WARNING);
    bench_done(&bench);
}

static void test_days_are_expected_as_long_as_they_are(void **state)
{
    (void)state;
    static const struct calendar_offset berlin[] = { { 0, HOUR_MS },
                                                     { 1774746000000, 2 * HOUR_MS } };
    static const struct calendar europe = { .offsets = berlin, .offset_count = 2 };
    struct bench bench;

    bench_init(&bench, 100);
    bench.context.calendar = &europe;
    bench.settings.mode = GROWTH_LITERAL;
    bench.now = 1774746000000 - 20 * HOUR_MS; /* the 24 h hold the lost hour */
    (void)complain_evenly(&bench, 300, DAY_MS - 1000);
    assert_int_equal(series_tier(bench.series), 0);
    (void)complain(&bench, bench.now);
    assert_int_equal(series_tier(bench.series), 200);
    bench_done(&bench);
}

static void test_an_outage_inside_the_window_neither_raises_nor_teaches(void **state)
{
    (void)state;
    struct bench bench;

    bench_init(&bench, 0);
    series_free(bench.series);
    bench.series = series_new(SLICE("source/m"), SERIES_SOURCE);
    assert_int_equal(complain_evenly(&bench, 20 * 200, 20 * DAY_MS), 0);
    double before = series_expected(bench.series, &bench.context, bench.now, bench.now + DAY_MS);
    int64_t silent_at = bench.now;
    for (int64_t at = silent_at; at < silent_at + 10 * HOUR_MS; at += MINUTE_MS)
        (void)series_minute(bench.series, &bench.context, at);
    int64_t since_at = series_silent_since(bench.series);
    assert_true(since_at != MOMENT_NEVER && since_at <= silent_at + BUCKET_MS);
    bench.now = silent_at + 10 * HOUR_MS;
    assert_int_equal(complain_evenly(&bench, 3 * 200, 3 * DAY_MS), 0);
    assert_int_equal(series_silent_since(bench.series), MOMENT_NEVER);
    double after = series_expected(bench.series, &bench.context, bench.now, bench.now + DAY_MS);
    assert_true(after > .95 * before && after < 1.05 * before);
    bench_done(&bench);
}

static void test_a_surge_is_seen_at_the_record_that_makes_it(void **state)
{
    (void)state;
    struct bench bench;

    bench_init(&bench, 96);
    assert_int_equal(complain_evenly(&bench, 960, 10 * DAY_MS), 0);
    int64_t begin_at = bench.now;
    int tier = 0;
    for (int i = 1; i < 400 && tier < TIER_200; i++)
        if (complain(&bench, begin_at + i * 100 * SECOND_MS)) /* nine times the usual */
            tier = series_tier(bench.series);
    assert_int_equal(tier, 200);
    assert_true(bench.now - begin_at < 50 * MINUTE_MS);
    const struct growth *growth = series_growth(bench.series, &bench.context, bench.now);
    assert_int_equal(growth->decided_by, DECIDED_BY_EARLY);
    assert_true(growth->probability >= .6 && growth->ratio > 2);
    bench_done(&bench);
}

static void test_few_complaints_are_never_a_surge(void **state)
{
    (void)state;
    struct bench bench;

    bench_init(&bench, 0);
    for (int day = 0; day < 40; day++) {
        (void)complain(&bench, BEGIN_AT + day * DAY_MS + 9 * HOUR_MS);
        if (day % 5 == 4)
            for (int i = 0; i < 4; i++) /* one, then four */
                assert_false(complain(&bench, BEGIN_AT + day * DAY_MS + (10 + i) * HOUR_MS));
    }
    assert_int_equal(series_tier(bench.series), 0);
    bench_done(&bench);
}

static void test_nothing_is_decided_before_two_days_are_known(void **state)
{
    (void)state;
    struct bench bench;

    bench_init(&bench, 0);
    assert_int_equal(complain_evenly(&bench, 20, DAY_MS), 0);
    assert_int_equal(complain_evenly(&bench, 900, 20 * HOUR_MS), 0);
    bench_done(&bench);
}

static void test_silence_never_raises_a_level(void **state)
{
    (void)state;
    struct bench bench;
    struct silence silence;

    bench_init(&bench, 200);
    assert_int_equal(complain_evenly(&bench, 1400, 7 * DAY_MS), 0);
    silence = (struct silence){ .from_at = bench.now, .to_at = bench.now + 12 * HOUR_MS };
    bench.context.silences = &silence;
    bench.context.silence_count = 1;
    bench.now = silence.to_at;
    assert_int_equal(complain_evenly(&bench, 200, DAY_MS), 0);
    const struct growth *growth = series_growth(bench.series, &bench.context, bench.now);
    assert_true(growth->expected > 150 && growth->ratio < 1.5);
    bench_done(&bench);
}

/* A takeover restores the window, reads the state, and resumes with the open bucket's figures. */
static void take_over(struct bench *bench, const char *stored, size_t length,
                      const struct bucket_figures *figures)
{
    struct series *taken = series_new(SLICE("subject/battery"), SERIES_PLAIN);
    const struct window *window = series_window(bench->series);

    for (int64_t at = bench->now - 26 * HOUR_MS; at <= bench->now; at += MINUTE_MS)
        window_add(series_window(taken), at, window_minute(window, at));
    assert_true(series_read(taken, (struct slice){ .bytes = stored, .length = length }));
    series_resume(taken, &bench->context, figures);
    series_free(bench->series);
    bench->series = taken;
}

static void test_a_takeover_leaves_no_trace(void **state)
{
    (void)state;
    struct bench plain;
    struct bench taken;
    OWNED(text) struct text left = { 0 };
    OWNED(text) struct text right = { 0 };
    OWNED(text) struct text stored = { 0 };

    bench_init(&plain, 0);
    bench_init(&taken, 0);
    uint32_t steps = 0;
    for (int i = 0; i < 6000; i++) {
        int gap = i % 1500 > 1200 ? 30 : i == 3000 ? 90000 : 600; /* surges, and a long calm */
        int64_t at = plain.now + random_below(&plain, (uint32_t)gap) * SECOND_MS;
        int64_t event_at = i % 17 == 0 && at > BEGIN_AT + DAY_MS
                               ? at - random_below(&plain, 20000) * SECOND_MS
                               : at;
        (void)complain(&plain, at);
        (void)complain(&taken, at);
        assert_int_equal(complain(&plain, event_at), complain(&taken, event_at));
        if (i == 0 || series_steps(taken.series) != steps) {
            text_clear(&stored);
            series_write(taken.series, &stored);
            steps = series_steps(taken.series);
        }
        struct bucket_figures figures = series_figures(taken.series);
        if (i % 3 == 0)
            take_over(&taken, text_string(&stored), stored.length, &figures);
        assert_int_equal(series_tier(plain.series), series_tier(taken.series));
        text_clear(&left);
        text_clear(&right);
        series_write(plain.series, &left);
        series_write(taken.series, &right);
        assert_true(left.length < 8192);
        assert_int_equal(left.length, right.length);
        assert_memory_equal(text_string(&left), text_string(&right), left.length);
    }
    assert_true(series_steps(plain.series) > 300);
    bench_done(&plain);
    bench_done(&taken);
}

static void test_a_series_left_alone_steps_as_one_that_was_looked_at(void **state)
{
    (void)state;
    struct bench left;
    struct bench right;
    OWNED(text) struct text alone = { 0 };
    OWNED(text) struct text watched = { 0 };

    bench_init(&left, 0);
    bench_init(&right, 0);
    (void)complain_evenly(&left, 500, 5 * DAY_MS);
    (void)complain_evenly(&right, 500, 5 * DAY_MS);
    for (int64_t at = right.now; at < right.now + 3 * DAY_MS; at += MINUTE_MS)
        (void)series_minute(right.series, &right.context, at);
    series_catch_up(left.series, &left.context, left.now + 3 * DAY_MS);
    series_catch_up(right.series, &right.context, right.now + 3 * DAY_MS);
    series_write(left.series, &alone);
    series_write(right.series, &watched);
    assert_int_equal(alone.length, watched.length);
    assert_memory_equal(text_string(&alone), text_string(&watched), alone.length);
    assert_int_equal(series_due_at(left.series), INT64_MAX);
    bench_done(&left);
    bench_done(&right);
}

/* The state after a long run, as digest. It was the same by gcc 12 at -O0, -O2, -O3 with and without
 * wide vectors, and by clang 14. Whoever changes the arithmetic or the shipped numbers on purpose
 * writes the new digest here, after comparing compilers. */
static void test_the_state_has_the_same_bits_everywhere(void **state)
{
    (void)state;
    const struct calendar utc = { 0 };
    const struct detector_settings settings = detector_shipped();
    const struct series_context context = { .settings = &settings, .calendar = &utc };
    OWNED(text) struct text stored = { 0 };
    uint64_t random = 1;

    for (uint32_t k = 0; k < 12; k++) {
        OWNED(series) struct series *series = series_new(SLICE("x"), SERIES_SOURCE);
        for (int i = 0; i < 3000; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            uint32_t count =
                (uint32_t)((random >> 40) % (1 + k * 40)) * (i / 200 % 7 == 6 ? 5 : 1);
            (void)series_bucket(series, &context,
                                &(struct bucket_figures){ .bucket_at = i * BUCKET_MS,
                                                          .complaints = count + count / 9,
                                                          .distinct = count });
        }
        series_write(series, &stored);
    }
    uint64_t digest = digest_fast((struct slice){ stored.bytes, stored.length });
    if (digest != 0x4d94a8048ef781db)
        fail_msg("the digest is %016llx", (unsigned long long)digest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_many_pass_on_is_no_campaign),
        cmocka_unit_test(test_literal_thresholds_are_exact),
        cmocka_unit_test(test_a_steady_rate_is_learned_without_bias_and_raises_nothing),
        cmocka_unit_test(test_complaints_out_of_nothing_are_growth_once_they_are_enough),
        cmocka_unit_test(test_days_are_expected_as_long_as_they_are),
        cmocka_unit_test(test_an_outage_inside_the_window_neither_raises_nor_teaches),
        cmocka_unit_test(test_a_surge_is_seen_at_the_record_that_makes_it),
        cmocka_unit_test(test_few_complaints_are_never_a_surge),
        cmocka_unit_test(test_nothing_is_decided_before_two_days_are_known),
        cmocka_unit_test(test_silence_never_raises_a_level),
        cmocka_unit_test(test_a_takeover_leaves_no_trace),
        cmocka_unit_test(test_a_series_left_alone_steps_as_one_that_was_looked_at),
        cmocka_unit_test(test_the_state_has_the_same_bits_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
