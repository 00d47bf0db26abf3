/* Which partition an organisation is on: murmur2 of its name modulo the count, as Java's Kafka
 * client and librdkafka's `murmur2_random` do it, so that everyone's records meet in one place. */
#pragma once

#include "base/text.h"

#include <stdint.h>

/* `count` is at least 1. */
int32_t partition_of(struct slice key, int32_t count);
