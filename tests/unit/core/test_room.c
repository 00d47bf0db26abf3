/* How much memory a series takes, its detector and window together, after twelve days. */
#include "core/series_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { BEGIN_DAY = 20513, DAYS = 12 };

static size_t room_after(int records_a_day)
{
    OWNED(series) struct series *series = series_new(SLICE("subject/battery"), SERIES_PLAIN);
    struct detector_settings settings = detector_shipped();
    static const struct calendar utc = { 0 };
    struct series_context context = { .settings = &settings, .calendar = &utc };
    struct arrival arrival = { .counts = { .of = { 1, 1, 1, 0 } } };

    for (int64_t i = 0; i < (int64_t)records_a_day * DAYS; i++) {
        arrival.event_at = BEGIN_DAY * DAY_MS + i * DAY_MS / records_a_day;
        (void)series_record(series, &context, &arrival, arrival.event_at);
    }
    return sizeof *series + window_bytes(series_window(series));
}

static void test_a_series_takes_no_more_room_than_was_said(void **state)
{
    static const struct {
        int records_a_day;
        size_t most_bytes;
    } ROWS[] = {
        { 10, 8192 },
        { 100, 9216 },
        { 299, 10240 },
        { 1000, 16384 },
        { 30000, 20480 },
        { 300000, 20480 }, /* two hundred a minute; a byte each */
    };
    (void)state;

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        size_t room = room_after(ROWS[i].records_a_day);
        print_message("%d records a day: %zu bytes\n", ROWS[i].records_a_day, room);
        assert_in_range(room, 1, ROWS[i].most_bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_series_takes_no_more_room_than_was_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
