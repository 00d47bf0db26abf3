#include "core/partition.h"

/* Austin Appleby's MurmurHash2 (public domain), with the seed of Kafka's DefaultPartitioner. */
static uint32_t murmur2(struct slice key)
{
    const uint32_t multiplier = 0x5bd1e995;
    const unsigned char *bytes = (const unsigned char *)key.bytes;
    size_t rest = key.length;
    uint32_t hash = 0x9747b28cU ^ (uint32_t)key.length;

    for (; rest >= 4; rest -= 4, bytes += 4) {
        uint32_t word = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                        (uint32_t)bytes[3] << 24;
        word *= multiplier;
        word ^= word >> 24;
        word *= multiplier;
        hash = hash * multiplier ^ word;
    }
    for (size_t i = rest; i > 0; i--)
        hash ^= (uint32_t)bytes[i - 1] << (8 * (i - 1));
    if (rest > 0)
        hash *= multiplier;
    hash ^= hash >> 13;
    hash *= multiplier;
    return hash ^ hash >> 15;
}

int32_t partition_of(struct slice key, int32_t count)
{
    return (int32_t)((murmur2(key) & 0x7fffffff) % (uint32_t)count);
}
