#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* RFC 4648 §10. */
static void test_vectors_of_the_rfc(void **state)
{
    (void)state;
    static const char *const ROWS[][2] = {
        { "f", "Zg==" },       { "fo", "Zm8=" },         { "foo", "Zm9v" },
        { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        OWNED(text) struct text text = { 0 };
        OWNED(arena) struct arena *arena = arena_new();
        base64_add(&text, slice_of(ROWS[i][0]));
        assert_string_equal(text_string(&text), ROWS[i][1]);
        assert_true(slice_is(base64_decode(slice_of(ROWS[i][1]), arena), ROWS[i][0]));
    }
}

static void test_what_is_no_base64_is_empty(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();

    assert_int_equal(base64_decode(SLICE("Zg="), arena).length, 0);
    assert_int_equal(base64_decode(SLICE("Z*=="), arena).length, 0);
    assert_int_equal(base64_decode(SLICE(""), arena).length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors_of_the_rfc),
        cmocka_unit_test(test_what_is_no_base64_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
