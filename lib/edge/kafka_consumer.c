#include "edge/kafka_consumer.h"

#include "base/digest.h"
#include "edge/kafka_producer.h"
#include "edge/kafka_setting.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FETCH_WAIT_MS = 20, ASK_MS = 5000, CLOSE_TURNS = 50, CLOSE_TURN_MS = 100 };

struct kafka_consumer {
    rd_kafka_t *kafka;
    rd_kafka_queue_t *queue;
    int descriptor;
    char *topic;
    rd_kafka_message_t *message;            /* 1. the record handed out last */
    struct kafka_position positions[KAFKA_PARTITION_LIMIT];
    size_t position_count;
    enum kafka_event_kind pending;          /* 2. a rebalance or trouble still to be told */
    struct text reason;
    rd_kafka_topic_partition_list_t *assigned; /* 3. NULL before the first assignment */
    bool closing;
};

static void on_rebalance(rd_kafka_t *kafka, rd_kafka_resp_err_t error,
                         rd_kafka_topic_partition_list_t *list, void *opaque)
{
    struct kafka_consumer *consumer = opaque;

    if (consumer->closing || error != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        (void)rd_kafka_assign(kafka, NULL); /* a failure shows as trouble */
        consumer->pending = KAFKA_REVOKED;
        return;
    }
    consumer->position_count = 0;
    for (int i = 0; i < list->cnt && i < KAFKA_PARTITION_LIMIT; i++)
        consumer->positions[consumer->position_count++].partition = list->elems[i].partition;
    consumer->pending = KAFKA_ASSIGNED;
}

static void on_error(rd_kafka_t *kafka, int error, const char *reason, void *opaque)
{
    struct kafka_consumer *consumer = opaque;

    (void)kafka;
    text_clear(&consumer->reason);
    text_add(&consumer->reason, reason);
    if (consumer->pending == KAFKA_NOTHING)
        consumer->pending = error == RD_KAFKA_RESP_ERR__FATAL ? KAFKA_BROKEN : KAFKA_TROUBLE;
}

static int apply_options(rd_kafka_conf_t *configuration,
                         const struct kafka_consumer_options *options, struct fault *fault)
{
    char wait[12]; /* a 32-bit number in decimal */

    snprintf(wait, sizeof wait, "%d", options->wait_ms == 0 ? FETCH_WAIT_MS : options->wait_ms);
    const struct kafka_setting settings[] = {
        /* without a group the name is never sent, but the library insists on one */
        { "group.id", options->group == NULL ? "tocsin-none" : options->group },
        { "partition.assignment.strategy", "range" },
        { "session.timeout.ms", "6000" },
        { "enable.auto.commit", "false" },
        { "enable.auto.offset.store", "false" },
        { "auto.offset.reset", "error" },
        { "enable.partition.eof", "true" },
        { "fetch.wait.max.ms", wait },
        { "fetch.error.backoff.ms", "100" },
        { "allow.auto.create.topics", "false" },
        /* smaller queues stall a consumer that is catching up; larger ones cost memory while it is held up */
        { "queued.min.messages", options->small ? "10000" : "200000" },
        { "queued.max.messages.kbytes", options->small ? "8192" : "65536" },
    };
    const struct kafka_setting backoff = { "fetch.queue.backoff.ms", "10" };

    if (kafka_setting_apply(configuration, settings, sizeof settings / sizeof *settings, fault) !=
        0)
        return -1;
    int known = kafka_setting_apply(configuration, &backoff, 1, NULL);
    (void)known; /* only newer libraries have this one */
    return 0;
}

static int start_group(struct kafka_consumer *consumer, struct fault *fault)
{
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);

    rd_kafka_topic_partition_list_add(topics, consumer->topic, RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t error = rd_kafka_subscribe(consumer->kafka, topics);
    rd_kafka_topic_partition_list_destroy(topics);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fault_set(fault, FAULT_SETUP, "joining the group for '%s': %s", consumer->topic,
                         rd_kafka_err2str(error));
    return 0;
}

int kafka_consumer_open(const struct kafka_consumer_options *options,
                        struct kafka_consumer **consumer, struct fault *fault)
{
    OWNED(kafka_consumer) struct kafka_consumer *made = memory_new(sizeof *made);
    rd_kafka_conf_t *configuration = NULL;
    char reason[256]; /* the library cuts what it says */

