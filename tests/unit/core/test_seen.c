#include "core/seen.h"

#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct key key_of(int64_t number)
{
    OWNED(digest) struct digest *digest = digest_new();

    digest_add_number(digest, number);
    return digest_finish(digest);
}

static void test_ids_are_known_until_their_hour_is_forgotten(void **state)
{
    (void)state;
    OWNED(seen) struct seen *seen = seen_new(1000000);

    for (int64_t i = 0; i < 3000; i++)
        assert_int_equal(seen_add(seen, key_of(i), i * MINUTE_MS), 0);
    assert_true(seen_find(seen, key_of(2999)));
    assert_false(seen_find(seen, key_of(3000)));
    seen_forget(seen, 2400 * MINUTE_MS + 30 * MINUTE_MS);
    assert_false(seen_find(seen, key_of(2399)));
    assert_true(seen_find(seen, key_of(2400)));
    assert_int_equal(seen_count(seen), 600);
}

static void test_over_the_limit_the_oldest_hour_goes_first(void **state)
{
    (void)state;
    OWNED(seen) struct seen *seen = seen_new(100);
    size_t given_up = 0;

    for (int64_t i = 0; i < 150; i++)
        given_up += seen_add(seen, key_of(i), i * MINUTE_MS);
    assert_int_equal(given_up, 1);
    assert_false(seen_find(seen, key_of(59)));
    assert_true(seen_find(seen, key_of(60)));
    int64_t hour_at = -1;
    assert_true(seen_forgotten(seen, &hour_at));
    assert_int_equal(hour_at, 0);
    assert_false(seen_forgotten(seen, &hour_at));
}

static void test_so_many_hours_are_kept_at_most(void **state)
{
    (void)state;
    OWNED(seen) struct seen *seen = seen_new(1000);

    for (int64_t hour = 0; hour < 65; hour++)
        (void)seen_add(seen, key_of(hour), hour * HOUR_MS);
    assert_int_equal(seen_count(seen), 64);
    assert_false(seen_find(seen, key_of(0)));
    assert_true(seen_find(seen, key_of(1)));
    assert_true(seen_find(seen, key_of(64)));
}

static void test_additions_are_told_once(void **state)
{
    (void)state;
    OWNED(seen) struct seen *seen = seen_new(100);
    size_t count = 0;

    seen_add(seen, key_of(1), HOUR_MS + 5);
    const struct seen_addition *additions = seen_additions(seen, &count);
    assert_int_equal(count, 1);
    assert_int_equal(additions[0].hour_at, HOUR_MS);
    seen_settle(seen);
    (void)seen_additions(seen, &count);
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_are_known_until_their_hour_is_forgotten),
        cmocka_unit_test(test_over_the_limit_the_oldest_hour_goes_first),
        cmocka_unit_test(test_so_many_hours_are_kept_at_most),
        cmocka_unit_test(test_additions_are_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
