/* Each record of the log falls into exactly one class (DESIGN.md §4), whatever it holds. */
#include "engine/engine.h"

#include "base/moment.h"
#include "wire/record.h"
#include "wire/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* 2026-03-02T00:00:00Z */
#define BEGIN_AT ((int64_t)1772409600000)
#define HEAD     "\"org\":\"acme\",\"source\":\"h\",\"channel\":\"hotline\","
#define TEXT     "\"text\":\"起火了\"}"

static struct engine *open_engine_with(struct slice key)
{
    OWNED(text) struct text folder = { 0 };
    OWNED(complaints) struct complaints complaints = { 0 };
    struct engine *engine = NULL;
    struct fault fault = { 0 };

    text_add_format(&folder, "%s/rules", getenv("TOCSIN_SOURCE_ROOT"));
    struct engine_setup setup = { .rules_folder = text_string(&folder),
                                  .complaints = &complaints,
                                  .install_key = key,
                                  .reads_texts = true };
    if (engine_open(&setup, &engine, &fault) != 0)
        fail_msg("%s", fault.text);
    return engine;
}

static void take(struct engine_partition *partition, struct slice value, int64_t at)
{
    engine_take(partition, &(struct engine_record){ .at = at,
                                                    .is_ours = true,
                                                    .key = SLICE("acme"),
                                                    .value = value });
}

/* The one account that grew, or -1 when not exactly one did. */
static int grown(const struct accounts *before, const struct accounts *after)
{
    int found = -1;

    for (int i = 0; i < ACCOUNT_COUNT; i++) {
        if (after->of[i] == before->of[i])
            continue;
        if (found >= 0 || after->of[i] != before->of[i] + 1)
            return -1;
        found = i;
    }
    return after->consumed == before->consumed + 1 ? found : -1;
}

