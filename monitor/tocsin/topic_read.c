#include "tocsin/topic_read.h"

#include "edge/kafka_cluster.h"

#include <poll.h>

enum { SILENCE_MS = 30000 };

static int read_until(const struct topic_read *reading, struct kafka_consumer *consumer,
                      int64_t high, struct fault *fault)
{
    struct pollfd waiting = { .fd = kafka_consumer_descriptor(consumer), .events = POLLIN };

    for (;;) {
        struct kafka_event event;
        kafka_consumer_next(consumer, &event);
        switch (event.kind) {
        case KAFKA_NOTHING:
            if (poll(&waiting, 1, SILENCE_MS) == 0)
                return fault_set(fault, FAULT_AWAY, "Kafka has been silent for 30 s");
            break;
        case KAFKA_RECORD:
            if (event.record.offset >= high)
                return 0;
            if (reading->visit(reading->visitor, &event.record, fault) != 0)
                return -1;
            if (event.record.offset + 1 == high)
                return 0;
            break;
        case KAFKA_END:
            return 0;
        case KAFKA_TROUBLE: /* the library goes on trying, and silence ends it */
        case KAFKA_ASSIGNED:
        case KAFKA_REVOKED:
            break;
        case KAFKA_OFFSET_GONE:
        case KAFKA_BROKEN:
            return fault_set(fault, FAULT_AWAY, "%s", event.reason);
        }
    }
}

static int read_partition(const struct topic_read *reading, struct kafka_consumer *consumer,
                          int32_t partition, struct fault *fault)
{
    int64_t low = 0, high = 0;

    if (kafka_consumer_watermarks(consumer, partition, &low, &high, fault) != 0)
        return -1;
    if (low == high)
        return 0;
    const struct kafka_position position = { partition, low };
    if (kafka_consumer_assign(consumer, &position, 1, fault) != 0)
        return -1;
    return read_until(reading, consumer, high, fault);
}

int topic_read(const struct topic_read *reading, struct fault *fault)
{
    OWNED(kafka_cluster) struct kafka_cluster *cluster = NULL;
    OWNED(kafka_consumer) struct kafka_consumer *consumer = NULL;
    int32_t count = 0;

    if (kafka_cluster_open(reading->kafka, &cluster, fault) != 0 ||
        kafka_cluster_partitions(cluster, reading->topic, &count, fault) != 0)
        return -1;
    if (count == 0)
        return fault_set(fault, FAULT_AWAY, "Kafka at %s has no topic '%s'", reading->kafka,
                         reading->topic);
    const struct kafka_consumer_options options = {
        .servers = reading->kafka, .client = "tocsin-read", .topic = reading->topic
    };
    if (kafka_consumer_open(&options, &consumer, fault) != 0)
        return -1;
    for (int32_t i = 0; i < count; i++) {
        if (read_partition(reading, consumer, i, fault) != 0)
            return -1;
    }
    return 0;
}
