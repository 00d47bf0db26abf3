/* A takeover at any moment leaves no trace: the same log, folded by one owner or by many after one
 * another, leaves the same bytes in the store. */
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

enum {
    DAYS = 6,
    SURGE_DAY = 5,
    RECORDS_AN_HOUR = 12,
    RECORDS_A_FLUSH = 30,
    FLUSHES_A_COMPARISON = 25,
};

struct fixture {
    struct engine *engine;
};

static int open_engine(void **state)
{
    struct fixture *fixture = memory_new(sizeof *fixture);
    OWNED(text) struct text folder = { 0 };
    struct fault fault = { 0 };
    struct complaints complaints = { 0 };

    text_add_format(&folder, "%s/rules", getenv("TOCSIN_SOURCE_ROOT"));
    struct engine_setup setup = { .rules_folder = text_string(&folder),
                                  .complaints = &complaints,
                                  .reads_texts = true };
    if (engine_open(&setup, &fixture->engine, &fault) != 0)
        fail_msg("%s", fault.text);
    *state = fixture;
    return 0;
}

static int close_engine(void **state)
{
    struct fixture *fixture = *state;

    engine_free(fixture->engine);
    memory_free(fixture);
    return 0;
}

static struct engine_partition *partition_new(const struct fixture *fixture)
{
    return engine_partition_new(fixture->engine,
                                &(struct engine_partition_setup){ .cluster = "test" });
}

/* A stream that anybody can repeat: calm, with one surge, authors that come again, answers, lines
 * that are wrong, commands, and a source that falls silent. */
static int64_t record_number(struct text *text, int64_t number)
{
    uint64_t noise = (uint64_t)number * 0x9E3779B97F4A7C15u;
    int64_t at = BEGIN_AT + number * HOUR_MS / RECORDS_AN_HOUR + (int64_t)(noise >> 60) * 1000;
    OWNED(text) struct text moment = { 0 };

    moment_add(&moment, at - (int64_t)(noise >> 50 & 0x3FF) * 1000);
    text_clear(text);
    if (number % 97 == 0) {
        text_add(text, "{\"id\":7}");
    } else if (number % 301 == 0) {
        text_add(text, "{\"id\":\"c");
        text_add_format(text, "%lld\",\"org\":\"acme\",\"verb\":\"source-state\",\"source\":\"m\",",
                        (long long)number);
        text_add_format(text, "\"state\":\"%s\",\"at\":\"%s\"}", number % 2 ? "down" : "up",
                        text_string(&moment));
    } else if (number % 7 == 6) { /* what came six before was dealt with */
        text_add_format(text, "{\"id\":\"a%lld\",\"org\":\"acme\",\"source\":\"m\",\"channel\":\"email\",",
                        (long long)number);
        text_add_format(text, "\"at\":\"%s\",\"parent\":\"%lld\",\"status\":\"answered\",\"text\":\"\"}",
                        text_string(&moment), (long long)(number - 6));
    } else {
        text_add_format(text, "{\"id\":\"%lld\",\"org\":\"acme\",\"source\":\"%s\",",
                        (long long)(number - number % 53 / 52), number % 3 ? "h" : "m");
        text_add_format(text, "\"channel\":\"%s\",\"at\":\"%s\",\"subjects\":[\"%s\"],",
                        number % 3 ? "hotline" : "email", text_string(&moment),
                        number % 5 ? "battery" : "screen");
        text_add_format(text, "\"author\":{\"id\":\"u%llu\"},\"text\":\"第%llu次投诉,电池发热\"}",
                        (unsigned long long)(noise >> 48 & 0xFFF),
                        (unsigned long long)(noise >> 40));
    }
    return at;
}

/* On the day of the surge each line comes as nine. */
static int copies_of(int64_t number)
{
    return number / (RECORDS_AN_HOUR * 24) == SURGE_DAY ? 9 : 1;
}

static void flush(struct engine_partition *partition, struct memory_store *store)
{
    struct engine_delta delta;

    engine_gather(partition, &delta);
    memory_store_apply(store, delta.changes, delta.change_count);
}

