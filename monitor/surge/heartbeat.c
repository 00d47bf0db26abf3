/* A URL that is called each minute, but only while counting goes on: whoever is called notices when
 * nothing comes any more, whatever the reason, this program's death included. */
#include "surge/surge.h"

#include "edge/http_client.h"

/* An answer of any size is good; only its status is looked at. */
enum { HEARTBEAT_TIMEOUT_MS = 10000, HEARTBEAT_LIMIT_BYTES = 1 << 20 };

/* Every partition is stored, and was lately: idle ones are each second. A member that owns
 * nothing says nothing, or it would speak for one that is dead. */
static bool is_counting(const struct app *surge, int64_t now)
{
    for (size_t i = 0; i < surge->owned_count; i++) {
        const struct owned *owned = surge->owned[i];
        if (owned->stage != STAGE_FOLDING || owned->held_until != 0 ||
            now - owned->flushed_at > STALL_MS)
            return false;
    }
    return surge->owned_count > 0 && !surge->is_degraded;
}

/* A quiet log proves nothing about Kafka. So in a quiet time a tick goes through the log, and the
 * heart beats when it was folded and stored. While a file plays, only the player ticks. */
static bool has_moved(struct app *surge, int64_t now)
{
    struct fault fault = { 0 };

    if (clock_is_feed(surge->clock) ||
        now - surge->progress_at < surge->settings->heartbeat_every_ms)
        return true;
    if (now < surge->probe_at)
        return false;
    surge->probe_at = now + surge->settings->heartbeat_every_ms;
    if (outputs_send_command(surge->owned[0], VERB_TICK, &fault) != 0)
        log_warning(surge->log, "tick-waits", "%s", fault.text);
    return false;
}

static void call(struct app *surge)
{
    const struct http_request request = {
        .url = surge->settings->heartbeat,
        .timeout_ms = HEARTBEAT_TIMEOUT_MS,
        .limit_bytes = HEARTBEAT_LIMIT_BYTES,
        .allow_private = true, /* the owner of the installation has named it */
    };
    struct fault fault = { 0 };

    if (http_client_start(surge->heart, &request, &fault) != 0)
        log_warning(surge->log, "heartbeat-unheard", "%s", fault.text);
}

static void hear(struct app *surge, int64_t now)
{
    const struct http_response *response = NULL;
    struct fault fault = { 0 };

    if (!http_client_is_busy(surge->heart))
        return;
    if (http_client_step(surge->heart, now, &response, &fault) != 0)
        log_warning(surge->log, "heartbeat-unheard", "%s", fault.text);
    else if (response != NULL && (response->status < 200 || response->status > 299))
        log_warning(surge->log, "heartbeat-unheard", "it is answered with status %ld",
                    response->status);
}

void heartbeat_tend(struct app *surge, int64_t now)
{
    if (surge->settings->heartbeat == NULL)
        return;
    if (surge->heart == NULL)
        surge->heart = http_client_new();
    hear(surge, now);
    if (now < surge->heartbeat_at || !is_counting(surge, now) || !has_moved(surge, now))
        return;
    surge->heartbeat_at = now + surge->settings->heartbeat_every_ms;
    call(surge);
}

size_t heartbeat_waits(const struct app *surge, struct pollfd *waits, size_t most)
{
    return surge->heart == NULL ? 0 : http_client_waits(surge->heart, waits, most);
}

int64_t heartbeat_due_at(const struct app *surge)
{
    if (surge->heart == NULL || !http_client_is_busy(surge->heart))
        return INT64_MAX; /* the loop turns each second anyway */
    return http_client_due_at(surge->heart);
}

void heartbeat_free(struct app *surge)
{
    http_client_free(surge->heart);
}
