#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_moments_read_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *string;
        int64_t at;
    } ROWS[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "2026-11-21T03:04:05.678Z", 1795230245678 },
        { "2026-11-21T11:04:05.678+08:00", 1795230245678 },
        { "2026-11-21 03:04:05.6789z", 1795230245678 },
        { "2024-02-29T23:59:60Z", 1709251199000 },
        { "9999-12-31T23:59:59Z", 253402300799000 },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        int64_t at = -1;
        if (!moment_parse(slice_of(ROWS[i].string), &at) || at != ROWS[i].at)
            fail_msg("%s read as %lld", ROWS[i].string, (long long)at);
    }
}

static void test_what_is_no_moment_is_refused(void **state)
{
    (void)state;
    static const char *const ROWS[] = {
        "",
        "2026-11-21",
        "2026-11-21T03:04:05",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T03:04:05.Z",
        "2026-11-21T03:04:05Z ",
        "1969-12-31T23:59:59Z",
        "2026-11-21T03:04:05+8:00",
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        int64_t at = 7;
        if (moment_parse(slice_of(ROWS[i]), &at) || at != 7)
            fail_msg("'%s' was taken for a moment", ROWS[i]);
    }
}

static void test_every_day_of_eight_centuries_comes_back(void **state)
{
    (void)state;
    for (int64_t at = -DAY_MS * 365 * 400; at < DAY_MS * 365 * 400; at += DAY_MS) {
        struct civil civil = civil_from_moment(at);
        assert_int_equal(moment_from_civil(civil), at);
    }
    assert_int_equal(civil_from_moment(1795230245678).weekday, 5); /* a Saturday */
}

static void test_written_moment_has_decimals_only_when_needed(void **state)
{
    (void)state;
    OWNED(text) struct text text = { 0 };

    moment_add(&text, 1795230245000);
    text_add_char(&text, ' ');
    moment_add(&text, 1795230245007);
    assert_string_equal(text_string(&text), "2026-11-21T03:04:05Z 2026-11-21T03:04:05.007Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments_read_as_written),
        cmocka_unit_test(test_what_is_no_moment_is_refused),
        cmocka_unit_test(test_every_day_of_eight_centuries_comes_back),
        cmocka_unit_test(test_written_moment_has_decimals_only_when_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