static void test_every_record_has_one_class(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        enum account account;
    } ROWS[] = {
        { "{\"id\":\"1\"," HEAD "\"at\":\"2026-03-02T00:00:00Z\"," TEXT, ACCOUNT_COUNTED },
        { "{\"id\":\"1\"," HEAD "\"at\":\"2026-03-02T00:00:00Z\"," TEXT, ACCOUNT_DUPLICATE },
        { "{\"id\":\"1\"," HEAD "\"at\":\"2026-03-01T12:00:00Z\"," TEXT, ACCOUNT_DUPLICATE },
        { "{\"id\":\"2\"," HEAD "\"at\":\"2026-02-28T23:59:59Z\"," TEXT, ACCOUNT_LATE },
        { "{\"id\":\"3\"," HEAD "\"at\":\"2026-03-01T00:00:00Z\"," TEXT, ACCOUNT_COUNTED },
        { "{\"id\":\"4\"," HEAD "\"at\":\"2026-03-02T00:05:00Z\"," TEXT, ACCOUNT_COUNTED },
        { "{\"id\":\"5\"," HEAD "\"at\":\"2026-03-02T00:05:01Z\"," TEXT, ACCOUNT_FUTURE },
        { "{\"id\":\"6\"," HEAD "\"at\":\"9999-03-02T00:05:01Z\"," TEXT, ACCOUNT_FUTURE },
        { "{\"id\":\"7\"," HEAD "\"at\":\"1970-01-01T00:00:00Z\"," TEXT, ACCOUNT_LATE },
        { "{\"id\":\"8\",\"parent\":\"1\",\"status\":\"closed\"," HEAD
          "\"at\":\"2026-03-02T00:00:00Z\"," TEXT, ACCOUNT_FILTERED },
        { "{\"id\":\"9\"," HEAD "\"at\":\"2026-03-02\"," TEXT, ACCOUNT_QUARANTINED },
        { "{\"id\":\"9\"," HEAD "\"at\":\"2026-03-02T00:00:00Z\"," TEXT, ACCOUNT_COUNTED },
        { "{\"id\":9," HEAD "\"at\":\"2026-03-02T00:00:00Z\"," TEXT, ACCOUNT_QUARANTINED },
        { "{\"id\":\"a\"," HEAD "\"at\":\"2026-03-02T00:00:00Z\"}", ACCOUNT_QUARANTINED },
        { "{\"id\":\"a\"", ACCOUNT_QUARANTINED },
        { "", ACCOUNT_QUARANTINED },
        { "[1,2,3]", ACCOUNT_QUARANTINED },
        { "{\"id\":\"\\u0000\"," HEAD "\"at\":\"2026-03-02T00:00:00Z\"," TEXT,
          ACCOUNT_QUARANTINED },
        { "{\"id\":\"\xC0\xAF\"," HEAD "\"at\":\"2026-03-02T00:00:00Z\"," TEXT,
          ACCOUNT_QUARANTINED },
        { "{\"id\":\"b\",\"org\":\"acme\",\"verb\":\"note\",\"actor\":\"li\","
          "\"at\":\"2026-03-02T00:00:00Z\"}", ACCOUNT_COMMANDS },
        { "{\"id\":\"c\",\"org\":\"acme\",\"verb\":\"sing\",\"at\":\"2026-03-02T00:00:00Z\"}",
          ACCOUNT_QUARANTINED },
        { "{\"id\":\"d\",\"verb\":\"tick\",\"partition\":0,\"at\":\"2026-03-02T00:00:00Z\"}",
          ACCOUNT_COMMANDS },
    };
    OWNED(engine) struct engine *engine = open_engine_with(SLICE(""));
    OWNED(engine_partition) struct engine_partition *partition = engine_partition_new(
        engine, &(struct engine_partition_setup){ .cluster = "test" });

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct accounts before = *engine_accounts(partition);
        size_t outputs = 0;
        take(partition, slice_of(ROWS[i].json), BEGIN_AT);
        int account = grown(&before, engine_accounts(partition));
        if (account != (int)ROWS[i].account)
            fail_msg("row %zu is %s: %s", i,
                     account < 0 ? "in no class" : account_name((enum account)account),
                     ROWS[i].json);
        (void)engine_outputs(partition, &outputs);
        if (ROWS[i].account == ACCOUNT_QUARANTINED)
            assert_int_equal(outputs, 1);
    }
    assert_true(account_balances(engine_accounts(partition)));
}

static void test_a_record_over_the_limit_is_put_aside(void **state)
{
    (void)state;
    OWNED(engine) struct engine *engine = open_engine_with(SLICE(""));
    OWNED(engine_partition) struct engine_partition *partition = engine_partition_new(
        engine, &(struct engine_partition_setup){ .cluster = "test" });
    OWNED(text) struct text record = { 0 };

    text_add(&record, "{\"id\":\"1\"," HEAD "\"at\":\"2026-03-02T00:00:00Z\",\"text\":\"");
    for (int i = 0; i < 300 * 1024; i++)
        text_add_char(&record, 'x');
    text_add(&record, "\"}");
    take(partition, (struct slice){ record.bytes, record.length }, BEGIN_AT);
    assert_int_equal(engine_accounts(partition)->of[ACCOUNT_QUARANTINED], 1);
    size_t count = 0;
    const struct engine_output *outputs = engine_outputs(partition, &count);
    assert_int_equal(count, 1);
    assert_true(outputs[0].value.length < 8 * 1024);
}

