#include "base/reel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_frames_have_numbers_without_holes(void **state)
{
    (void)state;
    OWNED(reel) struct reel *reel = reel_new(4, 1000);
    struct reel_frame frame;

    assert_int_equal(reel_first(reel), reel_next(reel));
    for (uint64_t i = 1; i <= 3; i++)
        assert_int_equal(reel_add(reel, (uint32_t)i, (int64_t)(10 * i), SLICE("x")), i);
    assert_true(reel_find(reel, 2, &frame));
    assert_int_equal(frame.tag, 2);
    assert_int_equal(frame.mark, 20);
    assert_false(reel_find(reel, 0, &frame));
    assert_false(reel_find(reel, 4, &frame));
}

static void test_the_oldest_goes_when_the_count_runs_out(void **state)
{
    (void)state;
    OWNED(reel) struct reel *reel = reel_new(4, 1000);
    struct reel_frame frame;

    for (int i = 1; i <= 10; i++)
        (void)reel_add(reel, 0, i, SLICE("x"));
    assert_int_equal(reel_first(reel), 7);
    assert_int_equal(reel_next(reel), 11);
    assert_false(reel_find(reel, 6, &frame));
    assert_true(reel_find(reel, 7, &frame));
}

static void test_the_oldest_go_when_the_bytes_run_out(void **state)
{
    (void)state;
    OWNED(reel) struct reel *reel = reel_new(100, 10);

    (void)reel_add(reel, 0, 1, SLICE("1234"));
    (void)reel_add(reel, 0, 2, SLICE("1234"));
    (void)reel_add(reel, 0, 3, SLICE("1234"));
    assert_int_equal(reel_first(reel), 2);
    /* One that is larger than everything stays alone. */
    (void)reel_add(reel, 0, 4, SLICE("12345678901234567890"));
    assert_int_equal(reel_first(reel), 4);
    assert_int_equal(reel_next(reel), 5);
}

static void test_a_place_is_found_by_its_mark(void **state)
{
    (void)state;
    OWNED(reel) struct reel *reel = reel_new(8, 1000);

    (void)reel_add(reel, 0, 5, SLICE("a"));
    (void)reel_add(reel, 0, 5, SLICE("a, told again"));
    (void)reel_add(reel, 0, 9, SLICE("b"));
    assert_int_equal(reel_after(reel, 4), 1);
    assert_int_equal(reel_after(reel, 5), 3);
    assert_int_equal(reel_after(reel, 8), 3);
    assert_int_equal(reel_after(reel, 9), reel_next(reel));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_have_numbers_without_holes),
        cmocka_unit_test(test_the_oldest_goes_when_the_count_runs_out),
        cmocka_unit_test(test_the_oldest_go_when_the_bytes_run_out),
        cmocka_unit_test(test_a_place_is_found_by_its_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
