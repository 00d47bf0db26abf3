/* Puts so many events a second onto the trigger topic, each with the instant of its sending.
 *
 * usage: stream_source HOST:PORT RATE COUNT */
#include "core/topics.h"
#include "edge/clock.h"
#include "edge/kafka_producer.h"
#include "wire/writer.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PADDING_BYTES = 1700, /* about 2 KiB, as a real trigger has */
    FLUSH_MS = 10000,
    SETTLE_US = 1000000, /* until all have the message that warms, so that the first event does not pay for it */
};

static void write_event(struct text *event, int64_t number)
{
    struct writer writer = writer_on(event);
    char *padding = memory_new(PADDING_BYTES);

    for (int i = 0; i < PADDING_BYTES - 1; i++)
        padding[i] = 'x';
    writer_object(&writer);
    writer_member(&writer, "specversion", "1.0");
    writer_member_integer(&writer, "id", number);
    writer_member(&writer, "type", "tocsin.clock.due.v1");
    writer_name(&writer, "data");
    writer_object(&writer);
    writer_member(&writer, "org", "acme");
    writer_member_decimal(&writer, "sent", (double)clock_monotonic_us() / 1e6);
    writer_member(&writer, "padding", padding);
    writer_object_end(&writer);
    writer_object_end(&writer);
    memory_free(padding);
}

/* A producer's first message waits up to a second until the library knows who leads the partition. */
static int warm(struct kafka_producer *producer, struct fault *fault)
{
    const struct kafka_message message = {
        .topic = TOPIC_TRIGGERS, .partition = 0, .key = SLICE("acme"), .value = SLICE("{}")};

    if (kafka_producer_send(producer, &message, fault) != 0)
        return -1;
    return kafka_producer_flush(producer, FLUSH_MS, fault);
}

static int fail(const struct fault *fault)
{
    fprintf(stderr, "stream_source: %s\n", fault->text);
    return 1;
}

int main(int argc, char **argv)
{
    OWNED(kafka_producer) struct kafka_producer *producer = NULL;
    struct fault fault = { 0 };

    if (argc != 4)
        return 2;
    const double rate = strtod(argv[2], NULL);
    const int64_t count = strtoll(argv[3], NULL, 10);
    const struct kafka_producer_options options = { .servers = argv[1], .client = "bench" };
    if (kafka_producer_open(&options, &producer, &fault) != 0)
        return fail(&fault);
    if (warm(producer, &fault) != 0)
        return fail(&fault);
    const int64_t begin_us = clock_monotonic_us() + SETTLE_US;
    for (int64_t i = 0; i < count; i++) {
        const int64_t due_us = begin_us + (int64_t)((double)i * 1e6 / rate);
        for (int64_t left = due_us - clock_monotonic_us(); left > 0;
             left = due_us - clock_monotonic_us())
            (void)poll(NULL, 0, left < 1000 ? 1 : (int)(left / 1000)); /* the pace is the point */
        OWNED(text) struct text event = { 0 };
        write_event(&event, i);
        const struct kafka_message message = {
            .topic = TOPIC_TRIGGERS,
            .partition = 0,
            .key = SLICE("acme"),
            .value = { text_string(&event), event.length },
        };
        if (kafka_producer_send(producer, &message, &fault) != 0 ||
            kafka_producer_serve(producer, &fault) != 0)
            return fail(&fault);
    }
    return kafka_producer_flush(producer, FLUSH_MS, &fault) == 0 ? 0 : fail(&fault);
}
