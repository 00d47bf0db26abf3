#include "base/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_what_was_packed_comes_back(void **state)
{
    (void)state;
    OWNED(text) struct text text = { 0 };

    pack_number(&text, INT64_MIN);
    pack_decimal(&text, -0.1);
    pack_string(&text, SLICE("投诉"));
    pack_key(&text, (struct key){ { 1, 2, 3 } });
    struct unpack unpack = unpack_from((struct slice){ text.bytes, text.length });
    assert_true(unpack_number(&unpack) == INT64_MIN);
    assert_true(unpack_decimal(&unpack) == -0.1);
    assert_true(slice_is(unpack_string(&unpack), "投诉"));
    assert_int_equal(unpack_key(&unpack).bytes[2], 3);
    assert_true(unpack_is_done(&unpack));
}

static void test_every_cut_is_noticed(void **state)
{
    (void)state;
    OWNED(text) struct text text = { 0 };

    pack_string(&text, SLICE("abc"));
    pack_number(&text, 7);
    for (size_t length = 0; length < text.length; length++) {
        struct unpack unpack = unpack_from((struct slice){ text.bytes, length });
        (void)unpack_string(&unpack);
        (void)unpack_number(&unpack);
        assert_false(unpack_is_done(&unpack));
        assert_true(unpack.failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_packed_comes_back),
        cmocka_unit_test(test_every_cut_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
