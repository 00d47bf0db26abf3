/* The embedded broker: librdkafka's own mock cluster in this process.
 *
 * For trying out and for tests. It keeps at most 5 MiB or 100,000 batches a partition, in memory,
 * and forgets older ones without a word; it cannot make topics on request. */
#pragma once

#include "base/fault.h"

#include <stdint.h>

struct kafka_mock;

MUST_CHECK int kafka_mock_open(struct kafka_mock **mock, struct fault *fault);
void kafka_mock_free(struct kafka_mock *mock);
RELEASE_WITH(kafka_mock, struct kafka_mock, kafka_mock_free)

MUST_CHECK int kafka_mock_add_topic(struct kafka_mock *mock, const char *name, int32_t partitions,
                                    struct fault *fault);
/* "127.0.0.1:PORT"; borrowed. */
const char *kafka_mock_address(const struct kafka_mock *mock);
