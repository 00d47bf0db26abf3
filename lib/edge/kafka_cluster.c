#include "edge/kafka_cluster.h"

#include "edge/kafka_setting.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { ASK_MS = 10000, SEEN_TURNS = 200, SEEN_TURN_MS = 50 };

struct kafka_cluster {
    rd_kafka_t *kafka;
    char *id;
    int limit_ms;
};

int kafka_cluster_open(const char *servers, struct kafka_cluster **cluster, struct fault *fault)
{
    rd_kafka_conf_t *configuration = NULL;
    char reason[256]; /* the library cuts what it says */

    if (kafka_setting_start(&configuration, servers, "tocsin-setup", fault) != 0)
        return -1;
    rd_kafka_t *kafka = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, reason, sizeof reason);
    if (kafka == NULL) {
        rd_kafka_conf_destroy(configuration);
        return fault_set(fault, FAULT_SETUP, "Kafka's client does not start: %s", reason);
    }
    *cluster = memory_new(sizeof **cluster);
    (*cluster)->kafka = kafka;
    (*cluster)->limit_ms = ASK_MS;
    return 0;
}

void kafka_cluster_free(struct kafka_cluster *cluster)
{
    if (cluster == NULL)
        return;
    rd_kafka_destroy(cluster->kafka);
    memory_free(cluster->id);
    memory_free(cluster);
}

void kafka_cluster_set_limit(struct kafka_cluster *cluster, int limit_ms)
{
    cluster->limit_ms = limit_ms;
}

int kafka_cluster_id(struct kafka_cluster *cluster, const char **id, struct fault *fault)
{
    if (cluster->id == NULL) {
        char *known = rd_kafka_clusterid(cluster->kafka, cluster->limit_ms);
        if (known == NULL)
            return fault_set(fault, FAULT_AWAY, "Kafka does not say which cluster it is");
        cluster->id = memory_copy(known, strlen(known));
        rd_kafka_mem_free(cluster->kafka, known);
    }
    *id = cluster->id;
    return 0;
}

int kafka_cluster_partitions(struct kafka_cluster *cluster, const char *topic, int32_t *count,
                             struct fault *fault)
{
    const struct rd_kafka_metadata *metadata = NULL;
    /* Asking for all topics never makes one, which asking for one may do. */
    rd_kafka_resp_err_t error =
        rd_kafka_metadata(cluster->kafka, 1, NULL, &metadata, cluster->limit_ms);

    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fault_set(fault, FAULT_AWAY, "Kafka does not list its topics: %s",
                         rd_kafka_err2str(error));
    *count = 0;
    for (int i = 0; i < metadata->topic_cnt; i++) {
        if (strcmp(metadata->topics[i].topic, topic) == 0)
            *count = metadata->topics[i].partition_cnt;
    }
    rd_kafka_metadata_destroy(metadata);
    return 0;
}

static rd_kafka_NewTopic_t *describe(const struct kafka_topic *topic)
{
    char retention[24]; /* a 64-bit number in decimal */
    rd_kafka_NewTopic_t *made = rd_kafka_NewTopic_new(topic->name, topic->partitions, -1, NULL, 0);

    if (made == NULL)
        return NULL;
    snprintf(retention, sizeof retention, "%" PRId64, topic->retention_ms);
    /* These fail for empty names only. */
    (void)rd_kafka_NewTopic_set_config(made, "retention.ms", retention);
    (void)rd_kafka_NewTopic_set_config(made, "cleanup.policy", "delete");
    (void)rd_kafka_NewTopic_set_config(made, "message.timestamp.type",
                                       topic->create_time ? "CreateTime" : "LogAppendTime");
    if (topic->create_time)
        (void)rd_kafka_NewTopic_set_config(made, "message.timestamp.after.max.ms",
                                           "9223372036854775807");
    return made;
}

