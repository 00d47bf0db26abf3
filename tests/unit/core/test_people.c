#include "core/people.h"

#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct key person(uint64_t number)
{
    return digest_hmac_key(SLICE("test"), (struct slice){ (const char *)&number, sizeof number });
}

static void test_each_person_counts_once(void **state)
{
    (void)state; /* not used */
    struct people people = { 0 };

    for (uint64_t i = 0; i < 1000; i++)
        assert_true(people_add(&people, person(i), 0));
    for (uint64_t i = 0; i < 1000; i++)
        assert_false(people_add(&people, person(i), 0));
    assert_int_equal(people.count, 1000);
    assert_true(people_has(&people, person(999)));
    assert_false(people_has(&people, person(1000)));
    assert_false(people_add(&people, (struct key){ { 0 } }, 0)); /* nobody */
    people_done(&people);
}

static void test_what_was_appended_reads_back(void **state)
{
    (void)state; /* not used */
    struct people people = { 0 };
    struct people restored = { 0 };

    for (uint64_t i = 0; i < 300; i++)
        (void)people_add(&people, person(i), 0); /* all new */
    people_restore(&restored, (struct slice){ people.fresh.bytes, people.fresh.length }, 0);
    people_restore(&restored, (struct slice){ people.fresh.bytes, people.fresh.length }, 0);
    assert_int_equal(restored.count, 300);
    assert_int_equal(restored.fresh.length, 0);
    people_done(&people);
    people_done(&restored);
}

static void test_people_without_hours_count_from_the_moment_that_is_given(void **state)
{
    (void)state; /* not used */
    const int64_t monday_at = 490000 * HOUR_MS;
    struct people restored = { 0 };
    struct key packed[2] = { person(1), person(2) };

    people_restore(&restored, (struct slice){ (const char *)packed, sizeof packed }, monday_at);
    assert_int_equal(people_since(&restored, monday_at), 2);
    assert_int_equal(people_since(&restored, monday_at + HOUR_MS), 0);
    people_done(&restored);
}

static void test_people_of_the_last_days(void **state)
{
    (void)state; /* not used */
    const int64_t monday_at = 490000 * HOUR_MS;
    struct people people = { 0 };
    struct people restored = { 0 };

    for (uint64_t i = 0; i < 300; i++)
        assert_true(people_add(&people, person(i), monday_at + (int64_t)i * HOUR_MS));
    assert_true(people_add(&people, person(0), monday_at + 299 * HOUR_MS)); /* heard again */
    assert_false(people_add(&people, person(0), monday_at)); /* a late record tells nothing new */
    assert_int_equal(people.count, 300);
    assert_int_equal(people_since(&people, monday_at), 300);
    assert_int_equal(people_since(&people, monday_at + 299 * HOUR_MS), 2);
    assert_int_equal(people_since(&people, monday_at + 200 * HOUR_MS), 101);
    people_restore(&restored, (struct slice){ people.fresh.bytes, people.fresh.length }, 0);
    assert_int_equal(restored.count, 300);
    assert_int_equal(people_since(&restored, monday_at + 200 * HOUR_MS), 101);
    assert_true(people_add(&people, person(1), monday_at + 3 * PEOPLE_HOURS * HOUR_MS));
    assert_int_equal(people_since(&people, monday_at), 1);
    people_renew(&people);
    people_done(&restored);
    people_restore(&restored, (struct slice){ people.fresh.bytes, people.fresh.length }, 0);
    assert_int_equal(restored.count, 300);
    assert_int_equal(people_since(&restored, monday_at), 1);
    people_done(&people);
    people_done(&restored);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_person_counts_once),
        cmocka_unit_test(test_what_was_appended_reads_back),
        cmocka_unit_test(test_people_of_the_last_days),
        cmocka_unit_test(test_people_without_hours_count_from_the_moment_that_is_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
