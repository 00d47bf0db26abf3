#include "wire/counts_csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void test_a_header_names_columns_in_any_order(void **state)
{
    (void)state;
    struct counts_header header;
    struct fault fault = { 0 };

    assert_int_equal(counts_csv_header(SLICE("\xef\xbb\xbf" "zone,count,\"start\",extra,series\r"),
                                       &header, &fault), 0);
    assert_int_equal(header.zone, 0);
    assert_int_equal(header.count, 1);
    assert_int_equal(header.start, 2);
    assert_int_equal(header.series, 4);
    assert_int_equal(header.distinct, -1);
    assert_int_equal(counts_csv_header(SLICE("series,start"), &header, &fault), -1);
    assert_int_equal(fault.kind, FAULT_INPUT);
    assert_int_equal(counts_csv_header(SLICE("series,start,count,start"), &header, &fault), -1);
}

static void test_rows_are_read_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int status;
        int64_t start_at;
        uint32_t complaints;
        uint32_t distinct;
    } rows[] = {
        { "a,1770000000,5,4,UTC", 0, 1770000000000, 5, 4 },
        { "a,2026-02-02T02:40:00Z,5.0,4,", 0, 1770000000000, 5, 4 },
        { "\"a\", 1770000000 ,0,0,Asia/Shanghai\r", 0, 1770000000000, 0, 0 },
        { "a,1770000000,-5,4,UTC", -1, 0, 0, 0 },
        { "a,1770000000,5.5,4,UTC", -1, 0, 0, 0 },
        { "a,1770000000,99999999999,4,UTC", -1, 0, 0, 0 },
        { "a,yesterday,5,4,UTC", -1, 0, 0, 0 },
        { "a,1770000000,5", -1, 0, 0, 0 },
        { ",1770000000,5,4,UTC", -1, 0, 0, 0 },
        { "\"a,b\",1770000000,5,4,UTC", -1, 0, 0, 0 },
        { "a,1770000000,,4,UTC", -1, 0, 0, 0 },
    };
    struct counts_header header;
    struct fault fault = { 0 };

    assert_int_equal(counts_csv_header(SLICE("series,start,count,distinct,zone"), &header, &fault),
                     0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct counts_row row = { 0 };
        if (counts_csv_row(&header, slice_of(rows[i].line), &row, &fault) != rows[i].status)
            fail_msg("%s", rows[i].line);
        if (rows[i].status != 0)
            continue;
        assert_true(slice_is(row.series, "a"));
        assert_int_equal(row.start_at, rows[i].start_at);
        assert_int_equal(row.complaints, rows[i].complaints);
        assert_int_equal(row.distinct, rows[i].distinct);
    }
}

static void test_without_a_column_of_distinct_the_count_stands_for_it(void **state)
{
    (void)state;
    struct counts_header header;
    struct counts_row row;
    struct fault fault = { 0 };

    assert_int_equal(counts_csv_header(SLICE("series,start,count"), &header, &fault), 0);
    assert_int_equal(counts_csv_row(&header, SLICE("a,0,7"), &row, &fault), 0);
    assert_int_equal(row.distinct, 7);
    assert_int_equal(row.zone.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_header_names_columns_in_any_order),
        cmocka_unit_test(test_rows_are_read_or_refused),
        cmocka_unit_test(test_without_a_column_of_distinct_the_count_stands_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
