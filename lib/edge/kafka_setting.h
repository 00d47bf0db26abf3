/* One setting of librdkafka after the other; private to the kafka_* files of this folder. */
#pragma once

#include "base/fault.h"

#include <librdkafka/rdkafka.h>

struct kafka_setting {
    const char *name;
    const char *value;
};

/* FAULT_SETUP names the setting that the library refuses. */
MUST_CHECK int kafka_setting_apply(rd_kafka_conf_t *configuration,
                                   const struct kafka_setting *settings, size_t count,
                                   struct fault *fault);
/* A configuration that prints nothing, with servers and the name of this client. */
MUST_CHECK int kafka_setting_start(rd_kafka_conf_t **configuration, const char *servers,
                                   const char *client, struct fault *fault);
/* An eventfd that the library writes to when the queue is no longer empty. */
MUST_CHECK int kafka_setting_watch(rd_kafka_queue_t *queue, int *descriptor, struct fault *fault);
/* Forgets what the descriptor said. */
void kafka_setting_quiet(int descriptor);
