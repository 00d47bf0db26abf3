/* What `tocsin replay` says of a file is what the daemon's engine said of the same records: the
 * same triggers, in the same order, with the same bytes. The daemon's side is as in production:
 * records with the broker's stamps on the partitions of their organisations, ticks while nothing
 * else comes, flushes, and now and then a new owner who knows only what was stored. */
#include "memory_store.h"

#include "base/moment.h"
#include "core/partition.h"
#include "wire/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* 2026-03-02T00:00:00Z */
#define BEGIN_AT ((int64_t)1772409600000)
#define END_AT   (BEGIN_AT + DAYS * DAY_MS + QUIET_HOURS * HOUR_MS)

enum {
    PARTITIONS = 12,
    DAYS = 6,
    RECORDS_A_DAY = 240,
    QUIET_HOURS = 30, /* after the last record: clocks run on */
    RECORDS_A_FLUSH = 40,
    FLUSHES_AN_OWNER = 7,
};

static const char *const ORGS[] = { "quillane", "acme" };

enum { ORG_COUNT = sizeof ORGS / sizeof *ORGS };

/* One partition as its owner has it, and what was said on it. */
struct owned {
    struct engine_partition *partition;
    struct memory_store *store;
    struct text said;
    int64_t flushes;
    int64_t pending;
};

struct daemon {
    struct engine *engine;
    struct owned owned[PARTITIONS];
    int64_t offset;
};

static struct engine *open_engine(void)
{
    OWNED(text) struct text folder = { 0 };
    OWNED(complaints) struct complaints complaints = { 0 };
    struct engine *engine = NULL;
    struct fault fault = { 0 };

    text_add_format(&folder, "%s/rules", getenv("TOCSIN_SOURCE_ROOT"));
    struct engine_setup setup = { .rules_folder = text_string(&folder),
                                  .complaints = &complaints,
                                  .reads_texts = true };
    if (engine_open(&setup, &engine, &fault) != 0)
        fail_msg("%s", fault.text);
    return engine;
}

static struct engine_partition *own(const struct daemon *daemon, int32_t number)
{
    return engine_partition_new(daemon->engine,
                                &(struct engine_partition_setup){ .partition = number,
                                                                  .partition_count = PARTITIONS,
                                                                  .cluster = "live",
                                                                  .is_log_append = true });
}

static void daemon_init(struct daemon *daemon)
{
    *daemon = (struct daemon){ .engine = open_engine() };
    for (int32_t i = 0; i < PARTITIONS; i++) {
        daemon->owned[i].partition = own(daemon, i);
        daemon->owned[i].store = memory_store_new();
    }
}

static void daemon_done(struct daemon *daemon)
{
    for (int32_t i = 0; i < PARTITIONS; i++) {
        engine_partition_free(daemon->owned[i].partition);
        memory_store_free(daemon->owned[i].store);
        text_done(&daemon->owned[i].said);
    }
    engine_free(daemon->engine);
}

static void flush(struct daemon *daemon, int32_t number)
{
    struct owned *owned = &daemon->owned[number];
    struct engine_delta delta;
    struct fault fault = { 0 };
    size_t count = 0;
    const struct slice *events = engine_triggers(owned->partition, &count);

    for (size_t i = 0; i < count; i++) {
        text_add_bytes(&owned->said, events[i].bytes, events[i].length);
        text_add_char(&owned->said, '\n');
    }
    engine_gather(owned->partition, &delta);
    memory_store_apply(owned->store, delta.changes, delta.change_count);
    owned->pending = 0;
    if (++owned->flushes % FLUSHES_AN_OWNER != 0)
        return;
    engine_partition_free(owned->partition);
    owned->partition = own(daemon, number);
    if (memory_store_restore(owned->store, owned->partition, &fault) != 0)
        fail_msg("%s", fault.text);
}

static void take(struct daemon *daemon, int32_t number, const struct engine_record *record)
{
    struct owned *owned = &daemon->owned[number];

    engine_take(owned->partition, record);
    if (++owned->pending >= RECORDS_A_FLUSH || engine_pending_triggers(owned->partition))
        flush(daemon, number);
}

/* What the owner writes into the log when nothing else has come and something may happen. */
static void tick(struct daemon *daemon, int32_t number, int64_t at)
{
    OWNED(text) struct text value = { 0 };
    OWNED(text) struct text moment = { 0 };
    char key[16];

    moment_add(&moment, at);
    (void)snprintf(key, sizeof key, "%%%d", (int)number);
    text_add_format(&value, "{\"id\":\"tick:%lld\",\"verb\":\"tick\",", (long long)at);
    text_add_format(&value, "\"partition\":%d,\"at\":\"%s\"}", (int)number,
                    text_string(&moment));
    take(daemon, number,
         &(struct engine_record){ .offset = daemon->offset++,
                                  .at = at,
                                  .is_ours = true,
                                  .key = slice_of(key),
                                  .value = { value.bytes, value.length } });
}

/* Nothing else comes before that moment: the owner ticks whenever something is due. */
static void wait(struct daemon *daemon, int32_t number, int64_t to_at)
{
    for (;;) {
        int64_t due_at = engine_due_at(daemon->owned[number].partition);
        if (due_at >= to_at)
            return;
        tick(daemon, number, moment_floor(due_at, SECOND_MS) + SECOND_MS);
    }
}

/* Calm for days, then a surge of one organisation in which people decide too; repeats, late
 * lines, and a source that is down for a while. */
