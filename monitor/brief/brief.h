/* What the parts of tocsin-brief share. */
#pragma once

#include "core/topics.h"
#include "edge/clock.h"
#include "edge/kafka_consumer.h"
#include "edge/kafka_producer.h"
#include "edge/log.h"
#include "report/gather.h"
#include "report/profile.h"
#include "report/render.h"
#include "view/orgs.h"

struct settings {
    const char *kafka;
    const char *redis;
    const char *state;
    const char *rules;
    const char *clock;
    const char *embedded;
    const char *output;
    int language;
    bool check_config;
};

struct events; /* of the trigger topic: events.c */

struct brief {
    struct settings settings;
    struct log log;
    struct clock *clock;
    struct store *store;
    struct kafka_producer *producer;
    struct events *events;
    struct profile *profile;
    char *rules_folder;
    char *templates_folder;
    char *output_folder;
    char *pdf_program; /* NULL where it is not built */
    int32_t partitions;
    struct arena *arena; /* of one report */
    int64_t started_at;  /* by the clock */
    size_t unsent;       /* reports that Kafka has not taken yet */
};