static void test_only_signed_commands_are_carried_out(void **state)
{
    (void)state;
    OWNED(engine) struct engine *engine = open_engine_with(SLICE("0123456789abcdef"));
    OWNED(engine_partition) struct engine_partition *partition = engine_partition_new(
        engine, &(struct engine_partition_setup){ .cluster = "test", .is_log_append = true });
    OWNED(text) struct text command = { 0 };
    struct command note = { .id = SLICE("1"), .org = SLICE("acme"), .verb = VERB_NOTE,
                            .at = BEGIN_AT, .actor = SLICE("li") };
    size_t count = 0;

    record_write_command(&command, &note);
    take(partition, (struct slice){ command.bytes, command.length }, BEGIN_AT);
    assert_int_equal(engine_accounts(partition)->of[ACCOUNT_QUARANTINED], 1);
    (void)engine_triggers(partition, &count);
    assert_int_equal(count, 0);

    text_clear(&command);
    record_write_signed(&command, &note, SLICE("0123456789abcdef"));
    take(partition, (struct slice){ command.bytes, command.length }, BEGIN_AT);
    take(partition, (struct slice){ command.bytes, command.length }, BEGIN_AT); /* a repeat */
    assert_int_equal(engine_accounts(partition)->of[ACCOUNT_COMMANDS], 2);
    (void)engine_triggers(partition, &count);
    assert_int_equal(count, 1);
}

/* Also where the producers stamp, as with the embedded broker. */
static void test_a_stale_command_is_refused_and_says_so(void **state)
{
    (void)state;
    OWNED(engine) struct engine *engine = open_engine_with(SLICE("0123456789abcdef"));
    OWNED(engine_partition) struct engine_partition *partition = engine_partition_new(
        engine, &(struct engine_partition_setup){ .cluster = "test", .is_live = true });
    OWNED(text) struct text command = { 0 };
    struct command note = { .id = SLICE("1"), .org = SLICE("acme"), .verb = VERB_NOTE,
                            .at = BEGIN_AT, .actor = SLICE("li") };
    size_t count = 0;

    record_write_signed(&command, &note, SLICE("0123456789abcdef"));
    take(partition, (struct slice){ command.bytes, command.length }, BEGIN_AT + 11 * MINUTE_MS);
    const struct slice *events = engine_triggers(partition, &count);
    assert_int_equal(count, 1);
    assert_non_null(strstr(events[0].bytes, "tocsin.command.refused.v1"));
}

static void test_a_record_on_the_wrong_partition_is_put_aside(void **state)
{
    (void)state;
    OWNED(engine) struct engine *engine = open_engine_with(SLICE(""));
    int64_t home = 0;

    for (int32_t number = 0; number < 12; number++) {
        OWNED(engine_partition) struct engine_partition *partition = engine_partition_new(
            engine, &(struct engine_partition_setup){ .partition = number, .partition_count = 12,
                                                      .cluster = "test" });
        take(partition, SLICE("{\"id\":\"1\"," HEAD "\"at\":\"2026-03-02T00:00:00Z\"," TEXT),
             BEGIN_AT);
        home += engine_accounts(partition)->of[ACCOUNT_COUNTED];
        assert_true(account_balances(engine_accounts(partition)));
    }
    assert_int_equal(home, 1);
}

static void test_only_our_records_move_time_where_producers_stamp(void **state)
{
    (void)state;
    OWNED(engine) struct engine *engine = open_engine_with(SLICE(""));
    OWNED(engine_partition) struct engine_partition *partition = engine_partition_new(
        engine, &(struct engine_partition_setup){ .cluster = "test" });
    struct engine_record record = {
        .at = BEGIN_AT,
        .is_ours = true,
        .key = SLICE("acme"),
        .value = SLICE("{\"id\":\"1\"," HEAD "\"at\":\"2026-03-02T00:00:00Z\"," TEXT),
    };

    engine_take(partition, &record);
    record.is_ours = false;
    record.at = BEGIN_AT + 100 * DAY_MS;
    engine_take(partition, &record);
    assert_true(engine_now(partition) == BEGIN_AT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_record_has_one_class),
        cmocka_unit_test(test_a_record_over_the_limit_is_put_aside),
        cmocka_unit_test(test_only_signed_commands_are_carried_out),
        cmocka_unit_test(test_a_stale_command_is_refused_and_says_so),
        cmocka_unit_test(test_a_record_on_the_wrong_partition_is_put_aside),
        cmocka_unit_test(test_only_our_records_move_time_where_producers_stamp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
