/* The anchor of bench_surge.py: what taking records out of Kafka costs when nothing is done with
 * them, or when their JSON is read by yajl and forgotten. Usage: bare_consumer BROKER TOPIC
 * PARTITIONS COUNT nothing|yajl; prints the processor seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <librdkafka/rdkafka.h>
#include <yajl/yajl_parse.h>

static double cpu_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); /* a clock that is always there */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int on_bytes(void *context, const unsigned char *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)context += length;
    return 1;
}

static const yajl_callbacks CALLBACKS = { .yajl_string = on_bytes, .yajl_map_key = on_bytes };

static void read_json(const rd_kafka_message_t *message, size_t *bytes)
{
    yajl_handle handle = yajl_alloc(&CALLBACKS, NULL, bytes);

    if (yajl_parse(handle, message->payload, message->len) != yajl_status_ok ||
        yajl_complete_parse(handle) != yajl_status_ok)
        abort(); /* the bench wrote it */
    yajl_free(handle);
}

static rd_kafka_t *connect_to(const char *broker)
{
    char error[512];
    rd_kafka_conf_t *configuration = rd_kafka_conf_new();

    (void)rd_kafka_conf_set(configuration, "bootstrap.servers", broker, NULL, 0);
    (void)rd_kafka_conf_set(configuration, "group.id", "bare", NULL, 0);
    (void)rd_kafka_conf_set(configuration, "enable.auto.commit", "false", NULL, 0);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, configuration, error, sizeof error);
    if (client == NULL) {
        fprintf(stderr, "%s\n", error);
        exit(1);
    }
    (void)rd_kafka_poll_set_consumer(client);
    return client;
}

static void assign_all(rd_kafka_t *client, const char *topic, int partitions)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(partitions);

    for (int i = 0; i < partitions; i++)
        rd_kafka_topic_partition_list_add(list, topic, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    (void)rd_kafka_assign(client, list);
    rd_kafka_topic_partition_list_destroy(list);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: bare_consumer BROKER TOPIC PARTITIONS COUNT nothing|yajl\n");
        return 2;
    }
    rd_kafka_t *client = connect_to(argv[1]);
    long left = atol(argv[4]);
    int reads = strcmp(argv[5], "yajl") == 0;
    size_t bytes = 0;

    assign_all(client, argv[2], atoi(argv[3]));
    while (left > 0) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(client, 1000);
        if (message == NULL)
            continue;
        if (message->err == 0) {
            left--;
            if (reads)
                read_json(message, &bytes);
        }
        rd_kafka_message_destroy(message);
    }
    printf("%.6f\n", cpu_seconds());
    rd_kafka_destroy(client);
    return 0;
}
