#include "edge/kafka_setting.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

int kafka_setting_apply(rd_kafka_conf_t *configuration, const struct kafka_setting *settings,
                        size_t count, struct fault *fault)
{
    char reason[256]; /* the library cuts what it says */

    for (size_t i = 0; i < count; i++) {
        if (rd_kafka_conf_set(configuration, settings[i].name, settings[i].value, reason,
                              sizeof reason) != RD_KAFKA_CONF_OK)
            return fault_set(fault, FAULT_SETUP, "Kafka's client refuses '%s': %s",
                             settings[i].name, reason);
    }
    return 0;
}

/* The library's own lines: what matters comes as an error event, too. */
static void ignore_line(const rd_kafka_t *kafka, int level, const char *topic, const char *line)
{
    (void)kafka;
    (void)level;
    (void)topic;
    (void)line;
}

int kafka_setting_start(rd_kafka_conf_t **configuration, const char *servers, const char *client,
                        struct fault *fault)
{
    const struct kafka_setting settings[] = {
        { "bootstrap.servers", servers },
        { "client.id", client },
        { "socket.keepalive.enable", "true" },
        { "reconnect.backoff.ms", "50" },
        { "reconnect.backoff.max.ms", "2000" },
    };

    *configuration = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(*configuration, ignore_line);
    if (kafka_setting_apply(*configuration, settings, sizeof settings / sizeof *settings, fault) ==
        0)
        return 0;
    rd_kafka_conf_destroy(*configuration);
    *configuration = NULL;
    return -1;
}

int kafka_setting_watch(rd_kafka_queue_t *queue, int *descriptor, struct fault *fault)
{
    const uint64_t one = 1;
    int made = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

    if (made < 0)
        return fault_set(fault, FAULT_SETUP, "no descriptor for Kafka: %s", strerror(errno));
    rd_kafka_queue_io_event_enable(queue, made, &one, sizeof one);
    *descriptor = made;
    return 0;
}

void kafka_setting_quiet(int descriptor)
{
    uint64_t count;
    ssize_t result = read(descriptor, &count, sizeof count);

    (void)result; /* nothing to read is what we want */
}
