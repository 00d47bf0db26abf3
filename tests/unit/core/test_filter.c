/* The filter as it is built, against the same source without its copy for wide vectors. */
#include "core/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FILTER_PLAIN
#define filter_init    plain_init
#define filter_predict plain_predict
#define filter_update  plain_update
#define filter_odds    plain_odds
void plain_init(struct filter *filter, const struct detector_settings *settings);
void plain_predict(struct filter *filter, const struct detector_settings *settings);
void plain_update(struct filter *filter, const struct detector_settings *settings,
                  const struct observation *observation);
struct odds plain_odds(const struct filter *filter, const struct detector_settings *settings);
#include "../../../lib/core/filter.c"
#undef filter_init
#undef filter_predict
#undef filter_update
#undef filter_odds

static uint32_t random_below(uint64_t *state, uint32_t bound)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % bound;
}

static void test_wide_vectors_give_the_same_bits(void **state)
{
    (void)state;
    struct detector_settings settings = detector_shipped();
    struct filter wide;
    struct filter plain;
    uint64_t random = 3;

    filter_init(&wide, &settings);
    plain_init(&plain, &settings);
    for (int i = 0; i < 20000; i++) {
        double expected = (1 + random_below(&random, 1000)) / (i % 3 == 0 ? 700. : 7.);
        struct observation seen = {
            .count = random_below(&random, 3 + (uint32_t)expected * (i / 500 % 2 == 0 ? 2 : 9)),
            .expected = expected,
            .spread = .09 + random_below(&random, 100) / 400.,
            .noise = .02 + random_below(&random, 100) / 300.,
        };
        filter_predict(&wide, &settings);
        plain_predict(&plain, &settings);
        filter_update(&wide, &settings, &seen);
        plain_update(&plain, &settings, &seen);
        assert_memory_equal(&wide, &plain, sizeof wide);
    }
}

static void test_probabilities_add_up_and_follow_the_counts(void **state)
{
    (void)state;
    struct detector_settings settings = detector_shipped();
    struct filter filter;
    struct observation usual = { .count = 10, .expected = 10, .spread = .1, .noise = .05 };
    struct observation surge = { .count = 50, .expected = 10, .spread = .1, .noise = .05 };

    filter_init(&filter, &settings);
    for (int i = 0; i < 100; i++) {
        filter_predict(&filter, &settings);
        filter_update(&filter, &settings, &usual);
    }
    struct odds odds = filter_odds(&filter, &settings);
    assert_true(odds.any < .05 && odds.tier[0] < .001);
    for (int i = 0; i < 8; i++) {
        filter_predict(&filter, &settings);
        filter_update(&filter, &settings, &surge);
    }
    odds = filter_odds(&filter, &settings);
    assert_true(odds.tier[0] > .99 && odds.tier[1] > .9 && odds.tier[2] < .1);
    float sum = 0;
    for (size_t i = 0; i < sizeof filter.mass / sizeof *filter.mass; i++)
        sum += filter.mass[i];
    assert_true(sum > .9999f && sum < 1.0001f);
}

static void test_nothing_expected_changes_nothing(void **state)
{
    (void)state;
    struct detector_settings settings = detector_shipped();
    struct filter filter;
    struct filter before;

    filter_init(&filter, &settings);
    before = filter;
    filter_update(&filter, &settings, &(struct observation){ .count = 5, .spread = .1, .noise = .1 });
    assert_memory_equal(&filter, &before, sizeof filter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wide_vectors_give_the_same_bits),
        cmocka_unit_test(test_probabilities_add_up_and_follow_the_counts),
        cmocka_unit_test(test_nothing_expected_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
