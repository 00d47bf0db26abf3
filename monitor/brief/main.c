/* tocsin-brief: writes briefings and reports. DESIGN.md beside this file. */
#include "brief/brief.h"
#include "brief/due.h"
#include "brief/events.h"
#include "brief/issue.h"
#include "edge/kafka_cluster.h"
#include "edge/place.h"
#include "edge/signals.h"
#include "program/program.h"
#include "program/state.h"

#include <poll.h>

enum { TURN_MS = 500, GIVE_UP_MS = 600 * 1000, CLOSING_MS = 5000 };

static const struct option rows[] = {
    { "kafka", OPTION_TEXT, "HOST:PORT", .standard = "127.0.0.1:9092",
      .sentence = "where Kafka is", .place = offsetof(struct settings, kafka) },
    { "redis", OPTION_TEXT, "ADDRESS", .standard = "127.0.0.1:6379",
      .sentence = "where Redis is: HOST:PORT or unix:/path",
      .place = offsetof(struct settings, redis) },
    { "state", OPTION_TEXT, "DIR", .standard = ".",
      .sentence = "the state folder of the installation",
      .place = offsetof(struct settings, state) },
    { "rules", OPTION_TEXT, "DIR", .sentence = "the rules; else TOCSIN_RULES, else our own",
      .place = offsetof(struct settings, rules) },
    { "clock", OPTION_TEXT, "FILE", .sentence = "the feed clock, while a file is played",
      .place = offsetof(struct settings, clock) },
    { "embedded", OPTION_TEXT, "ID", .sentence = "the id of the embedded broker",
      .place = offsetof(struct settings, embedded) },
    { "output", OPTION_TEXT, "DIR", .sentence = "where reports go; DIR/briefings of the state",
      .place = offsetof(struct settings, output) },
    { "language", OPTION_CHOICE, "LANGUAGE", .words = "zh|en", .standard = "zh",
      .sentence = "which templates are filled in",
      .place = offsetof(struct settings, language) },
    { "check-config", OPTION_FLAG, .sentence = "check the options and end",
      .place = offsetof(struct settings, check_config) },
};

static const struct options options = {
    .program = "tocsin-brief",
    .sentence = "Writes the hourly briefing, flashes, daily assessments and release assessments.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
};

static int find_places(struct brief *brief, struct fault *fault)
{
    OWNED(text) struct text templates = { 0 };

    if (place_rules(brief->settings.rules, &brief->rules_folder, fault) != 0)
        return -1;
    text_add_format(&templates, "%s/templates", brief->rules_folder);
    brief->templates_folder = text_take(&templates);
    brief->output_folder = brief->settings.output != NULL
                               ? memory_copy(brief->settings.output,
                                             slice_of(brief->settings.output).length)
                               : state_path(brief->settings.state, "briefings");
    return 0;
}

static int open_all(struct brief *brief, struct fault *fault)
{
    OWNED(kafka_cluster) struct kafka_cluster *cluster = NULL;
    const struct kafka_producer_options producer = {
        .servers = brief->settings.kafka,
        .client = "tocsin-brief",
        .report = issue_delivered,
        .context = brief,
        .timeout_ms = GIVE_UP_MS,
    };

    brief->arena = arena_new();
    if (find_places(brief, fault) != 0 ||
        profile_open(brief->rules_folder, &brief->profile, fault) != 0 ||
        clock_open(brief->settings.clock, &brief->clock, fault) != 0 ||
        store_open(brief->settings.redis, &brief->store, fault) != 0 ||
        kafka_cluster_open(brief->settings.kafka, &cluster, fault) != 0 ||
        kafka_cluster_partitions(cluster, TOPIC_FEEDBACK, &brief->partitions, fault) != 0 ||
        kafka_producer_open(&producer, &brief->producer, fault) != 0)
        return -1;
    if (brief->partitions < 1 || brief->partitions > KAFKA_PARTITION_LIMIT)
        return fault_set(fault, FAULT_AWAY, "the topic %s is not there", TOPIC_FEEDBACK);
    return events_open(brief, fault);
}

static void close_all(struct brief *brief)
{
    struct fault fault = { 0 };

    if (brief->unsent > 0 && kafka_producer_flush(brief->producer, CLOSING_MS, &fault) != 0)
        log_warning(&brief->log, "reports-unpublished", "%s", fault.text);
    events_free(brief->events);
    kafka_producer_free(brief->producer);
    store_free(brief->store);
    clock_free(brief->clock);
    profile_free(brief->profile);
    arena_free(brief->arena);
    memory_free(brief->rules_folder);
    memory_free(brief->templates_folder);
    memory_free(brief->output_folder);
}

static int run(struct brief *brief, struct signals *signals, struct fault *fault)
{
    bool more = false;

    log_notice(&brief->log, "started", "reports go to %s", brief->output_folder);
    if (state_say_ready(brief->settings.state, "brief", "ready", fault) != 0)
        return -1;
    for (;;) {
        struct pollfd waiting[] = {
            { signals_descriptor(signals), POLLIN, 0 },
            { events_descriptor(brief->events), POLLIN, 0 },
            { kafka_producer_descriptor(brief->producer), POLLIN, 0 },
        };
        (void)poll(waiting, 3, more ? 0 : TURN_MS); /* whatever it was, every part looks */
        if (signals_next(signals) == SIGNAL_EVENT_STOP)
            return 0;
        events_serve(brief->events);
        if (kafka_producer_serve(brief->producer, fault) != 0)
            return -1;
        /* A feed clock says 0 until its player has set it. */
        if (brief->started_at == 0)
            brief->started_at = clock_now(brief->clock);
        more = brief->started_at > 0 && due_serve(brief);
    }
}

int main(int argc, char **argv)
{
    struct brief brief = { .log = log_to_stderr("brief") };
    struct options_given given = { 0 };
    struct fault fault = { 0 };
    OWNED(signals) struct signals *signals = NULL;

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&options, argv, &brief.settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    if (brief.settings.check_config)
        return EXIT_DONE;

    const bool done = signals_open(&signals, &fault) == 0 && open_all(&brief, &fault) == 0 &&
                      run(&brief, signals, &fault) == 0;
    if (!done)
        log_error(&brief.log, "failed", "%s", fault.text);
    else
        log_notice(&brief.log, "stopped", "no more reports are written");
    close_all(&brief);
    return done ? EXIT_DONE : (int)exit_code_of(&fault);
}
