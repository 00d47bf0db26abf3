#include "edge/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char *new_path(void)
{
    char *path = memory_copy("/tmp/tocsin-clock-XXXXXX", 24);
    int descriptor = mkstemp(path);

    assert_true(descriptor >= 0);
    close(descriptor);
    return path;
}

static void test_without_a_file_it_is_the_wall_clock(void **state)
{
    struct clock *clock = NULL;
    struct fault fault = { 0 };

    (void)state;
    assert_int_equal(clock_open(NULL, &clock, &fault), 0);
    int64_t before = clock_wall();
    int64_t now = clock_now(clock);
    assert_in_range(now, before, clock_wall());
    assert_false(clock_is_feed(clock));
    clock_free(clock);
}

static void test_an_anchor_runs_at_its_rate_and_then_stands(void **state)
{
    OWNED(string) char *path = new_path();
    struct clock_writer *writer = NULL;
    struct clock *clock = NULL;
    struct fault fault = { 0 };
    const int64_t event_at = 1420070400000;

    (void)state;
    assert_int_equal(clock_writer_open(path, &writer, &fault), 0);
    assert_int_equal(clock_open(path, &clock, &fault), 0);
    assert_true(clock_is_feed(clock));
    assert_int_equal(clock_now(clock), 0);
    clock_writer_set(writer, (struct clock_anchor){ event_at, clock_wall() - 1000, 600 });
    assert_in_range(clock_now(clock), event_at + 600000, event_at + 2000 * 600);
    clock_writer_set(writer, (struct clock_anchor){ event_at, clock_wall() - 60000, 600 });
    assert_int_equal(clock_now(clock), event_at + 2000 * 600);
    clock_writer_set(writer, (struct clock_anchor){ event_at, clock_wall() + 60000, 600 });
    assert_int_equal(clock_now(clock), event_at);
    clock_writer_free(writer);
    assert_int_equal(clock_writer_open(path, &writer, &fault), 0);
    assert_int_equal(clock_writer_anchor(writer).event_at, event_at);
    clock_writer_free(writer);
    clock_free(clock);
    unlink(path);
}

static void test_a_file_that_is_no_clock_is_refused(void **state)
{
    OWNED(string) char *path = new_path();
    struct clock *clock = NULL;
    struct fault fault = { 0 };

    (void)state;
    assert_int_equal(clock_open(path, &clock, &fault), -1);
    assert_int_equal(fault.kind, FAULT_SETUP);
    unlink(path);
    assert_int_equal(clock_open(path, &clock, &fault), -1);
    assert_null(clock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_file_it_is_the_wall_clock),
        cmocka_unit_test(test_an_anchor_runs_at_its_rate_and_then_stands),
        cmocka_unit_test(test_a_file_that_is_no_clock_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
