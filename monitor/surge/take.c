#include "surge/surge.h"

#include <inttypes.h>

/* One turn; afterwards clocks, flushes and triggers get theirs. */
enum { TURN_RECORDS = 2000 };

/* Must folding wait until a flush was answered? */
static bool is_full(const struct owned *owned)
{
    return owned->stage == STAGE_FOLDING &&
           (owned->records >= owned->record_limit ||
            (owned->flight.is_gathered && engine_pending_bytes(owned->engine) >= FLUSH_BYTES));
}

static void prove(struct owned *owned, const struct kafka_record *record)
{
    struct fault fault = { 0 };

    if (record->offset < owned->next_offset && kafka_record_hash(record) != owned->stored_hash) {
        (void)fault_set(&fault, FAULT_SETUP,
                        "the record at offset %" PRId64
                        " is not the one that was folded last: the topic was made again or cut",
                        record->offset);
        owned_stop(owned, "log-differs", &fault);
        return;
    }
    owned->stage = STAGE_FOLDING;
}

/* A stamp that far ahead would move the log's time for all; it waits, and nothing is lost. */
static bool is_ahead(struct owned *owned, const struct kafka_record *record, int64_t now)
{
    struct app *surge = owned->surge;

    if ((!surge->is_log_append && !record->is_ours) || clock_is_feed(surge->clock) ||
        record->at - AHEAD_MS <= now)
        return false;
    owned->held_until = record->at - AHEAD_MS;
    surge->assign_again = true;
    log_error(surge->log, "log-ahead",
              "partition %" PRId32 " is held: its record at offset %" PRId64 " is stamped %" PRId64
              " s ahead of this machine's clock",
              owned->partition, record->offset, (record->at - now) / 1000);
    return true;
}

static void fold(struct owned *owned, const struct kafka_record *record, int64_t now_wall)
{
    struct fault fault = { 0 };

    if (record->offset < owned->next_offset || is_ahead(owned, record, now_wall))
        return;
    engine_take(owned->engine, &(struct engine_record){
                                   .offset = record->offset,
                                   .at = record->at,
                                   .is_ours = record->is_ours,
                                   .key = record->key,
                                   .value = record->value,
                               });
    owned->next_offset = record->offset + 1;
    owned->last_hash = kafka_record_hash(record);
    owned->records++;
    if (outputs_send(owned, &fault) != 0)
        owned_throw_away(owned, "output-refused", &fault);
}

/* Folds one record; false when the turn should end with it. */
static bool take(struct app *surge, const struct kafka_record *record, int64_t now_wall)
{
    struct owned *owned = owned_find(surge, record->partition);

    if (owned == NULL)
        return true;
    if (owned->stage == STAGE_PROVING)
        prove(owned, record);
    if (owned->stage != STAGE_FOLDING || owned->held_until != 0)
        return true;
    fold(owned, record, now_wall);
    if (owned->stage != STAGE_FOLDING)
        return true;
    owned->heard_at = clock_monotonic();
    if (owned->dirty_at == 0)
        owned->dirty_at = owned->heard_at;
    return !is_full(owned) && (owned->flight.is_gathered || !engine_pending_triggers(owned->engine));
}

static void on_assigned(struct app *surge, const struct kafka_event *event)
{
    owned_remove_all(surge);
    for (size_t i = 0; i < event->position_count; i++)
        (void)owned_add(surge, event->positions[i].partition);
    surge->assign_again = true;
    log_notice(surge->log, "assigned", "the group gives this member %zu partitions",
               event->position_count);
}

static void on_offset_gone(struct app *surge, const struct kafka_event *event)
{
    struct owned *owned = owned_find(surge, event->partition);
    struct fault fault = { 0 };

    if (owned == NULL || owned->engine == NULL)
        return;
    (void)fault_set(&fault, FAULT_AWAY, "%s", event->reason);
    owned_throw_away(owned, "offset-gone", &fault); /* reading it again judges the log */
}

static void on_trouble(struct app *surge, const struct kafka_event *event)
{
    text_clear(&surge->trouble);
    text_add(&surge->trouble, event->reason);
    log_write(surge->log, surge->is_degraded ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING, "kafka-trouble",
              "%s", event->reason);
}

static bool any_full(const struct app *surge)
{
    for (size_t i = 0; i < surge->owned_count; i++) {
        if (is_full(surge->owned[i]))
            return true;
    }
    return false;
}

bool take_records(struct app *surge)
{
    struct kafka_event event;
    int64_t now_wall = clock_now(surge->clock);

    if (any_full(surge))
        return false;
    for (int i = 0; i < TURN_RECORDS; i++) {
        kafka_consumer_next(surge->consumer, &event);
        switch (event.kind) {
        case KAFKA_NOTHING:
            return false;
        case KAFKA_RECORD:
            if (!take(surge, &event.record, now_wall))
                return true;
            break;
        case KAFKA_END:
            break;
        case KAFKA_ASSIGNED:
            on_assigned(surge, &event);
            return true;
        case KAFKA_REVOKED:
            owned_remove_all(surge);
            log_notice(surge->log, "revoked", "the group takes all partitions back");
            return true;
        case KAFKA_OFFSET_GONE:
            on_offset_gone(surge, &event);
            break;
        case KAFKA_TROUBLE:
            on_trouble(surge, &event);
            break;
        case KAFKA_BROKEN:
            on_trouble(surge, &event);
            surge->is_broken = true;
            return false;
        }
    }
    return true;
}
