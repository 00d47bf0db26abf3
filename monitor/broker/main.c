/* tocsin-broker: the embedded broker in a process of its own. DESIGN.md beside this file. */
#include "core/topics.h"

#include "base/digest.h"
#include "edge/files.h"
#include "edge/kafka_mock.h"
#include "edge/log.h"
#include "edge/signals.h"
#include "program/program.h"
#include "program/state.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { ID_BYTES = 12 };

struct settings {
    const char *state;
    int64_t partitions;
    bool check_config;
};

static const struct option ROWS[] = {
    { "state", OPTION_TEXT, "DIR", .standard = ".",
      .sentence = "where the files `port` and `id` are written",
      .place = offsetof(struct settings, state) },
    { "partitions", OPTION_NUMBER, "N", 1, 128, .standard = "12",
      .sentence = "partitions of the input topic and of the register",
      .place = offsetof(struct settings, partitions) },
    { "check-config", OPTION_FLAG, .sentence = "check the options and end",
      .place = offsetof(struct settings, check_config) },
};

static const struct options OPTIONS = {
    .program = "tocsin-broker",
    .sentence = "A Kafka broker in memory, for trying Tocsin out.",
    .rows = ROWS,
    .count = sizeof ROWS / sizeof *ROWS,
    .more = "It keeps at most 5 MiB or 100,000 batches a partition and forgets older ones. It never "
            "carries data that matters.",
};

static int write_file(const struct settings *settings, const char *name, struct slice content,
                      struct fault *fault)
{
    OWNED(string) char *path = state_path(settings->state, name);

    return files_write(path, content, 0644, fault);
}

/* The port first: who sees the id finds the port written. */
static int write_files(const struct settings *settings, const struct kafka_mock *mock,
                       struct fault *fault)
{
    unsigned char random[ID_BYTES];
    OWNED(text) struct text line = { 0 };
    const char *colon = strrchr(kafka_mock_address(mock), ':');

    if (files_make_folder(settings->state, fault) != 0)
        return -1;
    text_add_format(&line, "%s\n", colon == NULL ? "" : colon + 1);
    if (write_file(settings, "port", (struct slice){ line.bytes, line.length }, fault) != 0)
        return -1;
    text_clear(&line);
    digest_random(random, sizeof random);
    text_add(&line, "embedded-");
    text_add_hex(&line, random, sizeof random);
    text_add_char(&line, '\n');
    return write_file(settings, "id", (struct slice){ line.bytes, line.length }, fault);
}

static int start(const struct settings *settings, struct kafka_mock **mock, struct fault *fault)
{
    if (kafka_mock_open(mock, fault) != 0)
        return -1;
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        int32_t partitions = TOPICS[i].is_spread ? (int32_t)settings->partitions : 1;
        if (kafka_mock_add_topic(*mock, TOPICS[i].name, partitions, fault) != 0)
            return -1;
    }
    return write_files(settings, *mock, fault);
}

static int run(const struct settings *settings, const struct log *log, struct fault *fault)
{
    OWNED(signals) struct signals *signals = NULL;
    OWNED(kafka_mock) struct kafka_mock *mock = NULL;

    if (signals_open(&signals, fault) != 0 || start(settings, &mock, fault) != 0)
        return -1;
    log_notice(log, "started",
               "the embedded broker listens on %s; it is for trying out: it keeps at most 5 MiB a "
               "partition, in memory, and forgets the rest", kafka_mock_address(mock));
    struct pollfd waiting = { .fd = signals_descriptor(signals), .events = POLLIN };
    for (;;) {
        (void)poll(&waiting, 1, -1); /* interrupted or not, the next line looks */
        if (signals_next(signals) == SIGNAL_EVENT_STOP)
            break;
    }
    log_notice(log, "stopped", "what it held is gone");
    return 0;
}

int main(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct fault fault = { 0 };
    const struct log log = log_to_stderr("broker");

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&OPTIONS, argv, &settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    if (settings.check_config)
        return EXIT_DONE;
    if (run(&settings, &log, &fault) == 0)
        return EXIT_DONE;
    log_error(&log, "failed", "%s", fault.text);
    return (int)exit_code_of(&fault);
}