/* The answer to one request of the admin interface, or NULL with the fault filled in. */
static rd_kafka_event_t *await(rd_kafka_queue_t *queue, const char *topic, struct fault *fault)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, ASK_MS);

    if (event == NULL)
        (void)fault_set(fault, FAULT_AWAY, "topic '%s': Kafka does not answer", topic);
    return event;
}

static int create(struct kafka_cluster *cluster, const struct kafka_topic *topic,
                  struct fault *fault)
{
    rd_kafka_NewTopic_t *wanted = describe(topic);

    if (wanted == NULL)
        return fault_set(fault, FAULT_SETUP, "'%s' is no name for a topic", topic->name);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(cluster->kafka);
    rd_kafka_CreateTopics(cluster->kafka, &wanted, 1, NULL, queue);
    rd_kafka_NewTopic_destroy(wanted);
    rd_kafka_event_t *event = await(queue, topic->name, fault);
    int result = event == NULL ? -1 : 0;
    if (event != NULL && rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        result = fault_set(fault, FAULT_AWAY, "topic '%s' cannot be made: %s", topic->name,
                           rd_kafka_event_error_string(event));
    } else if (event != NULL) {
        size_t count = 0;
        const rd_kafka_topic_result_t **results =
            rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
        rd_kafka_resp_err_t error =
            count == 0 ? RD_KAFKA_RESP_ERR__FAIL : rd_kafka_topic_result_error(results[0]);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR &&
            error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
            result = fault_set(fault, FAULT_SETUP, "topic '%s' cannot be made: %s", topic->name,
                               rd_kafka_err2str(error));
    }
    if (event != NULL)
        rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    return result;
}

/* Brokers learn of a new topic a moment after it was made. */
static int await_topic(struct kafka_cluster *cluster, const char *topic, struct fault *fault)
{
    for (int i = 0; i < SEEN_TURNS; i++) {
        int32_t count = 0;
        if (kafka_cluster_partitions(cluster, topic, &count, fault) != 0)
            return -1;
        if (count > 0)
            return 0;
        (void)poll(NULL, 0, SEEN_TURN_MS); /* Kafka tells nobody when it is so far */
    }
    return fault_set(fault, FAULT_AWAY, "topic '%s' was made but is not to be seen", topic);
}

int kafka_cluster_make(struct kafka_cluster *cluster, const struct kafka_topic *topic,
                       struct fault *fault)
{
    if (create(cluster, topic, fault) != 0)
        return -1;
    return await_topic(cluster, topic->name, fault);
}

static enum kafka_stamping find_stamping(const rd_kafka_ConfigResource_t *resource)
{
    size_t count = 0;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resource, &count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), "message.timestamp.type") == 0)
            return strcmp(rd_kafka_ConfigEntry_value(entries[i]), "CreateTime") == 0
                       ? KAFKA_STAMPED_BY_PRODUCER
                       : KAFKA_STAMPED_BY_BROKER;
    }
    return KAFKA_STAMPED_UNKNOWN;
}

int kafka_cluster_stamping(struct kafka_cluster *cluster, const char *topic,
                           enum kafka_stamping *stamping, struct fault *fault)
{
    rd_kafka_ConfigResource_t *resource =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(cluster->kafka);

    rd_kafka_DescribeConfigs(cluster->kafka, &resource, 1, NULL, queue);
    rd_kafka_ConfigResource_destroy(resource);
    rd_kafka_event_t *event = await(queue, topic, fault);
    int result = event == NULL ? -1 : 0;
    if (event != NULL && rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        result = fault_set(fault, FAULT_AWAY, "the settings of '%s': %s", topic,
                           rd_kafka_event_error_string(event));
    } else if (event != NULL) {
        size_t count = 0;
        const rd_kafka_ConfigResource_t **resources = rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event), &count);
        *stamping = count == 0 ? KAFKA_STAMPED_UNKNOWN : find_stamping(resources[0]);
    }
    if (event != NULL)
        rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    return result;
}
