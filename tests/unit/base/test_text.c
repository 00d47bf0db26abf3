#include "base/fault.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_text_grows_and_keeps_nul_bytes(void **state)
{
    (void)state;
    OWNED(text) struct text text = { 0 };

    assert_string_equal(text_string(&text), "");
    text_add(&text, "a");
    text_add_bytes(&text, "\0b", 2);
    text_add_format(&text, "%d", 7);
    assert_int_equal(text.length, 4);
    assert_memory_equal(text.bytes, "a\0b7", 5);
}

static void test_cut_never_splits_a_character(void **state)
{
    (void)state;
    struct slice slice = SLICE("投诉");

    assert_int_equal(slice_cut(slice, 6).length, 6);
    assert_int_equal(slice_cut(slice, 5).length, 3);
    assert_int_equal(slice_cut(slice, 2).length, 0);
}

static void test_fault_that_was_cut_says_so(void **state)
{
    (void)state;
    struct fault fault = { 0 };
    char many[FAULT_TEXT_BYTES * 2];

    memset(many, 'x', sizeof many - 1);
    many[sizeof many - 1] = '\0';
    assert_int_equal(fault_set(&fault, FAULT_INPUT, "%s", many), -1);
    assert_int_equal(fault_during(&fault, "reading '%s'", "a file"), -1);
    assert_memory_equal(fault.text, "reading 'a file': xxx", 21);
    assert_string_equal(fault.text + strlen(fault.text) - 3, "…");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_grows_and_keeps_nul_bytes),
        cmocka_unit_test(test_cut_never_splits_a_character),
        cmocka_unit_test(test_fault_that_was_cut_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
