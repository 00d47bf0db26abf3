/* What a row weighs in training. */
#include "read/train.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const float EXACT = 1e-5f;

static void test_complaints_and_others_of_a_source_weigh_the_same(void **state)
{
    struct train_row rows[] = {
        {.sentiment = -1, .complaint = 1, .source = 0},
        {.sentiment = -1, .complaint = 0, .source = 0},
        {.sentiment = -1, .complaint = 0, .source = 0},
        {.sentiment = -1, .complaint = 0, .source = 0},
    };

    (void)state; /* nothing is set up */
    train_balance(rows, 4, 1);
    assert_float_equal(rows[0].complaint_weight, 2, EXACT);
    assert_float_equal(
        rows[1].complaint_weight + rows[2].complaint_weight + rows[3].complaint_weight, 2, EXACT);
}

static void test_a_source_of_one_kind_weighs_what_it_has_rows(void **state)
{
    struct train_row rows[] = {
        {.sentiment = -1, .complaint = 0, .source = 0},
        {.sentiment = -1, .complaint = 0, .source = 0},
        {.sentiment = -1, .complaint = 1, .source = 1},
    };

    (void)state; /* nothing is set up */
    train_balance(rows, 3, 2);
    for (size_t i = 0; i < 3; i++)
        assert_float_equal(rows[i].complaint_weight, 1, EXACT);
}

static void test_the_three_moods_weigh_the_same_over_all_sources(void **state)
{
    struct train_row rows[] = {
        {.sentiment = HEAD_NEGATIVE, .complaint = -1, .source = 0},
        {.sentiment = HEAD_NEGATIVE, .complaint = -1, .source = 1},
        {.sentiment = HEAD_NEUTRAL, .complaint = -1, .source = 2},
        {.sentiment = HEAD_POSITIVE, .complaint = -1, .source = 3},
    };

    (void)state; /* nothing is set up */
    train_balance(rows, 4, 4);
    assert_float_equal(rows[0].mood_weight + rows[1].mood_weight, rows[2].mood_weight, EXACT);
    assert_float_equal(rows[2].mood_weight, rows[3].mood_weight, EXACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complaints_and_others_of_a_source_weigh_the_same),
        cmocka_unit_test(test_a_source_of_one_kind_weighs_what_it_has_rows),
        cmocka_unit_test(test_the_three_moods_weigh_the_same_over_all_sources),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