static struct engine_partition *take_over(const struct fixture *fixture,
                                          struct engine_partition *partition,
                                          struct memory_store *store)
{
    struct fault fault = { 0 };

    engine_partition_free(partition);
    partition = partition_new(fixture);
    if (memory_store_restore(store, partition, &fault) != 0)
        fail_msg("%s", fault.text);
    return partition;
}

/* The line in which two stores differ first, and the value it belongs to. */
static void fail_at_difference(const char *left, const char *right)
{
    const char *key = left, *line = left;
    size_t at = 0;

    for (; left[at] == right[at]; at++) {
        if (left[at] != '\n')
            continue;
        if (left[at - 1] == ':')
            key = line;
        line = left + at + 1;
    }
    /* The line is "name=hexadecimal": shown from some bytes before the difference on. */
    size_t equals = strcspn(line, "=");
    size_t from = (size_t)(left + at - line);
    from = from > equals + 201 ? from - 200 - (from - equals - 1) % 2 : 0;
    fail_msg("'%.*s' differs at byte %td of:\n%.300s\n%.300s", (int)strcspn(key, "\n"), key,
             left + at - line, line + from, right + (line - left) + from);
}

/* One run of the stream: its owner, its store, and when the owner changes. */
struct run {
    struct engine_partition *partition;
    struct memory_store *store;
    int64_t flushes_an_owner;
};

static void take(const struct run *run, const struct text *record, int64_t offset, int64_t at)
{
    engine_take(run->partition, &(struct engine_record){
                                    .offset = offset,
                                    .at = at,
                                    .is_ours = true,
                                    .key = SLICE("acme"),
                                    .value = { record->bytes, record->length },
                                });
}

/* Both stores must hold the same after each flush; the first difference is told. */
static void compare(const struct run *undisturbed, const struct run *disturbed, int64_t number)
{
    OWNED(text) struct text left = { 0 };
    OWNED(text) struct text right = { 0 };

    memory_store_write(undisturbed->store, &left);
    memory_store_write(disturbed->store, &right);
    if (strcmp(text_string(&left), text_string(&right)) == 0)
        return;
    print_error("record %lld, a new owner every %lld flushes:\n", (long long)number,
                (long long)disturbed->flushes_an_owner);
    fail_at_difference(text_string(&left), text_string(&right));
}

/* Folds the stream by two owners side by side, one of which is replaced every so many flushes. */
static void fold_stream(const struct fixture *fixture, int64_t flushes_an_owner)
{
    OWNED(memory_store) struct memory_store *calm_store = memory_store_new();
    OWNED(memory_store) struct memory_store *store = memory_store_new();
    OWNED(text) struct text record = { 0 };
    struct run calm = { partition_new(fixture), calm_store, INT64_MAX };
    struct run run = { partition_new(fixture), store, flushes_an_owner };
    int64_t offset = 0, flushes = 0;

    for (int64_t number = 0; number < DAYS * 24 * RECORDS_AN_HOUR; number++) {
        int64_t at = record_number(&record, number);
        for (int copy = 0; copy < copies_of(number); copy++) {
            if (copy > 0)
                record.bytes[7] = (char)('a' + copy); /* another id */
            take(&calm, &record, offset, at);
            take(&run, &record, offset, at);
            if (++offset % RECORDS_A_FLUSH != 0)
                continue;
            flush(calm.partition, calm.store);
            flush(run.partition, run.store);
            if (++flushes % flushes_an_owner == 0)
                run.partition = take_over(fixture, run.partition, run.store);
            if (flushes % FLUSHES_A_COMPARISON == 0)
                compare(&calm, &run, number);
        }
    }
    assert_true(account_balances(engine_accounts(run.partition)));
    assert_int_equal(engine_accounts(run.partition)->consumed, offset);
    engine_partition_free(calm.partition);
    engine_partition_free(run.partition);
}

static void test_takeovers_leave_no_trace(void **state)
{
    static const int64_t FLUSHES_AN_OWNER[] = { 1, 7 };

    for (size_t i = 0; i < sizeof FLUSHES_AN_OWNER / sizeof FLUSHES_AN_OWNER[0]; i++)
        fold_stream(*state, FLUSHES_AN_OWNER[i]);
}

