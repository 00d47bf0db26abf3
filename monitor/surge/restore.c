/* Reading a partition's state from Redis, and making sure that the log is still the one that the
 * state was folded from. Everything here waits for its answers, each at most half a second. */
#include "surge/surge.h"

#include <inttypes.h>
#include <string.h>

/* Requests under way at once while reading, and how many are sent together: ten thousand series are
 * some hundred thousand values, and a write for each would take seconds. */
enum { READ_AHEAD = 2048, READ_TOGETHER = 1024, CHECKPOINT_FIRST_MS = 60000 };

static const char *command_of(enum kept_kind kind)
{
    switch (kind) {
    case KEPT_STRING:
        return "GET";
    case KEPT_HASH:
        return "HGETALL";
    case KEPT_SET:
        return "SMEMBERS";
    }
    return "GET";
}

static void ask(struct owned *owned, const struct kept_wish *kept)
{
    OWNED(text) struct text key = { 0 };

    redis_key_add_prefix(&key, owned->partition);
    text_add_bytes(&key, kept->key.bytes, kept->key.length);
    redis_send(owned->surge->reader,
               (struct slice[]){ slice_of(command_of(kept->kind)), { key.bytes, key.length } }, 2);
}

static int hand_over(struct owned *owned, size_t index, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    if (redis_await(owned->surge->reader, &reply, fault) != 0)
        return -1;
    if (redis_reply_kind(reply) == REDIS_ERROR) {
        struct slice text = redis_reply_text(reply);
        return fault_set(fault, FAULT_AWAY, "Redis answers '%.*s'", (int)text.length, text.bytes);
    }
    if (redis_reply_kind(reply) == REDIS_TEXT) {
        struct slice text = redis_reply_text(reply);
        return engine_restore(owned->engine, index, &text, 1, fault);
    }
    size_t count = redis_reply_count(reply);
    struct slice *items = memory_array(count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = redis_reply_text(redis_reply_item(reply, i));
    int result = engine_restore(owned->engine, index, items, count, fault);
    memory_free(items);
    return result;
}

/* One stage: all that the engine wants at present, some requests ahead of the answers. */
static int restore_stage(struct owned *owned, const struct kept_wish *wanted, size_t count,
                         struct fault *fault)
{
    size_t asked = 0;

    for (size_t i = 0; i < count; i++) {
        while (asked < count && asked < i + READ_AHEAD &&
               (asked % READ_TOGETHER != 0 || asked <= i + READ_AHEAD - READ_TOGETHER))
            ask(owned, &wanted[asked++]);
        if (hand_over(owned, i, fault) != 0) {
            redis_drop(owned->surge->reader); /* with the answers that nobody waits for */
            return -1;
        }
    }
    return 0;
}

static int restore_engine(struct owned *owned, struct fault *fault)
{
    const struct engine_partition_setup setup = {
        .partition = owned->partition,
        .partition_count = owned->surge->partition_count,
        .cluster = owned->surge->incarnation,
        .is_log_append = owned->surge->is_log_append,
        .is_live = !clock_is_feed(owned->surge->clock),
    };

    owned->engine = engine_partition_new(owned->surge->engine, &setup);
    for (;;) {
        size_t count = 0;
        const struct kept_wish *wanted = engine_wanted(owned->engine, &count);
        if (count == 0)
            return 0;
        if (restore_stage(owned, wanted, count, fault) != 0)
            return -1;
    }
}

static int restore_outbox(struct owned *owned, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    OWNED(text) struct text key = { 0 };

    redis_key_add_prefix(&key, owned->partition);
    text_add(&key, "outbox");
    if (redis_ask_words(owned->surge->reader, &reply, fault, "LRANGE", text_string(&key), "0",
                        "-1", NULL) != 0)
        return -1;
    for (size_t i = 0; i < redis_reply_count(reply); i++) {
        struct slice entry = redis_reply_text(redis_reply_item(reply, i));
        const char *space = memchr(entry.bytes, ' ', entry.length);
        if (space == NULL)
            return fault_set(fault, FAULT_INPUT, "the outbox holds what is no trigger");
        size_t id_length = (size_t)(space - entry.bytes);
        outbox_add(&owned->outbox, (struct slice){ entry.bytes, id_length },
                   (struct slice){ space + 1, entry.length - id_length - 1 });
    }
    return 0;
}

/* Did a person say that the log is right as it is (`tocsin state accept`)? What they said goes with
 * the flush that stores where it goes on: until then another member, or this one, may have to read
 * the partition again. */
static int read_acceptance(struct owned *owned, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    OWNED(text) struct text key = { 0 };

    redis_key_add_prefix(&key, owned->partition);
    text_add(&key, "accept");
    if (redis_ask_words(owned->surge->reader, &reply, fault, "GET", text_string(&key), NULL) != 0)
        return -1;
    owned->is_accepted = owned->has_stopped && redis_reply_kind(reply) == REDIS_TEXT;
    return 0;
}

/* Where to fold from, and whether the record before it can still prove that the log is ours. */
static int choose_offset(struct owned *owned, const struct redis_position *position,
                         struct fault *fault)
{
    struct app *surge = owned->surge;
    bool same = position->exists && slice_is(position->incarnation, surge->incarnation);
    int64_t low = 0, high = 0;

    if (kafka_consumer_watermarks(surge->consumer, owned->partition, &low, &high, fault) != 0 ||
        read_acceptance(owned, fault) != 0)
        return -1;
    owned->stage = STAGE_FOLDING;
    owned->next_offset = low;
    owned->last_hash = 0;
    if (!position->exists)
        return 0;
    if (owned->is_accepted) {
        log_notice(surge->log, "log-accepted",
                   "partition %" PRId32 " goes on at offset %" PRId64 " of a log that a person "
                   "accepted", owned->partition, low);
        return 0;
    }
    if (!same && surge->settings->embedded != NULL)
        return 0; /* the embedded broker was started anew; what it had forgotten is in the state */
    if (!same)
        return fault_set(fault, FAULT_SETUP,
                         "its state was folded from the Kafka cluster '%.*s', this one is '%s'",
                         (int)position->incarnation.length, position->incarnation.bytes,
                         surge->incarnation);
    if (position->offset < low || position->offset > high)
        return fault_set(fault, FAULT_SETUP,
                         "its state stands at offset %" PRId64 ", but the log holds %" PRId64
                         " to %" PRId64 ": the topic was made again, cut, or expired too early",
                         position->offset, low, high);
    owned->next_offset = position->offset;
    owned->last_hash = position->hash;
    if (position->offset > low && position->hash != 0)
        owned->stage = STAGE_PROVING;
    return 0;
}

static int read_position(struct owned *owned, struct arena *arena,
                         struct redis_position *position, struct fault *fault)
{
    if (redis_position_read(owned->surge->reader, owned->partition, arena, position, fault) != 0)
        return -1;
    if (position->exists && position->layout != REDIS_LAYOUT)
        return fault_set(fault, FAULT_SETUP,
                         "its state has layout %" PRId64 ", this program writes %d",
                         position->layout, REDIS_LAYOUT);
    return 0;
}

static int read_or_recover(struct owned *owned, struct arena *arena,
                           struct redis_position *position, struct fault *fault)
{
    if (read_position(owned, arena, position, fault) != 0)
        return -1;
    if (position->exists)
        return 0;
    if (recover_partition(owned, fault) != 0)
        return -1;
    return read_position(owned, arena, position, fault);
}

static int restore(struct owned *owned, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct redis_position position = { 0 }, again = { 0 };

    if (redis_flush_prepare(owned->surge->reader, owned->surge->script, fault) != 0 ||
        read_or_recover(owned, arena, &position, fault) != 0 ||
        restore_engine(owned, fault) != 0 || restore_outbox(owned, fault) != 0 ||
        read_position(owned, arena, &again, fault) != 0)
        return -1;
    /* A script that we gave up waiting for may still have been running. */
    if (again.exists != position.exists || again.offset != position.offset ||
        again.edition != position.edition ||
        !slice_equals(again.incarnation, position.incarnation))
        return fault_set(fault, FAULT_AWAY, "its state changed while it was read");
    if (choose_offset(owned, &position, fault) != 0)
        return -1;
    owned->stored_offset = position.offset;
    owned->stored_hash = position.hash;
    owned->stored_edition = position.edition;
    text_clear(&owned->incarnation);
    text_add_bytes(&owned->incarnation, position.incarnation.bytes, position.incarnation.length);
    return 0;
}

/* Soon at first, so that members that are often started anew write one, too. */
static int64_t checkpoint_pause(const struct app *surge)
{
    int64_t every_ms = surge->settings->checkpoint_every_ms;

    return every_ms < CHECKPOINT_FIRST_MS ? every_ms : CHECKPOINT_FIRST_MS;
}

int restore_partition(struct owned *owned, struct fault *fault)
{
    if (restore(owned, fault) != 0)
        return -1;
    owned->flushed_at = clock_monotonic();
    owned->heard_at = owned->flushed_at - TICK_MS; /* what came due meanwhile waits no longer */
    owned->checkpoint_at = owned->flushed_at + checkpoint_pause(owned->surge);
    owned->checkpoint_offset = owned->next_offset;
    owned->surge->assign_again = true;
    log_write(owned->surge->log,
              owned->retry_ms == RETRY_FIRST_MS ? LOG_LEVEL_INFO : LOG_LEVEL_NOTICE,
              "partition-read", "partition %" PRId32 " goes on at offset %" PRId64,
              owned->partition, owned->next_offset);
    return 0;
}

void restore_look_for_acceptance(struct owned *owned)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    OWNED(text) struct text key = { 0 };

    redis_key_add_prefix(&key, owned->partition);
    text_add(&key, "accept");
    owned->retry_at = clock_monotonic() + RETRY_MOST_MS;
    if (redis_ask_words(owned->surge->reader, &reply, NULL, "EXISTS", text_string(&key), NULL) ==
            0 &&
        redis_reply_number(reply) == 1)
        owned->stage = STAGE_WAITING;
}
