#include "core/counting.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_order_of_rows_does_not_matter),
        cmocka_unit_test(test_rows_of_any_length_show_the_surge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
