/* The inner side of keep.h: a delta while it is gathered, and what is stored of the series. */
#pragma once

#include "core/change.h"
#include "core/org.h"

struct keep {
    struct arena *arena;       /* 1. of the changes, cleared by each gathering */
    struct change *changes;
    size_t change_count;
    size_t change_capacity;
    size_t bytes;
    struct text scratch;
    struct arena *event_arena; /* 2. of events, cleared when they were stored */
    struct slice *events;
    struct slice *event_ids;
    size_t event_count;
    size_t event_capacity;
    int64_t trigger_count;     /* of all time */
    int64_t swept_at;          /* 3. hours before this one have been swept */
    const char *rules_version;
};

/* Adds a change; field and value belong to the change added last. Everything is copied. */
void keep_change(struct keep *keep, enum change_kind kind, struct slice key);
void keep_field(struct keep *keep, struct slice field);
void keep_value(struct keep *keep, struct slice value);
struct slice keep_scratch(const struct keep *keep);

/* Windows, detectors and growth of the series that changed. */
void keep_all_series(struct keep *keep, struct org *org, int64_t now);
