/* What is stored and is no longer what this program wrote is refused and named, never believed and
 * never the end of the program. */
#include "memory_store.h"

#include "base/moment.h"
#include "wire/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* 2026-03-02T00:00:00Z */
#define BEGIN_AT ((int64_t)1772409600000)

enum { RECORDS = 120 };

static struct engine *engine_new(void)
{
    OWNED(text) struct text folder = { 0 };
    OWNED(complaints) struct complaints complaints = { 0 };
    struct engine *engine = NULL;
    struct fault fault = { 0 };

    text_add_format(&folder, "%s/rules", getenv("TOCSIN_SOURCE_ROOT"));
    struct engine_setup setup = { .rules_folder = text_string(&folder), .complaints = &complaints };
    if (engine_open(&setup, &engine, &fault) != 0)
        fail_msg("%s", fault.text);
    return engine;
}

static struct engine_partition *partition_new(struct engine *engine)
{
    return engine_partition_new(engine, &(struct engine_partition_setup){ .cluster = "test" });
}

static void write_record(struct text *text, int64_t number, int64_t at)
{
    OWNED(text) struct text moment = { 0 };

    moment_add(&moment, at);
    text_clear(text);
    text_add_format(text, "{\"id\":\"%lld\",\"org\":\"acme\",\"at\":\"%s\",", (long long)number,
                    text_string(&moment));
    if (number == 1)
        text_add(text, "\"verb\":\"verify\",\"actor\":\"李\",\"role\":\"duty\",\"subject\":\"battery\"}");
    else if (number % 20 == 2)
        text_add(text, "\"verb\":\"source-state\",\"source\":\"h\",\"state\":\"up\"}");
    else
        text_add_format(text, "\"source\":\"h\",\"channel\":\"hotline\",\"subjects\":[\"battery\"],"
                              "\"author\":{\"id\":\"u%lld\"},\"text\":\"第%lld次投诉\"}",
                        (long long)number, (long long)number);
}

/* Twelve hours of complaints about a case that a person opened. */
static void fill(struct engine *engine, struct memory_store *store)
{
    struct engine_partition *partition = partition_new(engine);
    OWNED(text) struct text record = { 0 };
    struct engine_delta delta;

    for (int64_t number = 0; number < RECORDS; number++) {
        int64_t at = BEGIN_AT + number * 6 * MINUTE_MS;
        write_record(&record, number, at);
        engine_take(partition, &(struct engine_record){ .offset = number,
                                                        .at = at,
                                                        .is_ours = true,
                                                        .key = SLICE("acme"),
                                                        .value = text_slice(&record) });
    }
    engine_gather(partition, &delta);
    memory_store_apply(store, delta.changes, delta.change_count);
    engine_partition_free(partition);
}

static int refusals(struct engine *engine, struct memory_store *store, bool is_doubled)
{
    int refused = 0;

    for (size_t place = 0; memory_store_spoil(store, place, is_doubled); place++) {
        struct engine_partition *partition = partition_new(engine);
        struct fault fault = { 0 };
        if (memory_store_restore(store, partition, &fault) != 0) {
            refused++;
            assert_int_equal(fault.kind, FAULT_INPUT);
            assert_non_null(strstr(fault.text, "the stored '"));
        }
        engine_partition_free(partition);
    }
    return refused;
}

static void test_whatever_value_is_spoiled_is_named(void **state)
{
    (void)state; /* not used */
    struct engine *engine = engine_new();
    OWNED(memory_store) struct memory_store *store = memory_store_new();

    fill(engine, store);
    assert_true(refusals(engine, store, false) > 10);
    assert_true(refusals(engine, store, true) > 10);
    engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whatever_value_is_spoiled_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
