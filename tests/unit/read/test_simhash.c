#include "read/simhash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Fingerprints lie in Redis: another release must make the same ones. */
static const struct {
    const char *text;
    unsigned times;
    uint64_t simhash; /* 0: none, the text is too short */
} rows[] = {
    { "充电的时候电池爆炸了,客服一直不理人", 1, 0x144de6a6d5459e9a },
    { "the battery caught fire while charging", 1, 0xe3d4c24cac8d9271 },
    { "短", 1, 0 },
    { "一二三四五六七八九十,电池起火。", 200, 0xcbba1adccac60990 },
};

static void test_fingerprints_stay_what_they_were(void **state)
{
    OWNED(fold_table) struct fold_table *table = NULL;
    OWNED(folded) struct folded folded = { 0 };

    (void)state;
    assert_int_equal(fold_table_open(&table, NULL), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        OWNED(text) struct text text = { 0 };
        uint64_t simhash = 0;

        for (unsigned time = 0; time < rows[i].times; time++)
            text_add(&text, rows[i].text);
        fold_text(table, (struct slice){ text.bytes, text.length }, &folded);
        assert_int_equal(simhash_of(&folded, 0, folded.count, &simhash), rows[i].simhash != 0);
        assert_true(simhash == rows[i].simhash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fingerprints_stay_what_they_were),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
