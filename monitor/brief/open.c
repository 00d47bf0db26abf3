#include "brief/open.h"

#include "base/options.h"
#include "brief/events.h"
#include "brief/issue.h"
#include "edge/kafka_cluster.h"
#include "edge/place.h"
#include "program/state.h"

enum { GIVE_UP_MS = 600 * 1000, CLOSING_MS = 5000 };

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

const struct options BRIEF_OPTIONS = {
    .program = "tocsin-brief",
    .sentence = "Writes the hourly briefing, flashes, daily assessments and release assessments.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
};

static int find_places(struct brief *brief, struct fault *fault)
{
    OWNED(text) struct text templates = { 0 };
    struct fault none = { 0 };

    if (place_rules(brief->settings.rules, &brief->rules_folder, fault) != 0)
        return -1;
    text_add_format(&templates, "%s/templates", brief->rules_folder);
    brief->templates_folder = text_take(&templates);
    if (place_program("tocsin-pdf", &brief->pdf_program, &none) != 0)
        log_info(&brief->log, "no-pdf", "reports are not set on paper: %s", none.text);
    brief->output_folder = brief->settings.output != NULL
                               ? memory_copy(brief->settings.output,
                                             slice_of(brief->settings.output).length)
                               : state_path(brief->settings.state, "briefings");
    return 0;
}

int brief_open(struct brief *brief, struct fault *fault)
{
    OWNED(kafka_cluster) struct kafka_cluster *cluster = NULL;
    const struct kafka_producer_options producer = {
        .servers = brief->settings.kafka,
        .client = "tocsin-brief",
        .report = issue_delivered,
        .context = brief,
        .timeout_ms = GIVE_UP_MS,
        .topics = { TOPIC_BRIEFINGS },
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

void brief_close(struct brief *brief)
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
    memory_free(brief->pdf_program);
}
