#include "core/topics.h"
#include "edge/kafka_cluster.h"
#include "edge/kafka_consumer.h"
#include "tocsin/up.h"

#include <string.h>

/* Does the topic hold records? */
static int has_records(const struct up *up, const char *topic, int32_t partitions, bool *has,
                       struct fault *fault)
{
    OWNED(kafka_consumer) struct kafka_consumer *consumer = NULL;
    struct kafka_consumer_options asking = {
        .servers = up->kafka, .client = "tocsin-up", .topic = topic, .small = true
    };

    *has = false;
    if (kafka_consumer_open(&asking, &consumer, fault) != 0)
        return -1;
    for (int32_t i = 0; i < partitions && !*has; i++) {
        int64_t low = 0;
        int64_t high = 0;
        if (kafka_consumer_watermarks(consumer, i, &low, &high, fault) != 0)
            return -1;
        *has = high > low;
    }
    return 0;
}

/* The stamps must be the player's while a file is played, and the broker's otherwise. */
static int check_stamps(const struct up *up, struct kafka_cluster *cluster, struct fault *fault)
{
    enum kafka_stamping stamping = KAFKA_STAMPED_UNKNOWN;
    bool is_feed = up->settings.feed != NULL;

    if (kafka_cluster_stamping(cluster, TOPIC_FEEDBACK, &stamping, fault) != 0)
        return -1;
    if (stamping == (is_feed ? KAFKA_STAMPED_BY_BROKER : KAFKA_STAMPED_BY_PRODUCER))
        return fault_set(fault, FAULT_SETUP, "the topic '%s' is stamped by %s, which %s",
                         TOPIC_FEEDBACK, is_feed ? "the broker" : "its producers",
                         is_feed ? "a feed that is played cannot use"
                                 : "only a feed that is played may use");
    return 0;
}

/* One topic: made when it is missing; one with records must be known. */
static int make_topic(const struct up *up, struct kafka_cluster *cluster, struct kafka_topic topic,
                      bool is_known, struct fault *fault)
{
    int32_t partitions = 0;
    bool has = false;

    if (kafka_cluster_partitions(cluster, topic.name, &partitions, fault) != 0)
        return -1;
    if (partitions == 0)
        return kafka_cluster_make(cluster, &topic, fault);
    if (up->settings.feed == NULL || is_known)
        return 0;
    if (has_records(up, topic.name, partitions, &has, fault) != 0)
        return -1;
    if (has)
        return fault_set(fault, FAULT_SETUP, "the topic '%s' holds records that were not written "
                         "from '%s'", topic.name, up->folder);
    return 0;
}

int up_topics_make(const struct up *up, struct fault *fault)
{
    OWNED(kafka_cluster) struct kafka_cluster *cluster = NULL;
    const char *id = NULL;
    bool is_known = false;

    if (kafka_cluster_open(up->kafka, &cluster, fault) != 0 ||
        kafka_cluster_id(cluster, &id, fault) != 0 ||
        up_state_is_ours(up, id, &is_known, fault) != 0)
        return -1;
    bool is_feed = up->settings.feed != NULL;
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        struct kafka_topic topic = {
            .name = TOPICS[i].name,
            .partitions = TOPICS[i].is_spread ? TOPIC_PARTITIONS : 1,
            .retention_ms = is_feed ? -1 : TOPICS[i].retention_ms,
            .create_time = is_feed || strcmp(TOPICS[i].name, TOPIC_FEEDBACK) != 0,
        };
        if (make_topic(up, cluster, topic, is_known, fault) != 0)
            return -1;
    }
    if (check_stamps(up, cluster, fault) != 0)
        return -1;
    return is_known ? 0 : up_state_claim(up, id, fault);
}
