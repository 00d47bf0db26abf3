#include "read/reader.h"
#include "texts/texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void print_line(void *context, const char *sentence)
{
    (void)context;
    print_message("%s\n", sentence);
}

static void test_every_line_of_the_shipped_rules_holds(void **state)
{
    OWNED(texts) struct texts texts = {0};
    OWNED(text) struct text folder = {0};
    const char *source = getenv("TOCSIN_SOURCE_ROOT");
    struct fault fault = {0};
    size_t lines = 0;

    (void)state;
    text_add_format(&folder, "%s/rules", source == NULL ? "." : source);
    if (texts_open(text_string(&folder), &texts, &fault) != 0)
        fail_msg("%s", fault.text);
    for (size_t i = 0; i < texts.rules->marker_count; i++)
        lines += texts.rules->markers[i].test_count;
    print_message("%zu marker lines\n", lines);
    assert_true(lines >= 200);
    assert_int_equal(reader_check(texts.reader, print_line, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_line_of_the_shipped_rules_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
