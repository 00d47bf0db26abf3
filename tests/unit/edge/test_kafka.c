#include "core/partition.h"
#include "edge/kafka_cluster.h"
#include "edge/kafka_consumer.h"
#include "edge/kafka_mock.h"
#include "edge/kafka_producer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TOPIC "feedback"
enum { PARTITIONS = 12, RECORDS = 500 };

static int start(void **state)
{
    struct kafka_mock *mock = NULL;
    struct fault fault = { 0 };

    assert_int_equal(kafka_mock_open(&mock, &fault), 0);
    assert_int_equal(kafka_mock_add_topic(mock, TOPIC, PARTITIONS, &fault), 0);
    *state = mock;
    return 0;
}

static int stop(void **state)
{
    kafka_mock_free(*state);
    return 0;
}

struct reports {
    size_t delivered;
    size_t failed;
    size_t last;
    bool ordered;
};

static void note(void *context, const struct kafka_delivery *delivery)
{
    struct reports *reports = context;
    size_t number = (size_t)(uintptr_t)delivery->opaque;

    if (delivery->reason != NULL)
        reports->failed++;
    else
        reports->delivered++;
    reports->ordered = reports->ordered && number > reports->last;
    reports->last = number;
}

static void produce(const char *servers, struct reports *reports)
{
    const struct kafka_producer_options options = { .servers = servers, .client = "test",
                                                    .report = note, .context = reports };
    struct kafka_producer *producer = NULL;
    struct fault fault = { 0 };

    reports->ordered = true;
    assert_int_equal(kafka_producer_open(&options, &producer, &fault), 0);
    for (size_t i = 1; i <= RECORDS; i++) {
        const struct kafka_message message = {
            .topic = TOPIC, .partition = KAFKA_BY_KEY, .key = SLICE("acme"),
            .value = { (const char *)&i, sizeof i }, .at = (int64_t)(1000000 + i),
            .is_ours = i % 2 == 0, .opaque = (void *)(uintptr_t)i };
        assert_int_equal(kafka_producer_send(producer, &message, &fault), 0);
    }
    while (kafka_producer_waiting(producer) > 0) {
        struct pollfd waiting = { .fd = kafka_producer_descriptor(producer), .events = POLLIN };
        assert_int_equal(poll(&waiting, 1, 10000), 1);
        assert_int_equal(kafka_producer_serve(producer, &fault), 0);
    }
    kafka_producer_free(producer);
}

/* The next event that is not NOTHING or trouble. */
static void await(struct kafka_consumer *consumer, struct kafka_event *event)
{
    for (;;) {
        kafka_consumer_next(consumer, event);
        if (event->kind != KAFKA_NOTHING && event->kind != KAFKA_TROUBLE)
            return;
        struct pollfd waiting = { .fd = kafka_consumer_descriptor(consumer), .events = POLLIN };
        assert_int_equal(poll(&waiting, 1, 20000), 1);
    }
}

static void read_from(struct kafka_consumer *consumer, int64_t offset)
{
    struct kafka_position position = { partition_of(SLICE("acme"), PARTITIONS), offset };
    struct kafka_event event;
    struct fault fault = { 0 };

    assert_int_equal(kafka_consumer_assign(consumer, &position, 1, &fault), 0);
    for (int64_t i = offset; i < RECORDS; i++) {
        await(consumer, &event);
        assert_int_equal(event.kind, KAFKA_RECORD);
        assert_int_equal(event.record.offset, i);
        assert_int_equal(event.record.partition, position.partition);
        assert_int_equal(event.record.at, 1000001 + i);
        assert_int_equal(event.record.is_ours, (i + 1) % 2 == 0);
        assert_false(event.record.is_log_append);
        assert_true(slice_is(event.record.key, "acme"));
        int64_t number = 0; /* the bytes of a record lie where they like */
        memcpy(&number, event.record.value.bytes, sizeof number);
        assert_int_equal(number, i + 1);
    }
    await(consumer, &event);
    assert_int_equal(event.kind, KAFKA_END);
}

