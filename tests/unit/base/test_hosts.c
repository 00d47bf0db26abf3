#include "base/hosts.h"

#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* How many requests are let through, asking each time as soon as it is worth it. */
static int asked_within(struct hosts *hosts, const char *url, int64_t a_minute, int64_t length_ms)
{
    int count = 0;

    for (int64_t now = 0; now < length_ms;) {
        int64_t wait = hosts_take(hosts, slice_of(url), a_minute, now);
        count += wait == 0;
        now += wait;
    }
    return count;
}

static void test_a_host_is_asked_at_its_rate_whoever_asks(void **state)
{
    (void)state;
    OWNED(hosts) struct hosts *hosts = hosts_new();

    /* ten at once, then one a second */
    assert_in_range(asked_within(hosts, "https://example.org/a", 60, 10 * MINUTE_MS), 600, 610);
    OWNED(hosts) struct hosts *shared = hosts_new();
    int count = 0;
    for (int64_t now = 0; now < 10 * MINUTE_MS; now += 100) {
        count += hosts_take(shared, SLICE("https://Example.org/a"), 60, now) == 0;
        count += hosts_take(shared, SLICE("https://li@example.ORG/b?c"), 60, now) == 0;
    }
    assert_in_range(count, 600, 610);
}

static void test_of_several_rates_the_lowest_holds_and_hosts_do_not_wait_for_each_other(void **state)
{
    (void)state;
    OWNED(hosts) struct hosts *hosts = hosts_new();

    assert_int_equal(hosts_take(hosts, SLICE("https://a/"), 600, 0), 0);
    (void)hosts_take(hosts, SLICE("https://a/other"), 6, 0);
    assert_in_range(asked_within(hosts, "https://a/", 600, 10 * MINUTE_MS), 50, 70);
    assert_int_equal(hosts_take(hosts, SLICE("https://b/"), 600, 0), 0);
    assert_int_equal(hosts_take(hosts, SLICE("https://a:8443/"), 600, 0), 0); /* a place of its own */
}

static void test_a_host_that_asked_for_patience_has_it(void **state)
{
    (void)state;
    OWNED(hosts) struct hosts *hosts = hosts_new();

    hosts_hold(hosts, SLICE("https://a/x"), 5000);
    hosts_hold(hosts, SLICE("https://a/y"), 3000); /* never earlier than it said */
    assert_int_equal(hosts_take(hosts, SLICE("https://a/"), 60, 1000), 4000);
    assert_int_equal(hosts_take(hosts, SLICE("https://b/"), 60, 1000), 0);
    assert_int_equal(hosts_take(hosts, SLICE("https://a/"), 60, 5000), 0);
}

static void test_names_are_what_stands_between_scheme_and_path(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "https://user@Example.org:8443/x", "Example.org:8443" }, { "http://a?b=@c", "a" },
        { "https://[::1]:8443/", "[::1]:8443" }, { "a/b", "" }, { "", "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_true(slice_is(hosts_name(slice_of(rows[i][0])), rows[i][1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_host_is_asked_at_its_rate_whoever_asks),
        cmocka_unit_test(test_of_several_rates_the_lowest_holds_and_hosts_do_not_wait_for_each_other),
        cmocka_unit_test(test_a_host_that_asked_for_patience_has_it),
        cmocka_unit_test(test_names_are_what_stands_between_scheme_and_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