    made->descriptor = -1;
    if (kafka_setting_start(&configuration, options->servers, options->client, fault) != 0)
        return -1;
    if (apply_options(configuration, options, fault) != 0) {
        rd_kafka_conf_destroy(configuration);
        return -1;
    }
    rd_kafka_conf_set_opaque(configuration, made);
    rd_kafka_conf_set_rebalance_cb(configuration, on_rebalance);
    rd_kafka_conf_set_error_cb(configuration, on_error);
    made->kafka = rd_kafka_new(RD_KAFKA_CONSUMER, configuration, reason, sizeof reason);
    if (made->kafka == NULL) {
        rd_kafka_conf_destroy(configuration);
        return fault_set(fault, FAULT_SETUP, "Kafka's consumer does not start: %s", reason);
    }
    (void)rd_kafka_poll_set_consumer(made->kafka); /* fails without a group.id only */
    made->topic = memory_copy(options->topic, strlen(options->topic));
    made->queue = rd_kafka_queue_get_consumer(made->kafka);
    if (kafka_setting_watch(made->queue, &made->descriptor, fault) != 0)
        return -1;
    if (options->group != NULL && start_group(made, fault) != 0)
        return -1;
    *consumer = TAKE(made);
    return 0;
}

static void drop_message(struct kafka_consumer *consumer)
{
    if (consumer->message != NULL)
        rd_kafka_message_destroy(consumer->message);
    consumer->message = NULL;
}

/* Closing may hang in this library; after five seconds the process had better end without it. What
 * comes meanwhile goes to a queue of its own: the consumer's may still hold records. */
static void close_kafka(struct kafka_consumer *consumer)
{
    rd_kafka_queue_t *last = rd_kafka_queue_new(consumer->kafka);

    consumer->closing = true;
    rd_kafka_error_t *error = rd_kafka_consumer_close_queue(consumer->kafka, last);
    if (error != NULL)
        rd_kafka_error_destroy(error);
    for (int i = 0; i < CLOSE_TURNS && !rd_kafka_consumer_closed(consumer->kafka); i++) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(last, CLOSE_TURN_MS);
        if (event != NULL)
            rd_kafka_event_destroy(event);
    }
    bool closed = rd_kafka_consumer_closed(consumer->kafka);
    rd_kafka_queue_destroy(consumer->queue);
    rd_kafka_queue_destroy(last);
    if (closed)
        rd_kafka_destroy_flags(consumer->kafka, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

void kafka_consumer_free(struct kafka_consumer *consumer)
{
    if (consumer == NULL)
        return;
    drop_message(consumer);
    if (consumer->queue != NULL) {
        rd_kafka_queue_io_event_enable(consumer->queue, -1, NULL, 0);
        close_kafka(consumer);
    }
    if (consumer->assigned != NULL)
        rd_kafka_topic_partition_list_destroy(consumer->assigned);
    if (consumer->descriptor >= 0)
        (void)close(consumer->descriptor); /* nothing is lost with it */
    text_done(&consumer->reason);
    memory_free(consumer->topic);
    memory_free(consumer);
}

int kafka_consumer_descriptor(const struct kafka_consumer *consumer)
{
    return consumer->descriptor;
}

static void fill_record(const rd_kafka_message_t *message, struct kafka_record *record)
{
    rd_kafka_timestamp_type_t type;
    rd_kafka_headers_t *headers = NULL;
    const void *value;
    size_t length;

    *record = (struct kafka_record){
        .partition = message->partition,
        .offset = message->offset,
        .at = rd_kafka_message_timestamp(message, &type),
        .is_log_append = type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME,
        .key = { message->key, message->key_len },
        .value = { message->payload, message->len },
    };
    if (rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR)
        record->is_ours = rd_kafka_header_get_last(headers, KAFKA_HEADER, &value, &length) ==
                          RD_KAFKA_RESP_ERR_NO_ERROR;
}

static void tell_message(struct kafka_consumer *consumer, struct kafka_event *event)
{
    const rd_kafka_message_t *message = consumer->message;

    event->partition = message->partition;
    switch ((int)message->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
        event->kind = KAFKA_RECORD;
        fill_record(message, &event->record);
        return;
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        event->kind = KAFKA_END;
        return;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        event->kind = KAFKA_OFFSET_GONE;
        break;
    case RD_KAFKA_RESP_ERR__FATAL:
        event->kind = KAFKA_BROKEN;
        break;
    default:
        event->kind = KAFKA_TROUBLE;
        break;
    }
    text_clear(&consumer->reason);
    text_add(&consumer->reason, rd_kafka_message_errstr(message));
    event->reason = text_string(&consumer->reason);
}

static void tell_pending(struct kafka_consumer *consumer, struct kafka_event *event)
{
    event->kind = consumer->pending;
    event->positions = consumer->positions;
    event->position_count = consumer->position_count;
    event->reason = text_string(&consumer->reason);
    consumer->pending = KAFKA_NOTHING;
}

void kafka_consumer_next(struct kafka_consumer *consumer, struct kafka_event *event)
{
    *event = (struct kafka_event){ .kind = KAFKA_NOTHING, .partition = -1 };
    drop_message(consumer);
    consumer->message = rd_kafka_consumer_poll(consumer->kafka, 0);
    if (consumer->message == NULL && consumer->pending == KAFKA_NOTHING) {
        /* What arrives after this line makes the descriptor readable again. */
        kafka_setting_quiet(consumer->descriptor);
        consumer->message = rd_kafka_consumer_poll(consumer->kafka, 0);
    }
    if (consumer->pending == KAFKA_TROUBLE || consumer->pending == KAFKA_BROKEN) {
        if (consumer->message == NULL)
            tell_pending(consumer, event);
    } else if (consumer->pending != KAFKA_NOTHING) {
        drop_message(consumer); /* of an assignment that is over */
        tell_pending(consumer, event);
    }
    if (consumer->message != NULL)
        tell_message(consumer, event);
}

int kafka_consumer_assign(struct kafka_consumer *consumer, const struct kafka_position *positions,
                          size_t count, struct fault *fault)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);

    for (size_t i = 0; i < count; i++)
        rd_kafka_topic_partition_list_add(list, consumer->topic, positions[i].partition)->offset =
            positions[i].offset;
    drop_message(consumer);
    rd_kafka_resp_err_t error = rd_kafka_assign(consumer->kafka, list);
    if (consumer->assigned != NULL)
        rd_kafka_topic_partition_list_destroy(consumer->assigned);
    consumer->assigned = list;
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fault_set(fault, FAULT_AWAY, "assigning partitions of '%s': %s", consumer->topic,
                         rd_kafka_err2str(error));
    return 0;
}

