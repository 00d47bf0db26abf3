#include "edge/redis_flush.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "redis_server.h"

struct bench {
    struct redis_server server;
    struct redis *redis;
    char script[REDIS_SCRIPT_BYTES];
};

static int start(void **state)
{
    static struct bench bench;
    struct fault fault = { 0 };

    redis_server_start(&bench.server);
    assert_int_equal(redis_open(text_string(&bench.server.address), &bench.redis, &fault), 0);
    assert_int_equal(redis_flush_prepare(bench.redis, bench.script, &fault), 0);
    *state = &bench;
    return 0;
}

static int stop(void **state)
{
    struct bench *bench = *state;

    redis_free(bench->redis);
    redis_server_stop(&bench->server);
    return 0;
}

static int flush(struct bench *bench, struct redis_flush flush_to_send, struct fault *fault)
{
    struct redis_reply *reply = NULL;
    OWNED(text) struct text request = { 0 };

    flush_to_send.script = bench->script;
    redis_flush_write(&request, &flush_to_send);
    redis_send_request(bench->redis, &request);
    assert_int_equal(redis_await(bench->redis, &reply, fault), 0);
    int result = redis_flush_stored(reply, fault);
    redis_reply_free(reply);
    return result;
}

static struct redis_position position(struct bench *bench, int32_t partition)
{
    static struct arena *arena; /* of this process */
    struct redis_position read_position = { 0 };
    struct fault fault = { 0 };

    if (arena == NULL)
        arena = arena_new();
    assert_int_equal(redis_position_read(bench->redis, partition, arena, &read_position, &fault),
                     0);
    return read_position;
}

/* The answer of one command as text; a list's items are joined by commas. */
static void expect(struct bench *bench, const char *command, const char *key, const char *expected)
{
    struct redis_reply *reply = NULL;
    struct fault fault = { 0 };
    OWNED(text) struct text seen = { 0 };
    int result = strcmp(command, "LRANGE") == 0
                     ? redis_ask_words(bench->redis, &reply, &fault, command, key, "0", "-1", NULL)
                     : redis_ask_words(bench->redis, &reply, &fault, command, key, NULL);

    assert_int_equal(result, 0);
    if (redis_reply_kind(reply) == REDIS_TEXT)
        text_add_bytes(&seen, redis_reply_text(reply).bytes, redis_reply_text(reply).length);
    for (size_t i = 0; i < redis_reply_count(reply); i++) {
        struct slice item = redis_reply_text(redis_reply_item(reply, i));
        text_add_format(&seen, "%s%.*s", i == 0 ? "" : ",", (int)item.length, item.bytes);
    }
    assert_string_equal(text_string(&seen), expected);
    redis_reply_free(reply);
}

static void test_a_flush_stores_changes_and_position_together(void **state)
{
    struct bench *bench = *state;
    struct fault fault = { 0 };
    const struct change changes[] = {
        { CHANGE_SET, SLICE("s"), { 0 }, SLICE("1") },
        { CHANGE_HASH_SET, SLICE("h"), SLICE("00"), SLICE("1 1 1 0") },
        { CHANGE_HASH_SET, SLICE("h"), SLICE("01"), SLICE("2 1 1 0") },
        { CHANGE_HASH_SET, SLICE("g"), SLICE("01"), SLICE("") },
        { CHANGE_APPEND, SLICE("a"), { 0 }, SLICE("xy") },
        { CHANGE_APPEND, SLICE("a"), { 0 }, SLICE("z") },
        { CHANGE_MEMBER_ADD, SLICE("m"), { 0 }, SLICE("acme") },
        { CHANGE_SET, SLICE("gone"), { 0 }, SLICE("1") },
        { CHANGE_REMOVE, SLICE("gone"), { 0 }, { 0 } },
        { CHANGE_HASH_REMOVE, SLICE("h"), SLICE("00"), { 0 } },
    };

    assert_false(position(bench, 3).exists);
    assert_int_equal(flush(bench, (struct redis_flush){ .partition = 3, .incarnation = SLICE("c1"),
                                                        .offset = 12, .hash = 0xabcdef,
                                                        .changes = changes,
                                                        .change_count = 10 }, &fault), 0);
    assert_int_equal(position(bench, 3).offset, 12);
    assert_int_equal(position(bench, 3).hash, 0xabcdef);
    assert_true(slice_is(position(bench, 3).incarnation, "c1"));
    expect(bench, "GET", "tocsin:{3}:s", "1");
    expect(bench, "HGETALL", "tocsin:{3}:h", "01,2 1 1 0");
    expect(bench, "GET", "tocsin:{3}:a", "xyz");
    expect(bench, "SMEMBERS", "tocsin:{3}:m", "acme");
    expect(bench, "GET", "tocsin:{3}:gone", "");
}

