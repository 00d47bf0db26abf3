#include "edge/clock.h"
#include "edge/redis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "redis_server.h"

static int start(void **state)
{
    static struct redis_server server;

    redis_server_start(&server);
    *state = &server;
    return 0;
}

static int stop(void **state)
{
    redis_server_stop(*state);
    return 0;
}

static struct redis *connected(struct redis_server *server)
{
    struct redis *redis = NULL;
    struct fault fault = { 0 };

    assert_int_equal(redis_open(text_string(&server->address), &redis, &fault), 0);
    return redis;
}

static void test_addresses_are_sockets_or_hosts(void **state)
{
    static const char *const WRONG[] = { "", "unix:", "localhost", ":6379", "host:" };
    struct redis *redis = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        struct fault fault = { 0 };
        assert_int_equal(redis_open(WRONG[i], &redis, &fault), -1);
        assert_int_equal(fault.kind, FAULT_SETUP);
    }
    assert_int_equal(redis_open("127.0.0.1:6379", &redis, NULL), 0);
    redis_free(redis);
}

static void test_answers_come_in_order_and_of_every_kind(void **state)
{
    struct redis *redis = connected(*state);
    struct redis_reply *reply = NULL;
    struct fault fault = { 0 };
    const struct slice binary[] = { SLICE("SET"), SLICE("k"), { "a\0\r\n", 4 } };

    assert_int_equal(redis_ask(redis, binary, 3, &reply, &fault), 0);
    redis_reply_free(reply);
    redis_send(redis, (struct slice[]){ SLICE("GET"), SLICE("k") }, 2);
    redis_send(redis, (struct slice[]){ SLICE("INCR"), SLICE("n") }, 2);
    redis_send(redis, (struct slice[]){ SLICE("MGET"), SLICE("k"), SLICE("none") }, 3);
    assert_int_equal(redis_waiting(redis), 3);
    assert_int_equal(redis_await(redis, &reply, &fault), 0);
    assert_true(slice_equals(redis_reply_text(reply), binary[2]));
    redis_reply_free(reply);
    assert_int_equal(redis_await(redis, &reply, &fault), 0);
    assert_int_equal(redis_reply_number(reply), 1);
    redis_reply_free(reply);
    assert_int_equal(redis_await(redis, &reply, &fault), 0);
    assert_int_equal(redis_reply_count(reply), 2);
    assert_int_equal(redis_reply_kind(redis_reply_item(reply, 1)), REDIS_NIL);
    redis_reply_free(reply);
    assert_int_equal(redis_ask_words(redis, &reply, &fault, "LPUSH", "k", "x", NULL), -1);
    assert_int_equal(fault.kind, FAULT_INPUT);
    redis_free(redis);
}

static void test_a_stopped_server_costs_the_limit_and_the_connection(void **state)
{
    struct redis_server *server = *state;
    struct redis *redis = connected(server);
    struct redis_reply *reply = NULL;
    struct fault fault = { 0 };

    assert_int_equal(redis_ask_words(redis, &reply, &fault, "PING", NULL), 0);
    redis_reply_free(reply);
    redis_set_limit(redis, 100);
    redis_server_signal(server, SIGSTOP);
    int64_t before = clock_monotonic();
    assert_int_equal(redis_ask_words(redis, &reply, &fault, "INCR", "late", NULL), -1);
    assert_int_equal(fault.kind, FAULT_AWAY);
    assert_in_range(clock_monotonic() - before, 99, 2000);
    assert_int_equal(redis_descriptor(redis), -1);
    redis_server_signal(server, SIGCONT);
    /* What was under way may have been carried out; its answer is never taken for another's. */
    redis_set_limit(redis, 5000);
    assert_int_equal(redis_ask_words(redis, &reply, &fault, "PING", NULL), 0);
    assert_true(slice_is(redis_reply_text(reply), "PONG"));
    redis_reply_free(reply);
    redis_free(redis);
}

static void test_a_server_that_died_is_away_and_comes_back(void **state)
{
    struct redis_server *server = *state;
    struct redis *redis = connected(server);
    struct redis_reply *reply = NULL;
    struct fault fault = { 0 };

    assert_int_equal(redis_ask_words(redis, &reply, &fault, "SET", "kept", "1", NULL), 0);
    redis_reply_free(reply);
    redis_server_kill(server);
    assert_int_equal(redis_ask_words(redis, &reply, &fault, "GET", "kept", NULL), -1);
    assert_int_equal(fault.kind, FAULT_AWAY);
    assert_int_equal(redis_ask_words(redis, &reply, &fault, "GET", "kept", NULL), -1);
    redis_server_run(server);
    assert_int_equal(redis_ask_words(redis, &reply, &fault, "GET", "kept", NULL), 0);
    assert_true(slice_is(redis_reply_text(reply), "1"));
    redis_reply_free(reply);
    redis_free(redis);
}

static void test_a_replica_is_not_spoken_to(void **state)
{
    struct redis_server *server = *state;
    struct redis *redis = connected(server);
    struct redis *other = connected(server);
    struct redis_reply *reply = NULL;
    struct fault fault = { 0 };

    assert_int_equal(
        redis_ask_words(redis, &reply, &fault, "REPLICAOF", "127.0.0.1", "1", NULL), 0);
    redis_reply_free(reply);
    assert_int_equal(redis_ask_words(other, &reply, &fault, "SET", "x", "1", NULL), -1);
    assert_int_equal(fault.kind, FAULT_AWAY);
    assert_int_equal(redis_ask_words(redis, &reply, &fault, "REPLICAOF", "NO", "ONE", NULL), 0);
    redis_reply_free(reply);
    assert_int_equal(redis_ask_words(other, &reply, &fault, "PING", NULL), 0);
    redis_reply_free(reply);
    redis_free(redis);
    redis_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_are_sockets_or_hosts),
        cmocka_unit_test(test_answers_come_in_order_and_of_every_kind),
        cmocka_unit_test(test_a_stopped_server_costs_the_limit_and_the_connection),
        cmocka_unit_test(test_a_server_that_died_is_away_and_comes_back),
        cmocka_unit_test(test_a_replica_is_not_spoken_to),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
