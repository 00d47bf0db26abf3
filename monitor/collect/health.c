#include "collect/health.h"

#include "base/moment.h"

enum { RETRY_LEAST_MS = 500, RETRY_MOST_MS = 5 * 60 * 1000, FAILURES_OF_OUTAGE = 2 };

void health_init(struct health *health, int64_t expected_ms, int64_t now)
{
    *health = (struct health){
        .backoff = { .least_ms = RETRY_LEAST_MS, .most_ms = RETRY_MOST_MS },
        .since_at = now,
        .started_at = now,
        .item_at = MOMENT_NEVER,
        .expected_ms = expected_ms,
    };
}

void health_done(struct health *health)
{
    text_done(&health->reason);
    text_done(&health->trouble);
}

void health_worked(struct health *health)
{
    backoff_reset(&health->backoff);
    health->has_worked = true;
    text_clear(&health->trouble);
}

int64_t health_failed(struct health *health, const char *trouble)
{
    text_clear(&health->trouble);
    text_add(&health->trouble, trouble);
    return backoff_next(&health->backoff);
}

static bool is_silent(const struct health *health, int64_t now)
{
    int64_t heard_at = health->item_at > health->started_at ? health->item_at : health->started_at;

    return health->expected_ms > 0 && now - heard_at > health->expected_ms;
}

static enum health_state judge(const struct health *health, int64_t now, struct text *reason)
{
    if (health->backoff.failures >= FAILURES_OF_OUTAGE) {
        text_add(reason, text_string(&health->trouble));
        return HEALTH_DOWN;
    }
    if (is_silent(health, now)) {
        text_add_format(reason, "nothing came for more than %lld minutes",
                        (long long)(health->expected_ms / MINUTE_MS));
        return HEALTH_DOWN;
    }
    if (health->backoff.failures > 0)
        return health->state;
    return health->has_worked ? HEALTH_UP : HEALTH_NEW;
}

bool health_decide(struct health *health, int64_t now)
{
    OWNED(text) struct text reason = { 0 };
    enum health_state state = judge(health, now, &reason);

    if (state == HEALTH_DOWN && reason.length > 0) {
        text_clear(&health->reason);
        text_add(&health->reason, text_string(&reason));
    } else if (state != HEALTH_DOWN) {
        text_clear(&health->reason);
    }
    if (state == health->state)
        return false;
    health->state = state;
    health->since_at = now;
    return true;
}

const char *health_state_name(enum health_state state)
{
    switch (state) {
    case HEALTH_NEW:
        return "new";
    case HEALTH_UP:
        return "up";
    case HEALTH_DOWN:
        return "down";
    }
    return "new";
}
