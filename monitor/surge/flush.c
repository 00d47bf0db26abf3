#include "core/account.h"

#include "surge/surge.h"

#include <inttypes.h>
#include <string.h>

/* Beyond this a delta is as large as it likes again. */
enum { LIMIT_RECORDS = 1 << 20 };

static int64_t due_at(const struct owned *owned)
{
    int64_t idle_at = owned->flushed_at + FLUSH_IDLE_MS;

    if (owned->stage != STAGE_FOLDING || owned->flight.is_gathered)
        return INT64_MAX;
    if (engine_pending_triggers(owned->engine) || owned->records >= owned->record_limit ||
        engine_pending_bytes(owned->engine) >= FLUSH_BYTES)
        return 0;
    if (owned->dirty_at != 0 && owned->dirty_at + FLUSH_BUSY_MS < idle_at)
        return owned->dirty_at + FLUSH_BUSY_MS;
    return idle_at;
}

int64_t flush_due_at(const struct app *surge)
{
    int64_t earliest = INT64_MAX;

    for (size_t i = 0; i < surge->owned_count; i++) {
        int64_t at = due_at(surge->owned[i]);
        if (at < earliest)
            earliest = at;
    }
    return earliest;
}

/* The engine's changes and ours in one list. */
static struct change *all_changes(struct owned *owned, const struct engine_delta *delta,
                                  struct arena *arena, size_t *count)
{
    struct change *status = NULL;
    size_t status_count = 0;

    status_add_changes(owned, arena, &status, &status_count);
    struct change *changes = memory_array(delta->change_count + status_count, sizeof *changes);
    if (delta->change_count > 0)
        memcpy(changes, delta->changes, delta->change_count * sizeof *changes);
    memcpy(changes + delta->change_count, status, status_count * sizeof *changes);
    *count = delta->change_count + status_count;
    return changes;
}

static void write_request(struct owned *owned, const struct engine_delta *delta)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct flight *flight = &owned->flight;
    struct slice *ids = arena_take(arena, (owned->outbox.delivered + 1) * sizeof *ids);
    size_t count = 0;
    OWNED(memory) void *changes = all_changes(owned, delta, arena, &count);

    outbox_delivered_ids(&owned->outbox, ids);
    const struct redis_flush flush = {
        .partition = owned->partition,
        .script = owned->surge->script,
        .expected_incarnation = { text_string(&owned->incarnation), owned->incarnation.length },
        .expected_offset = owned->stored_offset,
        .expected_edition = owned->stored_edition,
        .incarnation = slice_of(owned->surge->incarnation),
        .offset = owned->next_offset,
        .hash = owned->last_hash,
        .changes = changes,
        .change_count = count,
        .delivered = ids,
        .delivered_count = owned->outbox.delivered,
    };
    text_clear(&flight->request);
    redis_flush_write(&flight->request, &flush);
}

static void gather(struct owned *owned)
{
    struct engine_delta delta = { 0 };
    struct flight *flight = &owned->flight;

    engine_gather(owned->engine, &delta);
    write_request(owned, &delta);
    for (size_t i = 0; i < delta.change_count; i++) {
        if (delta.changes[i].kind == CHANGE_OUTBOX)
            outbox_add(&flight->added, delta.changes[i].field, delta.changes[i].value);
    }
    flight->is_gathered = true;
    flight->outputs = owned->outputs_sent;
    flight->offset = owned->next_offset;
    flight->hash = owned->last_hash;
    flight->records = owned->records;
    flight->leaving = owned->outbox.delivered;
    if (!account_balances(engine_accounts(owned->engine)))
        log_error(owned->surge->log, "accounts-differ",
                  "partition %" PRId32 ": the classes do not add up to what was consumed",
                  owned->partition);
    owned->records = 0;
    owned->dirty_at = 0;
}

/* Records that were produced while folding must lie in Kafka before the flush that passes them. */
static void send_when_allowed(struct owned *owned)
{
    struct app *surge = owned->surge;
    struct flight *flight = &owned->flight;

    if (!flight->is_gathered || flight->is_sent || owned->outputs_delivered < flight->outputs ||
        surge->sent_count == KAFKA_PARTITION_LIMIT)
        return;
    redis_send_request(surge->store, &flight->request);
    flight->is_sent = true;
    surge->sent[surge->sent_count++] = owned;
}

void flush_all(struct app *surge, int64_t now)
{
    for (size_t i = 0; i < surge->owned_count; i++) {
        struct owned *owned = surge->owned[i];
        if (due_at(owned) <= now)
            gather(owned);
        send_when_allowed(owned);
    }
}

static void accept_stored(struct owned *owned, int64_t now)
{
    struct flight *flight = &owned->flight;
    struct app *surge = owned->surge;

    if (flight->offset != owned->stored_offset)
        surge->progress_at = now;
    owned->has_stopped = owned->is_accepted = false;
    owned->stored_offset = flight->offset;
    owned->stored_hash = flight->hash;
    text_clear(&owned->incarnation);
    text_add(&owned->incarnation, surge->incarnation);
    outbox_drop(&owned->outbox, flight->leaving);
    for (size_t i = 0; i < flight->added.count; i++) {
        const struct outbox_entry *entry = &flight->added.entries[i];
        outbox_add(&owned->outbox, slice_of(entry->id), (struct slice){ entry->event, entry->length });
    }
    outbox_clear(&flight->added);
    flight->is_gathered = flight->is_sent = false;
    owned->flushed_at = now;
    owned->retry_ms = RETRY_FIRST_MS;
    if (owned->record_limit != UINT64_MAX)
        owned->record_limit =
            owned->record_limit >= LIMIT_RECORDS ? UINT64_MAX : owned->record_limit * 2;
}

/* A delta that was too much for the time given is half as large the next time. */
static void refuse(struct owned *owned, const char *id, const struct fault *why)
{
    uint64_t records = owned->flight.records;

    owned_throw_away(owned, id, why);
    owned->record_limit = records > 2 ? records / 2 : 1;
}

static void lose_all(struct app *surge, const struct fault *why)
{
    size_t count = surge->sent_count;

    surge->sent_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (surge->sent[i] != NULL)
            refuse(surge->sent[i], "redis-away", why);
    }
}

void flush_answers(struct app *surge, int64_t now)
{
    struct fault fault = { 0 };
    int result = redis_serve(surge->store, now, &fault);

    for (;;) {
        OWNED(redis_reply) struct redis_reply *reply = redis_next(surge->store);
        if (reply == NULL)
            break;
        struct owned *owned = surge->sent[0];
        surge->sent_count--;
        memmove(surge->sent, surge->sent + 1, surge->sent_count * sizeof *surge->sent);
        struct fault why = { 0 };
        if (owned == NULL)
            continue;
        if (redis_flush_stored(reply, &why) == 0)
            accept_stored(owned, now);
        else
            owned_throw_away(owned, "flush-refused", &why);
    }
    if (result != 0)
        lose_all(surge, &fault);
}
