#include "core/partition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Hashes from Kafka's own UtilsTest (testMurmur2), as partitions of 2^31 - 1. */
static void test_keys_go_where_java_puts_them(void **state)
{
    static const struct {
        const char *key;
        int32_t hash;
    } ROWS[] = {
        { "21", -973932308 },      { "foobar", -790332482 },
        { "a-little-bit-long-string", -985981536 },
        { "a-little-bit-longer-string", -1486304829 },
        { "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971 },
        { "abc", 479470107 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        int32_t positive = ROWS[i].hash & 0x7fffffff;
        assert_int_equal(partition_of(slice_of(ROWS[i].key), INT32_MAX), positive % INT32_MAX);
        assert_int_equal(partition_of(slice_of(ROWS[i].key), 12), positive % 12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_go_where_java_puts_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
