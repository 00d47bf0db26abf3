#include "core/people.h"

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
        assert_true(people_add(&people, person(i)));
    for (uint64_t i = 0; i < 1000; i++)
        assert_false(people_add(&people, person(i)));
    assert_int_equal(people.count, 1000);
    assert_true(people_has(&people, person(999)));
    assert_false(people_has(&people, person(1000)));
    people_done(&people);
}

static void test_what_was_appended_reads_back(void **state)
{
    (void)state; /* not used */
    struct people people = { 0 };
    struct people restored = { 0 };

    for (uint64_t i = 0; i < 300; i++)
        (void)people_add(&people, person(i)); /* all new */
    people_restore(&restored, (struct slice){ people.fresh.bytes, people.fresh.length });
    people_restore(&restored, (struct slice){ people.fresh.bytes, people.fresh.length });
    assert_int_equal(restored.count, 300);
    assert_int_equal(restored.fresh.length, 0);
    people_done(&people);
    people_done(&restored);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_person_counts_once),
        cmocka_unit_test(test_what_was_appended_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
