/* The topics of an installation, and what is in each (DESIGN.md §2). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOPIC_FEEDBACK   "tocsin.feedback.v1"
#define TOPIC_TRIGGERS   "tocsin.triggers.v1"
#define TOPIC_BRIEFINGS  "tocsin.briefings.v1"
#define TOPIC_REGISTER   "tocsin.register.v1"
#define TOPIC_QUARANTINE "tocsin.quarantine.v1"

/* Of the input topic and the register; fixed when the topics are made. */
enum { TOPIC_PARTITIONS = 12 };

struct topic {
    const char *name;
    bool is_spread;       /* one partition an organisation's name leads to; else one in all */
    int64_t retention_ms; /* -1: for ever */
};

enum { TOPIC_COUNT = 5 };

extern const struct topic TOPICS[TOPIC_COUNT];
