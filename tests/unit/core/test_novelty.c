#include "core/novelty.h"

#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct key key_of(const char *name)
{
    OWNED(digest) struct digest *digest = digest_new();

    digest_add(digest, slice_of(name));
    return digest_finish(digest);
}

static struct novelty_claim claim(const char *author, uint64_t simhash, int64_t at)
{
    return (struct novelty_claim){
        .about = 7,
        .has_person = author[0] != '\0',
        .person = key_of(author),
        .has_text = simhash != 0,
        .simhash = simhash,
        .at = at,
    };
}

static bool claims(struct novelty *novelty, struct novelty_claim what)
{
    return novelty_claim(novelty, &what);
}

static void test_one_author_is_distinct_once_a_day(void **state)
{
    (void)state;
    OWNED(novelty) struct novelty *novelty = novelty_new();

    assert_true(claims(novelty, claim("li", 0, 0)));
    assert_false(claims(novelty, claim("li", 0, DAY_MS - 1)));
    assert_true(claims(novelty, claim("li", 0, DAY_MS)));
    assert_true(claims(novelty, claim("wang", 0, 5)));
}

static void test_a_reposted_text_is_distinct_once(void **state)
{
    (void)state;
    OWNED(novelty) struct novelty *novelty = novelty_new();
    uint64_t text = 0xDEADBEEF12345678u;

    assert_true(claims(novelty, claim("li", text, 0)));
    assert_false(claims(novelty, claim("wang", text, 10)));
    assert_false(claims(novelty, claim("zhao", text ^ 0x8000400000000001u, 10)));
    assert_true(claims(novelty, claim("qian", text ^ 0x8000400100010000u, 10)));
}

static void test_nobody_saying_nothing_is_always_distinct(void **state)
{
    (void)state;
    OWNED(novelty) struct novelty *novelty = novelty_new();

    assert_true(claims(novelty, claim("", 0, 0)));
    assert_true(claims(novelty, claim("", 0, 0)));
    assert_int_equal(novelty_count(novelty), 0);
}

static void test_another_subject_is_another_claim(void **state)
{
    (void)state;
    OWNED(novelty) struct novelty *novelty = novelty_new();
    struct novelty_claim other = claim("li", 0x1234, 0);

    assert_true(claims(novelty, claim("li", 0x1234, 0)));
    other.about = 8;
    assert_true(claims(novelty, other));
}

static void count_person(void *visitor, struct key person)
{
    (void)person;
    ++*(int *)visitor;
}

static void test_people_of_an_interval_are_visited(void **state)
{
    (void)state;
    OWNED(novelty) struct novelty *novelty = novelty_new();
    int about_seven = 0, all = 0;
    struct novelty_claim other = claim("zhao", 0, 30);

    other.about = 8;
    assert_true(claims(novelty, claim("li", 0, 10)));
    assert_true(claims(novelty, claim("wang", 0, 20)));
    assert_true(claims(novelty, other));
    novelty_people(novelty, &(struct novelty_question){ .about = 7, .from_at = 10, .to_at = 40 },
                   count_person, &about_seven);
    novelty_people(novelty,
                   &(struct novelty_question){ .about_anything = true, .from_at = 11, .to_at = 40 },
                   count_person, &all);
    assert_int_equal(about_seven, 2);
    assert_int_equal(all, 2);
}

static void test_ten_thousand_claims_survive_forgetting(void **state)
{
    (void)state;
    OWNED(novelty) struct novelty *novelty = novelty_new();
    char name[] = "a00000";

    for (int64_t i = 0; i < 10000; i++) {
        for (int64_t digit = 0, rest = i; digit < 5; digit++, rest /= 10)
            name[5 - digit] = (char)('0' + rest % 10);
        assert_true(claims(novelty, claim(name, 0, i * MINUTE_MS)));
    }
    novelty_forget(novelty, 10000 * MINUTE_MS);
    assert_int_equal(novelty_count(novelty), 2879);
    assert_false(claims(novelty, claim("a09999", 0, 10000 * MINUTE_MS)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_author_is_distinct_once_a_day),
        cmocka_unit_test(test_a_reposted_text_is_distinct_once),
        cmocka_unit_test(test_nobody_saying_nothing_is_always_distinct),
        cmocka_unit_test(test_another_subject_is_another_claim),
        cmocka_unit_test(test_people_of_an_interval_are_visited),
        cmocka_unit_test(test_ten_thousand_claims_survive_forgetting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
