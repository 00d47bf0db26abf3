/* What a Kafka cluster is: its id, its topics, their partitions and settings.
 *
 * Every function here opens a connection of its own, asks, and waits for the answer, at most ten
 * seconds: for starting up, not for the loop. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct kafka_topic {
    const char *name;
    int32_t partitions;
    bool create_time;      /* stamped by the producer: only for feeds that are played */
    int64_t retention_ms;  /* -1: for ever */
};

struct kafka_cluster;

MUST_CHECK int kafka_cluster_open(const char *servers, struct kafka_cluster **cluster,
                                  struct fault *fault);
void kafka_cluster_free(struct kafka_cluster *cluster);
RELEASE_WITH(kafka_cluster, struct kafka_cluster, kafka_cluster_free)

/* How long kafka_cluster_id() and _partitions() wait; ten seconds at first. */
void kafka_cluster_set_limit(struct kafka_cluster *cluster, int limit_ms);

/* The cluster's id; borrowed from the cluster. */
MUST_CHECK int kafka_cluster_id(struct kafka_cluster *cluster, const char **id,
                                struct fault *fault);
/* How many partitions the topic has; 0 when it is not there. */
MUST_CHECK int kafka_cluster_partitions(struct kafka_cluster *cluster, const char *topic,
                                        int32_t *count, struct fault *fault);
/* Makes the topic where it is not there. One that is there keeps its settings. */
MUST_CHECK int kafka_cluster_make(struct kafka_cluster *cluster, const struct kafka_topic *topic,
                                  struct fault *fault);
/* Who stamps the records of a topic. */
enum kafka_stamping {
    KAFKA_STAMPED_BY_PRODUCER, /* CreateTime */
    KAFKA_STAMPED_BY_BROKER,   /* LogAppendTime */
    KAFKA_STAMPED_UNKNOWN,     /* the cluster does not say */
};

/* Not for the embedded broker, which never answers this; its records are stamped by producers. */
MUST_CHECK int kafka_cluster_stamping(struct kafka_cluster *cluster, const char *topic,
                                      enum kafka_stamping *stamping, struct fault *fault);