static int change_fetching(struct kafka_consumer *consumer,
                           rd_kafka_resp_err_t change(rd_kafka_t *,
                                                      rd_kafka_topic_partition_list_t *),
                           struct fault *fault)
{
    if (consumer->assigned == NULL || consumer->assigned->cnt == 0)
        return 0;
    rd_kafka_resp_err_t error = change(consumer->kafka, consumer->assigned);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fault_set(fault, FAULT_AWAY, "pausing '%s': %s", consumer->topic,
                         rd_kafka_err2str(error));
    return 0;
}

int kafka_consumer_pause(struct kafka_consumer *consumer, struct fault *fault)
{
    return change_fetching(consumer, rd_kafka_pause_partitions, fault);
}

int kafka_consumer_resume(struct kafka_consumer *consumer, struct fault *fault)
{
    return change_fetching(consumer, rd_kafka_resume_partitions, fault);
}

void kafka_consumer_witness(struct kafka_consumer *consumer, struct kafka_position position)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);

    rd_kafka_topic_partition_list_add(list, consumer->topic, position.partition)->offset =
        position.offset;
    (void)rd_kafka_commit(consumer->kafka, list, 1); /* nobody relies on it */
    rd_kafka_topic_partition_list_destroy(list);
}

int kafka_consumer_watermarks(struct kafka_consumer *consumer, int32_t partition, int64_t *low,
                              int64_t *high, struct fault *fault)
{
    rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(
        consumer->kafka, consumer->topic, partition, low, high, ASK_MS);

    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fault_set(fault, FAULT_AWAY, "the ends of '%s' %d: %s", consumer->topic,
                         (int)partition, rd_kafka_err2str(error));
    return 0;
}

int64_t kafka_consumer_known_end(struct kafka_consumer *consumer, int32_t partition)
{
    int64_t low = -1, high = -1;

    if (rd_kafka_get_watermark_offsets(consumer->kafka, consumer->topic, partition, &low, &high) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    return high < 0 ? -1 : high;
}

int kafka_consumer_at(struct kafka_consumer *consumer, int32_t partition, int64_t at,
                      int64_t *offset, struct fault *fault)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);

    rd_kafka_topic_partition_list_add(list, consumer->topic, partition)->offset = at;
    rd_kafka_resp_err_t error = rd_kafka_offsets_for_times(consumer->kafka, list, ASK_MS);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
        error = list->elems[0].err;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
        *offset = list->elems[0].offset;
    rd_kafka_topic_partition_list_destroy(list);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fault_set(fault, FAULT_AWAY, "looking up a time in '%s' %d: %s", consumer->topic,
                         (int)partition, rd_kafka_err2str(error));
    return 0;
}

uint64_t kafka_record_hash(const struct kafka_record *record)
{
    uint64_t parts[2] = { digest_fast(record->key), digest_fast(record->value) };

    return digest_fast((struct slice){ (const char *)parts, sizeof parts });
}
