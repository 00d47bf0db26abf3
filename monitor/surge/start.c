/* Starting in order, stopping in reverse order. */
#include "core/topics.h"

#include "edge/kafka_cluster.h"
#include "edge/place.h"
#include "program/state.h"
#include "surge/surge.h"
#include "wire/yaml.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Register records gather for so long: one at a time they would cost more than the counting. A
 * trigger waits for as long, and no flush is slower for it that anybody sees. */
enum { GATHER_MS = 2 };

static int check_stamping(struct app *surge, struct kafka_cluster *cluster, struct fault *fault)
{
    enum kafka_stamping stamping = KAFKA_STAMPED_BY_PRODUCER;
    bool is_feed = clock_is_feed(surge->clock);

    if (surge->settings->embedded != NULL)
        return 0;
    if (kafka_cluster_stamping(cluster, TOPIC_FEEDBACK, &stamping, fault) != 0)
        return -1;
    surge->is_log_append = stamping != KAFKA_STAMPED_BY_PRODUCER;
    if (surge->is_log_append == is_feed)
        return fault_set(fault, FAULT_SETUP,
                         "topic '%s' is stamped by %s, but %s needs the other: make it anew "
                         "(deploy/kafka/topics.sh)",
                         TOPIC_FEEDBACK, surge->is_log_append ? "the broker" : "its producers",
                         is_feed ? "a feed that is played" : "an installation on real sources");
    return 0;
}

static int check_topics(struct app *surge, struct kafka_cluster *cluster, struct fault *fault)
{
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        int32_t count = 0;
        if (kafka_cluster_partitions(cluster, TOPICS[i].name, &count, fault) != 0)
            return -1;
        if (count == 0 || count > KAFKA_PARTITION_LIMIT)
            return fault_set(fault, FAULT_SETUP,
                             "topic '%s' has %" PRId32 " partitions; deploy/kafka/topics.sh makes "
                             "the topics",
                             TOPICS[i].name, count);
        if (strcmp(TOPICS[i].name, TOPIC_FEEDBACK) == 0)
            surge->partition_count = count;
    }
    return check_stamping(surge, cluster, fault);
}

static int look_at_cluster(struct app *surge, struct fault *fault)
{
    OWNED(kafka_cluster) struct kafka_cluster *cluster = NULL;
    const char *id = surge->settings->embedded;

    if (kafka_cluster_open(surge->settings->kafka, &cluster, fault) != 0)
        return -1;
    if (id == NULL && kafka_cluster_id(cluster, &id, fault) != 0)
        return -1;
    surge->incarnation = memory_copy(id, strlen(id));
    return check_topics(surge, cluster, fault);
}

static int open_kafka(struct app *surge, struct fault *fault)
{
    const struct kafka_producer_options producing = {
        .servers = surge->settings->kafka,
        .client = "tocsin-surge",
        .report = outputs_report,
        .context = surge,
        .linger_ms = GATHER_MS,
        .topics = { TOPIC_FEEDBACK, TOPIC_TRIGGERS, TOPIC_REGISTER, TOPIC_QUARANTINE },
    };
    const struct kafka_consumer_options consuming = {
        .servers = surge->settings->kafka,
        .client = "tocsin-surge",
        .topic = TOPIC_FEEDBACK,
        .group = surge->settings->embedded == NULL ? surge->settings->group : NULL,
    };

    if (kafka_producer_open(&producing, &surge->producer, fault) != 0 ||
        kafka_consumer_open(&consuming, &surge->consumer, fault) != 0)
        return -1;
    for (int32_t i = 0; consuming.group == NULL && i < surge->partition_count; i++)
        (void)owned_add(surge, i);
    return 0;
}

static int open_engine(struct app *surge, struct fault *fault)
{
    OWNED(string) char *rules = NULL;

    if (place_rules(surge->settings->rules, &rules, fault) != 0)
        return -1;
    if (!surge->settings->check_config &&
        state_read_key(surge->settings->state, &surge->key, fault) != 0)
        return -1;
    OWNED(complaints) struct complaints complaints = { 0 };
    const struct engine_setup setup = {
        .rules_folder = rules,
        .complaints = &complaints,
        /* Also while a feed plays: its player signs the commands in the file. */
        .install_key = { surge->key.bytes, surge->key.length },
        .reads_texts = !surge->settings->no_texts,
    };
    int result = engine_open(&setup, &surge->engine, fault);
    if (complaints.count > 0)
        (void)fprintf(stderr, "%s\n", text_string(&complaints.text)); /* each line names file and place */
    return result;
}

int surge_start(struct app *surge, struct fault *fault)
{
    const struct surge_settings *settings = surge->settings;

    if (clock_open(settings->clock, &surge->clock, fault) != 0 || open_engine(surge, fault) != 0)
        return -1;
    if (settings->check_config)
        return 0;
    if (signals_open(&surge->signals, fault) != 0 ||
        redis_open(settings->redis, &surge->store, fault) != 0 ||
        redis_open(settings->redis, &surge->reader, fault) != 0 ||
        look_at_cluster(surge, fault) != 0 || open_kafka(surge, fault) != 0 ||
        state_say_ready(settings->state, "surge", "", fault) != 0)
        return -1;
    surge->progress_at = clock_monotonic();
    log_notice(surge->log, "started",
               "reading '%s' of %s into %s (partitions=%" PRId32 " rules=%s incarnation=%s)",
               TOPIC_FEEDBACK, settings->kafka, settings->redis, surge->partition_count,
               engine_version(surge->engine), surge->incarnation);
    return 0;
}

void surge_stop(struct app *surge)
{
    owned_remove_all(surge);
    heartbeat_free(surge);
    kafka_consumer_free(surge->consumer);
    kafka_producer_free(surge->producer);
    redis_free(surge->reader);
    redis_free(surge->store);
    signals_free(surge->signals);
    engine_free(surge->engine);
    clock_free(surge->clock);
    text_done(&surge->key);
    text_done(&surge->trouble);
    memory_free(surge->incarnation);
}
