#include "core/exact.h"
#include "core/guard.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void test_exponential_and_logarithm_are_near_those_of_libm(void **state)
{
    (void)state;

    for (double x = -700; x < 700; x += .37) {
        double expected = exp(x);
        if (fabs(exact_exp(x) - expected) > 1e-13 * expected)
            fail_msg("e^%g", x);
    }
    for (double x = 1e-300; x < 1e300; x *= 1.37) {
        double expected = log(x);
        if (fabs(exact_log(x) - expected) > 1e-14 * (1 + fabs(expected)))
            fail_msg("ln %g", x);
    }
    assert_true(exact_log(1) == 0 && exact_exp(0) == 1 && exact_exp(-1000) == 0);
    assert_true(exact_exp(1000) == exact_exp(708)); /* as much as there is */
    assert_true(exact_root(2.25) == 1.5);
}

static void test_the_guard_delays_a_threshold_but_never_forbids_it(void **state)
{
    (void)state;
    static const double variance_most = (3 - 1 - 1.09861228866811) / 9; /* v_max for a ratio of 3 */

    for (double mean = .1; mean < 1e6; mean *= 2.3) {
        double least = guard_reach(3 * mean, mean, .02, 9);
        assert_true(guard_deviance(least, mean, .02) >= 9);
        assert_true(least <= 3 * mean || guard_deviance(least - 1, mean, .02) < 9);
    }
    assert_true(guard_deviance(3.001e7, 1e7, variance_most) >= 9);
    assert_true(guard_deviance(5, 5, .1) == 0 && guard_deviance(1, 5, .1) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exponential_and_logarithm_are_near_those_of_libm),
        cmocka_unit_test(test_the_guard_delays_a_threshold_but_never_forbids_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
