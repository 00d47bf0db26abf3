#include "edge/kafka_mock.h"

#include "edge/kafka_setting.h"

#include <librdkafka/rdkafka_mock.h>

struct kafka_mock {
    rd_kafka_t *kafka; /* the mock lives inside a client that does nothing else */
    rd_kafka_mock_cluster_t *cluster;
};

int kafka_mock_open(struct kafka_mock **mock, struct fault *fault)
{
    OWNED(kafka_mock) struct kafka_mock *made = memory_new(sizeof *made);
    rd_kafka_conf_t *configuration = NULL;
    char reason[256]; /* the library cuts what it says */

    if (kafka_setting_start(&configuration, "", "tocsin-broker", fault) != 0)
        return -1;
    made->kafka = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, reason, sizeof reason);
    if (made->kafka == NULL) {
        rd_kafka_conf_destroy(configuration);
        return fault_set(fault, FAULT_SETUP, "the embedded broker does not start: %s", reason);
    }
    made->cluster = rd_kafka_mock_cluster_new(made->kafka, 1);
    if (made->cluster == NULL)
        return fault_set(fault, FAULT_SETUP, "the embedded broker cannot listen");
    *mock = TAKE(made);
    return 0;
}

void kafka_mock_free(struct kafka_mock *mock)
{
    if (mock == NULL)
        return;
    if (mock->cluster != NULL)
        rd_kafka_mock_cluster_destroy(mock->cluster);
    if (mock->kafka != NULL)
        rd_kafka_destroy(mock->kafka);
    memory_free(mock);
}

int kafka_mock_add_topic(struct kafka_mock *mock, const char *name, int32_t partitions,
                         struct fault *fault)
{
    rd_kafka_resp_err_t error = rd_kafka_mock_topic_create(mock->cluster, name, partitions, 1);

    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fault_set(fault, FAULT_SETUP, "the embedded broker refuses topic '%s': %s", name,
                         rd_kafka_err2str(error));
    return 0;
}

const char *kafka_mock_address(const struct kafka_mock *mock)
{
    return rd_kafka_mock_cluster_bootstraps(mock->cluster);
}
