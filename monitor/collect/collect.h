/* What tocsin-collect was asked to do. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct collect_settings {
    const char *kafka;
    const char *redis;
    const char *state;
    const char *rules;
    const char *embedded; /* id of the embedded broker, NULL with a real Kafka */
    const char *clock;    /* the feed clock, NULL without a feed */
    const char *sources;
    const char *once; /* only this source, until it has said all; NULL: all, for ever */
    bool dry_run;     /* print what would be sent */
    int64_t reserve_mebibytes; /* most on disk while Kafka is away */
    const char *feed;
    int64_t speed; /* 0: as fast as surge stores */
    int64_t learn_ms;
    int shift; /* 0 none, 1 now */
    bool until_played;
    bool check_config;
};
