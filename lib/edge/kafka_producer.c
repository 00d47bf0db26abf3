#include "edge/kafka_producer.h"

#include "edge/kafka_setting.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { DEFAULT_TIMEOUT_MS = 30000, DEFAULT_QUEUE_BYTES = 64 << 20, LOOK_UP_MS = 1000 };

struct kafka_producer {
    rd_kafka_t *kafka;
    rd_kafka_queue_t *queue;
    rd_kafka_topic_t *topics[KAFKA_TOPICS];
    int descriptor;
    kafka_report *report;
    void *context;
    size_t waiting;       /* 1. reports still to come */
    struct text trouble;  /* 2. what the library last told of */
};

static void on_delivery(rd_kafka_t *kafka, const rd_kafka_message_t *message, void *opaque)
{
    struct kafka_producer *producer = opaque;
    const struct kafka_delivery delivery = {
        .opaque = message->_private,
        .partition = message->partition,
        .offset = message->offset,
        .reason = message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? NULL : rd_kafka_err2str(message->err),
    };

    (void)kafka;
    producer->waiting--;
    if (delivery.reason == NULL)
        text_clear(&producer->trouble);
    if (producer->report != NULL)
        producer->report(producer->context, &delivery);
}

static void on_error(rd_kafka_t *kafka, int error, const char *reason, void *opaque)
{
    struct kafka_producer *producer = opaque;

    (void)kafka;
    (void)error;
    text_clear(&producer->trouble);
    text_add(&producer->trouble, reason);
}

static int apply_options(rd_kafka_conf_t *configuration,
                         const struct kafka_producer_options *options, struct fault *fault)
{
    char timeout[24], kilobytes[24], linger[24]; /* a 64-bit number in decimal */
    int64_t timeout_ms = options->timeout_ms == 0 ? DEFAULT_TIMEOUT_MS : options->timeout_ms;
    size_t bytes = options->queue_bytes == 0 ? DEFAULT_QUEUE_BYTES : options->queue_bytes;

    snprintf(timeout, sizeof timeout, "%" PRId64, timeout_ms);
    snprintf(kilobytes, sizeof kilobytes, "%zu", (bytes + 1023) / 1024);
    snprintf(linger, sizeof linger, "%d", options->linger_ms);
    const struct kafka_setting settings[] = {
        { "enable.idempotence", "true" },
        { "partitioner", "murmur2_random" }, /* Java's; the library's own default differs */
        { "compression.type", "lz4" },
        { "message.timeout.ms", timeout },
        { "queue.buffering.max.kbytes", kilobytes },
        { "queue.buffering.max.messages", "1000000" },
        { "linger.ms", linger },
    };
    return kafka_setting_apply(configuration, settings, sizeof settings / sizeof *settings, fault);
}

static void look_up(struct kafka_producer *producer, const struct kafka_producer_options *options)
{
    const struct rd_kafka_metadata *found = NULL;

    for (size_t i = 0; i < KAFKA_TOPICS && options->topics[i] != NULL; i++)
        producer->topics[i] = rd_kafka_topic_new(producer->kafka, options->topics[i], NULL);
    if (producer->topics[0] != NULL &&
        rd_kafka_metadata(producer->kafka, 0, NULL, &found, LOOK_UP_MS) ==
            RD_KAFKA_RESP_ERR_NO_ERROR)
        rd_kafka_metadata_destroy(found); /* the library has it now */
}

int kafka_producer_open(const struct kafka_producer_options *options,
                        struct kafka_producer **producer, struct fault *fault)
{
    OWNED(kafka_producer) struct kafka_producer *made = memory_new(sizeof *made);
    rd_kafka_conf_t *configuration = NULL;
    char reason[256]; /* the library cuts what it says */