static void write_value(struct text *text, int64_t number, const char *org, int64_t at)
{
    uint64_t noise = (uint64_t)number * 0x9E3779B97F4A7C15u;
    OWNED(text) struct text moment = { 0 };
    OWNED(text) struct text logged = { 0 };

    moment_add(&moment, at - (int64_t)(noise >> 50 & 0x3FF) * 1000);
    moment_add(&logged, at);
    text_clear(text);
    text_add_format(text, "{\"id\":\"%lld\",\"org\":\"%s\",\"logged_at\":\"%s\",",
                    (long long)(number - number % 53 / 52), org, text_string(&logged));
    if (number % 301 == 0) {
        text_add_format(text, "\"verb\":\"source-state\",\"source\":\"m\",\"state\":\"%s\",",
                        number % 2 ? "down" : "up");
        text_add_format(text, "\"at\":\"%s\"}", text_string(&logged));
    } else if (number % 97 == 0) {
        text_add_format(text, "\"verb\":\"%s\",\"subject\":\"battery\",\"at\":\"%s\",",
                        number % 2 ? "ack" : "note", text_string(&logged));
        text_add(text, "\"actor\":\"li\",\"role\":\"duty\",\"reason\":\"seen\"}");
    } else {
        text_add_format(text, "\"source\":\"%s\",\"channel\":\"%s\",", number % 3 ? "h" : "m",
                        number % 3 ? "hotline" : "email");
        text_add_format(text, "\"at\":\"%s\",\"subjects\":[\"%s\"],", text_string(&moment),
                        number % 5 ? "battery" : "screen");
        text_add_format(text, "\"author\":{\"id\":\"u%llu\"},\"text\":\"第%llu次投诉,电池发热\"}",
                        (unsigned long long)(noise >> 48 & 0xFFF),
                        (unsigned long long)(noise >> 40));
    }
}

static int copies_of(int64_t number, int org)
{
    return org == 1 && number / RECORDS_A_DAY == DAYS - 1 ? 9 : 1;
}

/* Each line goes into the file and through the daemon. */
static void live(struct daemon *daemon, FILE *file)
{
    OWNED(text) struct text value = { 0 };
    int64_t serial = 0;

    for (int64_t number = 0; number < DAYS * RECORDS_A_DAY; number++) {
        int64_t at = BEGIN_AT + number * (DAY_MS / RECORDS_A_DAY);
        for (int org = 0; org < ORG_COUNT; org++) {
            int32_t home = partition_of(slice_of(ORGS[org]), PARTITIONS);
            wait(daemon, home, at - SECOND_MS);
            for (int copy = 0; copy < copies_of(number, org); copy++) {
                write_value(&value, ++serial, ORGS[org], at + copy * 10 * SECOND_MS);
                (void)fprintf(file, "%s\n", text_string(&value)); /* closing tells */
                take(daemon, home,
                     &(struct engine_record){ .offset = daemon->offset++,
                                              .at = at + copy * 10 * SECOND_MS,
                                              .key = slice_of(ORGS[org]),
                                              .value = { value.bytes, value.length } });
            }
        }
    }
    for (int org = 0; org < ORG_COUNT; org++)
        wait(daemon, partition_of(slice_of(ORGS[org]), PARTITIONS), END_AT);
    for (int org = 0; org < ORG_COUNT; org++)
        flush(daemon, partition_of(slice_of(ORGS[org]), PARTITIONS));
}

/* The lines that `tocsin replay` prints about that organisation, by its name in their source. */
static void replay(const char *path, const char *org, struct text *said)
{
    OWNED(text) struct text command = { 0 };
    OWNED(text) struct text mark = { 0 };
    OWNED(text) struct text end = { 0 };
    char *line = NULL;
    size_t capacity = 0;

    moment_add(&end, END_AT);
    text_add_format(&command, "%s replay --feedback --rules %s/rules --to %s %s",
                    getenv("TOCSIN"), getenv("TOCSIN_SOURCE_ROOT"), text_string(&end), path);
    text_add_format(&mark, "tocsin/%s\"", org);
    FILE *pipe = popen(text_string(&command), "r"); /* NOLINT: the words are our own */
    assert_non_null(pipe);
    while (getline(&line, &capacity, pipe) > 0)
        if (strstr(line, text_string(&mark)) != NULL)
            text_add(said, line);
    free(line);
    assert_int_equal(pclose(pipe), 0);
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        count++;
    return count;
}

static void compare(const struct text *live, const struct text *replayed, const char *org)
{
    const char *left = text_string(live);
    const char *right = text_string(replayed);
    size_t at = 0;

    if (strcmp(left, right) == 0)
        return;
    while (left[at] == right[at])
        at++;
    size_t from = at;
    while (from > 0 && left[from - 1] != '\n')
        from--;
    print_error("%s: the daemon said\n%.*s\n", org, (int)strcspn(left + from, "\n"), left + from);
    fail_msg("%s: the replay said\n%.*s", org, (int)strcspn(right + from, "\n"), right + from);
}

static void test_a_replay_says_what_the_daemon_said(void **state)
{
    (void)state;
    struct daemon daemon;
    char path[] = "/tmp/test_replay_XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *file = fdopen(descriptor, "w");

    daemon_init(&daemon);
    live(&daemon, file);
    assert_int_equal(fclose(file), 0);
    for (int org = 0; org < ORG_COUNT; org++) {
        OWNED(text) struct text replayed = { 0 };
        int32_t home = partition_of(slice_of(ORGS[org]), PARTITIONS);
        replay(path, ORGS[org], &replayed);
        compare(&daemon.owned[home].said, &replayed, ORGS[org]);
    }
    const char *said = text_string(&daemon.owned[partition_of(SLICE("acme"), PARTITIONS)].said);
    assert_true(count_of(said, "warning.raised") > 0 && count_of(said, "response.") > 0 &&
                count_of(said, "clock.") > 0 && count_of(said, "command.") > 0);
    daemon_done(&daemon);
    (void)unlink(path); /* a leftover in /tmp harms nobody */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_replay_says_what_the_daemon_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