/* What is too old when it would be stored was swept before, and used to be left there for ever. */
static void test_a_flush_over_many_days_leaves_what_many_flushes_leave(void **state)
{
    OWNED(memory_store) struct memory_store *often = memory_store_new();
    OWNED(memory_store) struct memory_store *once = memory_store_new();
    OWNED(text) struct text record = { 0 };
    struct run small = { partition_new(*state), often, INT64_MAX };
    struct run large = { partition_new(*state), once, INT64_MAX };

    for (int64_t number = 0; number < SURGE_DAY * 24 * RECORDS_AN_HOUR; number++) {
        int64_t at = record_number(&record, number);
        take(&small, &record, number, at);
        take(&large, &record, number, at);
        if (number % RECORDS_A_FLUSH == 0)
            flush(small.partition, small.store);
        if (number == RECORDS_A_FLUSH)
            flush(large.partition, large.store); /* sweeping has begun */
    }
    flush(small.partition, small.store);
    flush(large.partition, large.store);
    compare(&small, &large, SURGE_DAY * 24 * RECORDS_AN_HOUR);
    engine_partition_free(small.partition);
    engine_partition_free(large.partition);
}

/* A new store that was filled from everything the owner knows, and an owner that reads it. */
static void move_house(const struct fixture *fixture, struct run *run)
{
    struct engine_delta delta;

    flush(run->partition, run->store);
    engine_gather_all(run->partition, &delta);
    memory_store_free(run->store);
    run->store = memory_store_new();
    memory_store_apply(run->store, delta.changes, delta.change_count);
    run->partition = take_over(fixture, run->partition, run->store);
}

/* What decides: not the windows, of which a checkpoint holds fewer, nor sets, whose order is free. */
static void write_deciding(const struct memory_store *store, struct text *text)
{
    static const char *const OTHERS[] = { "m:", "h:", "n:", "ids:", "commands:", "people:" };
    OWNED(text) struct text all = { 0 };
    bool is_wanted = true;

    memory_store_write(store, &all);
    for (const char *line = text_string(&all); *line != '\0' && strncmp(line, "outbox:", 7) != 0;) {
        size_t length = strcspn(line, "\n") + 1;
        if (line[length - 2] == ':') {
            is_wanted = true;
            for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
                is_wanted = is_wanted && strncmp(line, OTHERS[i], strlen(OTHERS[i])) != 0;
        }
        if (is_wanted)
            text_add_bytes(text, line, length);
        line += length;
    }
}

static void test_a_checkpoint_is_as_good_as_the_store(void **state)
{
    OWNED(memory_store) struct memory_store *calm_store = memory_store_new();
    OWNED(text) struct text record = { 0 };
    OWNED(text) struct text left = { 0 };
    OWNED(text) struct text right = { 0 };
    struct run calm = { partition_new(*state), calm_store, INT64_MAX };
    struct run run = { partition_new(*state), memory_store_new(), 1 };
    int64_t offset = 0;

    for (int64_t number = 0; number < DAYS * 24 * RECORDS_AN_HOUR; number++) {
        int64_t at = record_number(&record, number);
        for (int copy = 0; copy < copies_of(number); copy++) {
            if (copy > 0)
                record.bytes[7] = (char)('a' + copy); /* another id */
            take(&calm, &record, offset, at);
            take(&run, &record, offset, at);
            if (++offset % (RECORDS_A_FLUSH * 4) == 0)
                move_house(*state, &run);
        }
    }
    flush(calm.partition, calm.store);
    flush(run.partition, run.store);
    write_deciding(calm.store, &left);
    write_deciding(run.store, &right);
    if (strcmp(text_string(&left), text_string(&right)) != 0)
        fail_at_difference(text_string(&left), text_string(&right));
    assert_int_equal(engine_accounts(run.partition)->consumed, offset);
    engine_partition_free(calm.partition);
    engine_partition_free(run.partition);
    memory_store_free(run.store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takeovers_leave_no_trace),
        cmocka_unit_test(test_a_checkpoint_is_as_good_as_the_store),
        cmocka_unit_test(test_a_flush_over_many_days_leaves_what_many_flushes_leave),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
