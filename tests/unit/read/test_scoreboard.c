/* What a board says of a source that is not on it. */
#include "read/scoreboard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const double EXACT = 1e-9;

static void add(struct scoreboard *board, struct slice source, int complaint, double score)
{
    scoreboard_add(board, source,
                   &(struct scoreboard_row){
                       .sentiment = -1,
                       .complaint = complaint,
                       .complaint_score = score,
                       .said = score >= 0.5,
                   });
}

/* By rows alone the best threshold would be that of the large source, 0.91. */
static void test_a_large_source_does_not_choose_the_threshold_for_all(void **state)
{
    OWNED(scoreboard) struct scoreboard *board = scoreboard_new();
    struct rates rates;

    (void)state; /* nothing is set up */
    for (int i = 0; i < 1000; i++) {
        add(board, SLICE("large"), 1, 0.91);
        add(board, SLICE("large"), 0, i % 5 == 0 ? 0.62 : 0.12);
    }
    for (int i = 0; i < 100; i++) {
        add(board, SLICE("small"), 1, 0.32);
        add(board, SLICE("small"), 0, 0.22);
    }
    assert_true(scoreboard_expected(board, &rates) <= 0.32);
    assert_float_equal(rates.recall, 1, EXACT);
    assert_float_equal(rates.false_rate, 0.152, 0.001);
}

static void test_without_complaints_nothing_is_expected(void **state)
{
    OWNED(scoreboard) struct scoreboard *board = scoreboard_new();
    struct rates rates;

    (void)state; /* nothing is set up */
    add(board, SLICE("calm"), 0, 0.9);
    (void)scoreboard_expected(board, &rates); /* any threshold is as good */
    assert_float_equal(rates.recall, 0, EXACT);
}

static void test_a_source_without_labels_has_no_area(void **state)
{
    OWNED(scoreboard) struct scoreboard *board = scoreboard_new();
    struct scoreboard_line line;

    (void)state; /* nothing is set up */
    add(board, SLICE("silent"), -1, 0.9);
    assert_true(scoreboard_line(board, 0, &line));
    assert_int_equal(line.rows, 1);
    assert_float_equal(line.complaint_auc, -1, EXACT);
    assert_float_equal(line.polarity_auc, -1, EXACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_large_source_does_not_choose_the_threshold_for_all),
        cmocka_unit_test(test_without_complaints_nothing_is_expected),
        cmocka_unit_test(test_a_source_without_labels_has_no_area),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
