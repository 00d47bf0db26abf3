#include "surge/surge.h"

#include <inttypes.h>

struct owned *owned_find(const struct app *surge, int32_t partition)
{
    for (size_t i = 0; i < surge->owned_count; i++) {
        if (surge->owned[i]->partition == partition)
            return surge->owned[i];
    }
    return NULL;
}

struct owned *owned_add(struct app *surge, int32_t partition)
{
    struct owned *owned = memory_new(sizeof *owned);

    owned->surge = surge;
    owned->partition = partition;
    owned->stage = STAGE_WAITING;
    owned->retry_at = clock_monotonic();
    owned->retry_ms = RETRY_FIRST_MS;
    owned->record_limit = UINT64_MAX;
    surge->owned[surge->owned_count++] = owned;
    return owned;
}

/* An answer that is still to come for this partition belongs to nobody now. */
static void forget_answers(struct owned *owned)
{
    struct app *surge = owned->surge;

    for (size_t i = 0; i < surge->sent_count; i++) {
        if (surge->sent[i] == owned)
            surge->sent[i] = NULL;
    }
}

static void empty(struct owned *owned)
{
    forget_answers(owned);
    engine_partition_free(owned->engine);
    owned->engine = NULL;
    outbox_clear(&owned->outbox);
    outbox_clear(&owned->flight.added);
    text_done(&owned->flight.request);
    owned->flight = (struct flight){ .is_gathered = false };
    owned->generation++;
    owned->records = 0;
    owned->dirty_at = 0;
    owned->held_until = 0;
    owned->outputs_sent = owned->outputs_delivered = 0;
    owned->surge->assign_again = true;
}

void owned_remove_all(struct app *surge)
{
    for (size_t i = 0; i < surge->owned_count; i++) {
        empty(surge->owned[i]);
        text_done(&surge->owned[i]->incarnation);
        memory_free(surge->owned[i]);
    }
    surge->owned_count = 0;
}

static void note_trouble(struct owned *owned, const struct fault *why)
{
    text_clear(&owned->surge->trouble);
    text_add_format(&owned->surge->trouble, "partition %" PRId32 ": %s", owned->partition,
                    why->text);
}

void owned_throw_away(struct owned *owned, const char *id, const struct fault *why)
{
    bool is_first = owned->retry_ms == RETRY_FIRST_MS;

    log_write(owned->surge->log, is_first ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG, id,
              "partition %" PRId32 " is read again from Redis (offset=%" PRId64
              " folded=%" PRId64 "): %s",
              owned->partition, owned->stored_offset, owned->next_offset, why->text);
    note_trouble(owned, why);
    empty(owned);
    owned->stage = STAGE_WAITING;
    owned->retry_at = clock_monotonic() + owned->retry_ms;
    owned->retry_ms = owned->retry_ms * 2 > RETRY_MOST_MS ? RETRY_MOST_MS : owned->retry_ms * 2;
}

void owned_stop(struct owned *owned, const char *id, const struct fault *why)
{
    log_error(owned->surge->log, id,
              "partition %" PRId32 " has stopped: %s; when the log is right as it is, say "
              "`tocsin state accept %" PRId32 "`",
              owned->partition, why->text, owned->partition);
    note_trouble(owned, why);
    empty(owned);
    owned->stage = STAGE_STOPPED;
    owned->has_stopped = true;
    owned->retry_at = clock_monotonic() + RETRY_MOST_MS;
}

static bool is_fetched(const struct owned *owned)
{
    switch (owned->stage) {
    case STAGE_WAITING:
    case STAGE_STOPPED:
        return false;
    case STAGE_PROVING:
        return true;
    case STAGE_FOLDING:
        return owned->held_until == 0;
    }
    return false;
}

int owned_assign_all(struct app *surge, struct fault *fault)
{
    struct kafka_position *positions = memory_array(surge->owned_count, sizeof *positions);
    size_t count = 0;

    for (size_t i = 0; i < surge->owned_count; i++) {
        const struct owned *owned = surge->owned[i];
        if (is_fetched(owned))
            positions[count++] = (struct kafka_position){
                .partition = owned->partition,
                .offset = owned->next_offset - (owned->stage == STAGE_PROVING ? 1 : 0),
            };
    }
    surge->assign_again = false;
    int result = kafka_consumer_assign(surge->consumer, positions, count, fault);
    memory_free(positions);
    return result;
}