static void test_records_come_back_from_any_position(void **state)
{
    struct reports reports = { 0 };
    const char *servers = kafka_mock_address(*state);
    struct kafka_consumer *consumer = NULL;
    struct fault fault = { 0 };
    int64_t low = -1, high = -1;

    produce(servers, &reports);
    assert_int_equal(reports.delivered, RECORDS);
    assert_true(reports.ordered);
    assert_int_equal(kafka_consumer_open(&(struct kafka_consumer_options){ .servers = servers,
                                                                           .client = "test",
                                                                           .topic = TOPIC },
                                         &consumer, &fault), 0);
    read_from(consumer, 0);
    read_from(consumer, RECORDS - 3);
    read_from(consumer, 7);
    assert_int_equal(kafka_consumer_watermarks(consumer, partition_of(SLICE("acme"), PARTITIONS),
                                               &low, &high, &fault), 0);
    assert_int_equal(low, 0);
    assert_int_equal(high, RECORDS);
    assert_int_equal(kafka_consumer_known_end(consumer, partition_of(SLICE("acme"), PARTITIONS)),
                     RECORDS);
    kafka_consumer_free(consumer);
}

static void test_a_group_is_given_all_partitions(void **state)
{
    struct kafka_consumer *consumer = NULL;
    struct kafka_event event;
    struct fault fault = { 0 };

    assert_int_equal(
        kafka_consumer_open(&(struct kafka_consumer_options){ .servers = kafka_mock_address(*state),
                                                              .client = "test", .topic = TOPIC,
                                                              .group = "surge" },
                            &consumer, &fault), 0);
    await(consumer, &event);
    assert_int_equal(event.kind, KAFKA_ASSIGNED);
    assert_int_equal(event.position_count, PARTITIONS);
    struct kafka_position positions[PARTITIONS];
    memcpy(positions, event.positions, sizeof positions);
    assert_int_equal(kafka_consumer_assign(consumer, positions, PARTITIONS, &fault), 0);
    kafka_consumer_free(consumer);
}

static void test_a_cluster_has_an_id_and_topics(void **state)
{
    struct kafka_cluster *cluster = NULL;
    struct fault fault = { 0 };
    const char *id = NULL;
    int32_t count = -1;

    assert_int_equal(kafka_cluster_open(kafka_mock_address(*state), &cluster, &fault), 0);
    assert_int_equal(kafka_cluster_id(cluster, &id, &fault), 0);
    assert_true(strlen(id) > 0);
    assert_int_equal(kafka_cluster_partitions(cluster, TOPIC, &count, &fault), 0);
    assert_int_equal(count, PARTITIONS);
    assert_int_equal(kafka_cluster_partitions(cluster, "none", &count, &fault), 0);
    assert_int_equal(count, 0);
    kafka_cluster_free(cluster);
}

static void test_a_record_that_cannot_go_is_said_at_once(void **state)
{
    const struct kafka_producer_options options = { .servers = kafka_mock_address(*state),
                                                    .client = "test" };
    struct kafka_producer *producer = NULL;
    struct fault fault = { 0 };
    char *large = memory_new(2000000);

    assert_int_equal(kafka_producer_open(&options, &producer, &fault), 0);
    const struct kafka_message message = { .topic = TOPIC, .partition = KAFKA_BY_KEY,
                                           .value = { large, 2000000 } };
    assert_int_equal(kafka_producer_send(producer, &message, &fault), -1);
    assert_int_equal(fault.kind, FAULT_INPUT);
    assert_int_equal(kafka_producer_waiting(producer), 0);
    memory_free(large);
    kafka_producer_free(producer);
}

static void test_closing_with_unread_records_used_to_abort(void **state)
{
    struct kafka_position position = { partition_of(SLICE("acme"), PARTITIONS), 0 };
    struct kafka_consumer *consumer = NULL;
    struct kafka_event event;
    struct fault fault = { 0 };

    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            kafka_consumer_open(&(struct kafka_consumer_options){
                                    .servers = kafka_mock_address(*state), .client = "test",
                                    .topic = TOPIC, .group = i == 0 ? NULL : "closing" },
                                &consumer, &fault), 0);
        if (i == 1)
            await(consumer, &event);
        assert_int_equal(kafka_consumer_assign(consumer, &position, 1, &fault), 0);
        await(consumer, &event);
        assert_int_equal(event.kind, KAFKA_RECORD);
        kafka_consumer_free(consumer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_come_back_from_any_position),
        cmocka_unit_test(test_closing_with_unread_records_used_to_abort),
        cmocka_unit_test(test_a_group_is_given_all_partitions),
        cmocka_unit_test(test_a_cluster_has_an_id_and_topics),
        cmocka_unit_test(test_a_record_that_cannot_go_is_said_at_once),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
