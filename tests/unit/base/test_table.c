#include "base/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void test_entries_come_in_order_of_insertion(void **state)
{
    (void)state;
    OWNED(table) struct table *table = table_new();
    int values[1000];

    for (int i = 0; i < 1000; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "n%d", i);
        values[i] = i;
        table_set(table, slice_of(name), &values[i]);
    }
    for (int i = 0; i < 1000; i += 3) {
        char name[16];
        (void)snprintf(name, sizeof name, "n%d", i);
        assert_ptr_equal(table_remove(table, slice_of(name)), &values[i]);
        assert_null(table_find(table, slice_of(name)));
    }
    int previous = -1;
    size_t count = 0;
    struct table_cursor cursor = { 0 };
    while (table_next(table, &cursor)) {
        int value = *(int *)cursor.value;
        assert_true(value > previous && value % 3 != 0);
        previous = value;
        count++;
    }
    assert_int_equal(count, 666);
    assert_int_equal(table_count(table), 666);
}

static void test_removed_names_can_be_set_again(void **state)
{
    (void)state;
    OWNED(table) struct table *table = table_new();
    int value = 1;

    for (int i = 0; i < 100000; i++) {
        table_set(table, SLICE("same"), &value);
        assert_ptr_equal(table_remove(table, SLICE("same")), &value);
    }
    assert_int_equal(table_count(table), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries_come_in_order_of_insertion),
        cmocka_unit_test(test_removed_names_can_be_set_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
