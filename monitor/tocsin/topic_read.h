/* All of a topic as it is when the reading begins, partition after partition, in order. */
#pragma once

#include "base/fault.h"
#include "edge/kafka_consumer.h"

struct topic_read {
    const char *kafka;
    const char *topic;
    /* For each record; -1 and the fault end the reading. */
    int (*visit)(void *visitor, const struct kafka_record *record, struct fault *fault);
    void *visitor;
};

/* FAULT_AWAY when Kafka is away or silent, or has no such topic. */
MUST_CHECK int topic_read(const struct topic_read *reading, struct fault *fault);
