#include "wire/times.h"

#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct calendar_offset shanghai_offsets[] = { { MOMENT_NEVER, 8 * HOUR_MS } };
static const struct calendar shanghai = { .offsets = shanghai_offsets, .offset_count = 1 };

static void test_times_are_read_as_the_world_writes_them(void **state)
{
    (void)state; /* not used */
    static const struct {
        const char *written;
        const char *meant;
    } rows[] = {
        { "2026-11-21T03:04:05Z", "2026-11-21T03:04:05Z" },
        { "2026-11-21T03:04:05.678+08:00", "2026-11-20T19:04:05.678Z" },
        { "2026-11-21 03:04:05", "2026-11-20T19:04:05Z" },
        { "2026-11-21T03:04:05", "2026-11-20T19:04:05Z" },
        { "2026-11-21 03:04:05.123456", "2026-11-20T19:04:05.123Z" },
        { "2026/11/21 3:4", "2026-11-20T19:04:00Z" },
        { "2026年11月21日 3时4分5秒", "2026-11-20T19:04:05Z" },
        { "2026年11月21日 下午3时4分", "2026-11-21T07:04:00Z" },
        { "2026-11-21", "2026-11-20T16:00:00Z" },
        { "20261121030405", "2026-11-20T19:04:05Z" },
        { "1795230245", "2026-11-21T03:04:05Z" },
        { "1795230245678", "2026-11-21T03:04:05.678Z" },
        { "1795230245678901", "2026-11-21T03:04:05.678Z" },
        { "1795230245678901234", "2026-11-21T03:04:05.678Z" },
        { "1795230245678.9", "2026-11-21T03:04:05.678Z" },
        { "20261121", "2026-11-20T16:00:00Z" },
        { "202611210304", "2026-11-20T19:04:00Z" },
        { "20261121030405678", "2026-11-20T19:04:05.678Z" },
        { "/Date(1795230245678)/", "2026-11-21T03:04:05.678Z" },
        { "/Date(1795230245678+0800)/", "2026-11-21T03:04:05.678Z" },
        { "1795230245.5", "2026-11-21T03:04:05.500Z" },
        { "Sat, 21 Nov 2026 03:04:05 +0800", "2026-11-20T19:04:05Z" },
        { "Sat, 21 Nov 2026 03:04:05 GMT", "2026-11-21T03:04:05Z" },
        { "21 Nov 26 03:04 EST", "2026-11-21T08:04:00Z" },
        { "Sat Nov 21 03:04:05 +0800 2026", "2026-11-20T19:04:05Z" },
        { " 2026-11-21T03:04:05Z\n", "2026-11-21T03:04:05Z" },
        { "2026-11-21 03:04:05 +0000", "2026-11-21T03:04:05Z" },
        { "2026/11/21 3:04 PM", "2026-11-21T07:04:00Z" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OWNED(text) struct text read = { 0 };
        int64_t at = 0;
        if (!times_parse(slice_of(rows[i].written), &shanghai, &at))
            fail_msg("'%s' was not read", rows[i].written);
        moment_add(&read, at);
        if (!slice_is((struct slice){ read.bytes, read.length }, rows[i].meant))
            fail_msg("'%s' is %s", rows[i].written, text_string(&read));
    }
}

static void test_what_is_no_time_is_refused(void **state)
{
    (void)state; /* not used */
    static const char *const rows[] = { "",           "yesterday",        "12",
                                        "2026-13-01", "2026-11-21 25:00", "99999999999999999999",
                                        "-1",         "20261399030405",   "Sat, Nov",
                                        "2026-11",    "9999999999999999999" };
    int64_t at = 77;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (times_parse(slice_of(rows[i]), &shanghai, &at))
            fail_msg("'%s' was taken for a time", rows[i]);
    assert_int_equal(at, 77);
}

static void test_a_clock_change_has_one_answer(void **state)
{
    (void)state; /* not used */
    static const struct calendar_offset offsets[] = { { MOMENT_NEVER, HOUR_MS },
                                                      { 100 * HOUR_MS, 2 * HOUR_MS } };
    const struct calendar calendar = { .offsets = offsets, .offset_count = 2 };

    assert_int_equal(times_from_local(&calendar, 50 * HOUR_MS), 49 * HOUR_MS);
    assert_int_equal(times_from_local(&calendar, 102 * HOUR_MS), 100 * HOUR_MS);
    assert_int_equal(times_from_local(&calendar, 101 * HOUR_MS + 1), 100 * HOUR_MS + 1);
    assert_int_equal(times_from_local(NULL, 5), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_are_read_as_the_world_writes_them),
        cmocka_unit_test(test_what_is_no_time_is_refused),
        cmocka_unit_test(test_a_clock_change_has_one_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
