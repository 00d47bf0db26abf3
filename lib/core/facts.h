/* What the casebook asks of those who count. The fold answers from its series and sources, tests
 * from memory. Every answer concerns one organisation. */
#pragma once

#include "base/digest.h"
#include "base/text.h"
#include "core/trigger.h"

#include <stdint.h>

struct facts_source {
    /* The sum of a metric (an `enum metric` of core/window.h) of a series over [from_at, to_at). */
    int64_t (*sum)(const void *context, struct slice series, unsigned metric, int64_t from_at,
                   int64_t to_at);
    /* What is usual for the series over [from_at, to_at); negative when nobody knows. */
    double (*expected)(const void *context, struct slice series, int64_t from_at, int64_t to_at);
    /* The growth of a series with its numbers as they are at `now`; NULL when it was never heard of.
     * Borrowed until the next call. */
    const struct growth *(*growth)(const void *context, struct slice series, int64_t now);
    /* How much of [from_at, to_at) has complete data: every required source up and heard of. */
    int64_t (*complete_ms)(const void *context, int64_t from_at, int64_t to_at);
    /* Calls `visit` for each person (a key, once each) whose complaint counted as distinct about
     * the subject ("*" for all) in [from_at, to_at). */
    void (*people)(const void *context, struct slice subject, int64_t from_at, int64_t to_at,
                   void (*visit)(void *visitor, struct key person), void *visitor);
};

/* A source of facts and what it is called with; every function is set. */
struct facts {
    const struct facts_source *source;
    const void *context;
};