    made->descriptor = -1;
    made->report = options->report;
    made->context = options->context;
    if (kafka_setting_start(&configuration, options->servers, options->client, fault) != 0)
        return -1;
    if (apply_options(configuration, options, fault) != 0) {
        rd_kafka_conf_destroy(configuration);
        return -1;
    }
    rd_kafka_conf_set_opaque(configuration, made);
    rd_kafka_conf_set_dr_msg_cb(configuration, on_delivery);
    rd_kafka_conf_set_error_cb(configuration, on_error);
    made->kafka = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, reason, sizeof reason);
    if (made->kafka == NULL) {
        rd_kafka_conf_destroy(configuration);
        return fault_set(fault, FAULT_SETUP, "Kafka's producer does not start: %s", reason);
    }
    made->queue = rd_kafka_queue_get_main(made->kafka);
    if (kafka_setting_watch(made->queue, &made->descriptor, fault) != 0)
        return -1;
    look_up(made, options);
    *producer = TAKE(made);
    return 0;
}

void kafka_producer_free(struct kafka_producer *producer)
{
    if (producer == NULL)
        return;
    producer->report = NULL; /* nobody is told of what is dropped here */
    if (producer->queue != NULL) {
        rd_kafka_queue_io_event_enable(producer->queue, -1, NULL, 0);
        rd_kafka_queue_destroy(producer->queue);
    }
    for (size_t i = 0; i < KAFKA_TOPICS && producer->topics[i] != NULL; i++)
        rd_kafka_topic_destroy(producer->topics[i]);
    if (producer->kafka != NULL) {
        (void)rd_kafka_purge(producer->kafka, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
                                                  RD_KAFKA_PURGE_F_NON_BLOCKING);
        rd_kafka_destroy(producer->kafka);
    }
    if (producer->descriptor >= 0)
        (void)close(producer->descriptor); /* nothing is lost with it */
    text_done(&producer->trouble);
    memory_free(producer);
}

static int explain(rd_kafka_resp_err_t error, const char *topic, struct fault *fault)
{
    const char *reason = rd_kafka_err2str(error);

    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        return fault_set(fault, FAULT_AWAY, "too much waits for Kafka already: %s", reason);
    if (error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
        return fault_set(fault, FAULT_INPUT, "a record for '%s' is too large", topic);
    return fault_set(fault, FAULT_SETUP, "topic '%s': %s", topic, reason);
}

int kafka_producer_send(struct kafka_producer *producer, const struct kafka_message *message,
                        struct fault *fault)
{
    rd_kafka_headers_t *headers = NULL;

    if (message->is_ours) {
        headers = rd_kafka_headers_new(1);
        (void)rd_kafka_header_add(headers, KAFKA_HEADER, -1, "1", 1); /* fails for read-only lists */
    }
    rd_kafka_resp_err_t error = rd_kafka_producev(
        producer->kafka, RD_KAFKA_V_TOPIC(message->topic),
        RD_KAFKA_V_PARTITION(message->partition == KAFKA_BY_KEY ? RD_KAFKA_PARTITION_UA
                                                                : message->partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(message->key.bytes, message->key.length),
        RD_KAFKA_V_VALUE((void *)(uintptr_t)message->value.bytes, message->value.length),
        RD_KAFKA_V_TIMESTAMP(message->at), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_OPAQUE(message->opaque), RD_KAFKA_V_END);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        if (headers != NULL)
            rd_kafka_headers_destroy(headers);
        return explain(error, message->topic, fault);
    }
    producer->waiting++;
    return 0;
}

int kafka_producer_descriptor(const struct kafka_producer *producer)
{
    return producer->descriptor;
}

int kafka_producer_serve(struct kafka_producer *producer, struct fault *fault)
{
    char reason[256]; /* the library cuts what it says */

    kafka_setting_quiet(producer->descriptor);
    while (rd_kafka_poll(producer->kafka, 0) > 0)
        ;
    if (rd_kafka_fatal_error(producer->kafka, reason, sizeof reason) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return fault_set(fault, FAULT_SETUP, "Kafka's producer is broken: %s", reason);
    return 0;
}

size_t kafka_producer_waiting(const struct kafka_producer *producer)
{
    return producer->waiting;
}

int kafka_producer_flush(struct kafka_producer *producer, int64_t limit_ms, struct fault *fault)
{
    if (rd_kafka_flush(producer->kafka, (int)limit_ms) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fault_set(fault, FAULT_AWAY, "%zu records were not delivered within %" PRId64 " ms",
                         producer->waiting, limit_ms);
    return 0;
}

const char *kafka_producer_trouble(const struct kafka_producer *producer)
{
    return producer->trouble.length == 0 ? NULL : text_string(&producer->trouble);
}
