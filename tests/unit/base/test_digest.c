#include "base/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct key step_by_step(struct slice first, struct slice second)
{
    OWNED(digest) struct digest *digest = digest_new();

    digest_add(digest, first);
    digest_add(digest, second);
    return digest_finish(digest);
}

static void test_a_pair_is_two_pieces(void **state)
{
    (void)state;
    char bytes[600];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7);
    for (size_t length = 0; length <= 300; length++) {
        struct slice first = { bytes, length }, second = { bytes + 300, 300 - length };
        assert_true(key_equals(digest_pair(first, second), step_by_step(first, second)));
    }
    assert_true(key_equals(digest_pair(SLICE(""), SLICE("")), step_by_step(SLICE(""), SLICE(""))));
    assert_false(key_equals(digest_pair(SLICE("ab"), SLICE("c")), digest_pair(SLICE("a"), SLICE("bc"))));
}

static void test_a_prepared_key_gives_the_same_code(void **state)
{
    (void)state;
    static const char *const KEYS[] = { "", "k", "0123456789abcdef0123456789abcdef" };

    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        OWNED(hmac) struct hmac *hmac = hmac_new(slice_of(KEYS[i]));
        for (int again = 0; again < 2; again++) {
            assert_true(key_equals(hmac_key(hmac, SLICE("author")),
                                   digest_hmac_key(slice_of(KEYS[i]), SLICE("author"))));
            assert_true(key_equals(hmac_key(hmac, SLICE("")),
                                   digest_hmac_key(slice_of(KEYS[i]), SLICE(""))));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pair_is_two_pieces),
        cmocka_unit_test(test_a_prepared_key_gives_the_same_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
