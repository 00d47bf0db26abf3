#include "wire/labels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_a_labelled_line_is_six_columns(void **state)
{
    struct label_line line;
    struct fault fault = { 0 };
    (void)state; /* not used */

    assert_int_equal(labels_read(SLICE("neg\t1\tservice\tzh\tshop\t一\t二"), &line, &fault), 0);
    assert_int_equal(line.sentiment, 0);
    assert_int_equal(line.complaint, 1);
    assert_true(slice_is(line.source, "shop"));
    assert_true(slice_is(line.text, "一\t二"));
    assert_int_equal(labels_read(SLICE("-\t-\t-\ten\tshop\t"), &line, &fault), 0);
    assert_int_equal(line.sentiment, -1);
    assert_int_equal(line.complaint, -1);
}

static void test_the_column_that_is_wrong_is_named(void **state)
{
    static const struct {
        const char *line;
        const char *words;
    } ROWS[] = {
        { "neg\t1\tservice", "has 6 columns, this has 3" },
        { "", "has 6 columns, this has 1" },
        { "bad\t1\t-\tzh\tshop\tx", "column 1 must be neg, neu, pos or -" },
        { "neg\t2\t-\tzh\tshop\tx", "column 2 must be 0, 1 or -" },
        { "neg\t10\t-\tzh\tshop\tx", "column 2 must be 0, 1 or -" },
        { "neg\t1\t-\tzh\t\tx", "column 5 must name a source" },
    };
    struct label_line line;
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct fault fault = { 0 };
        assert_int_equal(labels_read(slice_of(ROWS[i].line), &line, &fault), -1);
        if (strstr(fault.text, ROWS[i].words) == NULL)
            fail_msg("'%s' was not said, but '%s'", ROWS[i].words, fault.text);
    }
}

static void test_a_word_has_a_tab_and_a_number(void **state)
{
    static const char *const WRONG[] = { "word", "\t1", "word\t", "word\tmuch", "word\t1e", "word\t\r", "word\tinf", "word\t1\rx",
                                         "word\t0.0000000000000000000000000000000000000000000000001" };
    struct word_line line;
    struct fault fault = { 0 };
    (void)state; /* not used */

    assert_int_equal(labels_read_word(SLICE("差\t-1.5\r"), &line, &fault), 0);
    assert_true(slice_is(line.word, "差"));
    assert_true(line.value == -1.5);
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        if (labels_read_word(slice_of(WRONG[i]), &line, &fault) == 0)
            fail_msg("'%s' was read", WRONG[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_labelled_line_is_six_columns),
        cmocka_unit_test(test_the_column_that_is_wrong_is_named),
        cmocka_unit_test(test_a_word_has_a_tab_and_a_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
