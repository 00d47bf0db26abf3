/* How one source is: up, down since when and why, silent longer than expected. It is told what
 * happened and says when something is worth telling others. */
#pragma once

#include "base/backoff.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum health_state { HEALTH_NEW, HEALTH_UP, HEALTH_DOWN };

enum { HEALTH_TELL_MS = 60000 };

struct health {
    enum health_state state;
    struct text reason;      /* why it is down */
    int64_t since_at;        /* of the state, by the log's clock */
    struct backoff backoff;
    struct text trouble;     /* of the last step that failed; empty when it went well */
    bool has_worked;
    int64_t started_at;
    int64_t item_at;         /* when something came last; MOMENT_NEVER */
    int64_t expected_ms;     /* 0: nobody expects anything */
    int64_t tell_at;         /* monotonic */
};

void health_init(struct health *health, int64_t expected_ms, int64_t now);
void health_done(struct health *health);

/* A step went well, or failed; the latter returns how long to wait before the next. */
void health_worked(struct health *health);
int64_t health_failed(struct health *health, const char *trouble);

/* Decides the state. True when it changed. One failure may be chance, two are an outage. */
bool health_decide(struct health *health, int64_t now);

const char *health_state_name(enum health_state state);