static void test_another_offset_or_incarnation_changes_nothing(void **state)
{
    struct bench *bench = *state;
    const struct change change = { CHANGE_SET, SLICE("s"), { 0 }, SLICE("2") };
    const struct redis_flush right = { .partition = 4, .expected_incarnation = SLICE("c1"),
                                       .expected_offset = 5, .incarnation = SLICE("c1"),
                                       .offset = 6, .changes = &change, .change_count = 1 };
    struct redis_flush wrong[4] = { right, right, right, right };
    struct fault fault = { 0 };

    assert_int_equal(flush(bench, (struct redis_flush){ .partition = 4, .incarnation = SLICE("c1"),
                                                        .offset = 5 }, &fault), 0);
    wrong[0].expected_offset = 4;
    wrong[1].expected_offset = 6;
    wrong[2].expected_incarnation = SLICE("c2");
    wrong[3].expected_incarnation = SLICE("");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(flush(bench, wrong[i], &fault), -1);
        assert_int_equal(fault.kind, FAULT_AWAY);
        assert_int_equal(position(bench, 4).offset, 5);
        expect(bench, "GET", "tocsin:{4}:s", "");
    }
    assert_int_equal(flush(bench, right, &fault), 0);
    assert_int_equal(flush(bench, right, &fault), -1); /* the same delta again */
    assert_int_equal(position(bench, 4).offset, 6);
}

static void test_the_outbox_keeps_order_and_each_id_once(void **state)
{
    struct bench *bench = *state;
    const struct change changes[] = {
        { CHANGE_OUTBOX, { 0 }, SLICE("aa"), SLICE("{1}") },
        { CHANGE_OUTBOX, { 0 }, SLICE("bb"), SLICE("{2}") },
        { CHANGE_OUTBOX, { 0 }, SLICE("aa"), SLICE("{3}") },
    };
    const struct slice delivered[] = { SLICE("aa") };
    const struct slice strange[] = { SLICE("zz") };
    struct fault fault = { 0 };
    struct redis_flush next = { .partition = 5, .expected_incarnation = SLICE("c"),
                                .expected_offset = 1, .incarnation = SLICE("c"), .offset = 1,
                                .delivered = strange, .delivered_count = 1 };

    assert_int_equal(flush(bench, (struct redis_flush){ .partition = 5, .incarnation = SLICE("c"),
                                                        .offset = 1, .changes = changes,
                                                        .change_count = 3 }, &fault), 0);
    expect(bench, "LRANGE", "tocsin:{5}:outbox", "aa {1},bb {2}");
    assert_int_equal(flush(bench, next, &fault), -1);
    expect(bench, "LRANGE", "tocsin:{5}:outbox", "aa {1},bb {2}");
    next.delivered = delivered;
    assert_int_equal(flush(bench, next, &fault), 0);
    expect(bench, "LRANGE", "tocsin:{5}:outbox", "bb {2}");
    expect(bench, "SMEMBERS", "tocsin:{5}:outbox:ids", "bb");
}

static void test_ten_thousand_changes_fit_one_call(void **state)
{
    struct bench *bench = *state;
    enum { COUNT = 10000 };
    struct change *changes = memory_array(COUNT, sizeof *changes);
    struct fault fault = { 0 };

    for (int i = 0; i < COUNT; i++)
        changes[i] = (struct change){ CHANGE_HASH_SET, SLICE("big"),
                                      { (const char *)&changes[i], 8 }, SLICE("1 1 1 1") };
    for (int i = 0; i < COUNT; i++)
        changes[i].field = (struct slice){ memory_copy(&i, sizeof i), sizeof i };
    assert_int_equal(flush(bench, (struct redis_flush){ .partition = 6, .incarnation = SLICE("c"),
                                                        .offset = 1, .changes = changes,
                                                        .change_count = COUNT }, &fault), 0);
    struct redis_reply *reply = NULL;
    assert_int_equal(redis_ask_words(bench->redis, &reply, &fault, "HLEN", "tocsin:{6}:big", NULL),
                     0);
    assert_int_equal(redis_reply_number(reply), COUNT);
    redis_reply_free(reply);
    for (int i = 0; i < COUNT; i++)
        memory_free((void *)(uintptr_t)changes[i].field.bytes);
    memory_free(changes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_flush_stores_changes_and_position_together),
        cmocka_unit_test(test_another_offset_or_incarnation_changes_nothing),
        cmocka_unit_test(test_the_outbox_keeps_order_and_each_id_once),
        cmocka_unit_test(test_ten_thousand_changes_fit_one_call),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
