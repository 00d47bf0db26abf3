/* Redis has nothing of a partition. Either nothing was ever stored, or Redis lost it: then the newest
 * checkpoint of this log goes into Redis, and Kafka's records are folded again from there on. */
#include "surge/surge.h"

#include "base/moment.h"
#include "edge/files.h"
#include "wire/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>

#define FILE_LIMIT_BYTES ((size_t)8 << 30)
/* Requests under way at once, and how long nobody else may recover the same partition. */
enum { READ_AHEAD = 256, CLAIM_SECONDS = 60 };

/* KEYS: position, claim. ARGV: layout, incarnation, offset, hash. Only where there is none yet. */
static const char PUT_POSITION[] =
    "redis.call('DEL', KEYS[2])\n"
    "if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end\n"
    "redis.call('HSET', KEYS[1], 'layout', ARGV[1], 'incarnation', ARGV[2], 'offset', ARGV[3],\n"
    "  'hash', ARGV[4])\n"
    "return 1\n";

/* ---- which checkpoint ---- */

static int read_file(const struct owned *owned, const char *path, struct text *content,
                     struct arena *arena, struct checkpoint *checkpoint, struct fault *fault)
{
    if (files_read(path, FILE_LIMIT_BYTES, content, fault) != 0 ||
        checkpoint_read((struct slice){ content->bytes, content->length }, arena, checkpoint,
                        fault) != 0)
        return fault_during(fault, "'%s'", path);
    if (checkpoint->layout != REDIS_LAYOUT || checkpoint->partition != owned->partition ||
        !slice_is(checkpoint->incarnation, owned->surge->incarnation))
        return fault_set(fault, FAULT_INPUT,
                         "'%s' is of another log: layout %" PRId64 ", partition %" PRId64
                         ", cluster '%.*s'",
                         path, checkpoint->layout, checkpoint->partition,
                         (int)checkpoint->incarnation.length, checkpoint->incarnation.bytes);
    return 0;
}

/* The last one, or the one before it. */
static bool find_checkpoint(const struct owned *owned, struct text *content, struct arena *arena,
                            struct checkpoint *checkpoint)
{
    for (int i = 0; i < 2; i++) {
        OWNED(string) char *path = checkpoint_path(owned->surge, owned->partition, i == 0 ? "" : ".before");
        struct fault fault = { 0 };
        text_clear(content);
        if (!files_exist(path))
            continue;
        if (read_file(owned, path, content, arena, checkpoint, &fault) == 0)
            return true;
        log_warning(owned->surge->log, "checkpoint-refused", "%s", fault.text);
    }
    return false;
}

/* ---- into Redis ---- */

struct putting {
    struct redis *redis;
    struct text key; /* the prefix, then one key after the other */
    size_t prefix_length;
    size_t waiting;
};

static int hear_one(struct putting *putting, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    if (redis_await(putting->redis, &reply, fault) != 0)
        return -1;
    putting->waiting--;
    if (redis_reply_kind(reply) != REDIS_ERROR)
        return 0;
    struct slice text = redis_reply_text(reply);
    return fault_set(fault, FAULT_AWAY, "Redis answers '%.*s'", (int)text.length, text.bytes);
}

static struct slice whole_key(struct putting *putting, struct slice key)
{
    putting->key.length = putting->prefix_length;
    text_add_bytes(&putting->key, key.bytes, key.length);
    return (struct slice){ putting->key.bytes, putting->key.length };
}

static int put(struct putting *putting, const struct slice *words, size_t count,
               struct fault *fault)
{
    redis_send(putting->redis, words, count);
    if (++putting->waiting < READ_AHEAD)
        return 0;
    return hear_one(putting, fault);
}

static int put_trigger(struct putting *putting, const struct change *change, struct fault *fault)
{
    OWNED(text) struct text entry = { 0 };

    text_add_bytes(&entry, change->field.bytes, change->field.length);
    text_add_char(&entry, ' ');
    text_add_bytes(&entry, change->value.bytes, change->value.length);
    const struct slice id[] = { SLICE("SADD"), whole_key(putting, SLICE("outbox:ids")),
                                change->field };
    if (put(putting, id, 3, fault) != 0)
        return -1;
    const struct slice words[] = { SLICE("RPUSH"), whole_key(putting, SLICE("outbox")),
                                   { entry.bytes, entry.length } };
    return put(putting, words, 3, fault);
}

static int put_change(struct putting *putting, const struct change *change, struct fault *fault)
{
    struct slice key = whole_key(putting, change->key);

    switch (change->kind) {
    case CHANGE_SET:
        return put(putting, (struct slice[]){ SLICE("SET"), key, change->value }, 3, fault);
    case CHANGE_HASH_SET:
        return put(putting, (struct slice[]){ SLICE("HSET"), key, change->field, change->value },
                   4, fault);
    case CHANGE_APPEND:
        return put(putting, (struct slice[]){ SLICE("APPEND"), key, change->value }, 3, fault);
    case CHANGE_MEMBER_ADD:
        return put(putting, (struct slice[]){ SLICE("SADD"), key, change->value }, 3, fault);
    case CHANGE_OUTBOX:
        return put_trigger(putting, change, fault);
    case CHANGE_HASH_REMOVE:
    case CHANGE_MEMBER_REMOVE:
    case CHANGE_REMOVE:
    case CHANGE_KIND_COUNT:
        return 0; /* nothing is there to go */
    }
    return 0;
}

/* What an earlier attempt left would be added to. */
static int clear(struct putting *putting, const struct checkpoint *checkpoint, struct fault *fault)
{
    for (size_t i = 0; i < checkpoint->change_count; i++) {
        const struct change *change = &checkpoint->changes[i];
        if (change->kind == CHANGE_APPEND &&
            put(putting, (struct slice[]){ SLICE("DEL"), whole_key(putting, change->key) }, 2,
                fault) != 0)
            return -1;
    }
    if (put(putting, (struct slice[]){ SLICE("DEL"), whole_key(putting, SLICE("outbox")) }, 2,
            fault) != 0)
        return -1;
    return put(putting, (struct slice[]){ SLICE("DEL"), whole_key(putting, SLICE("outbox:ids")) },
               2, fault);
}

static int put_position(struct putting *putting, const struct checkpoint *checkpoint,
                        struct fault *fault)
{
    OWNED(text) struct text claim = { 0 };
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    OWNED(string) char *incarnation =
        memory_copy(checkpoint->incarnation.bytes, checkpoint->incarnation.length);
    char layout[24], offset[24], hash[24]; /* 64-bit numbers */

    (void)snprintf(layout, sizeof layout, "%" PRId64, checkpoint->layout);
    (void)snprintf(offset, sizeof offset, "%" PRId64, checkpoint->offset);
    (void)snprintf(hash, sizeof hash, "%016" PRIx64, checkpoint->hash);
    (void)whole_key(putting, SLICE("recovering"));
    text_add(&claim, text_string(&putting->key));
    (void)whole_key(putting, SLICE("position"));
    return redis_ask_words(putting->redis, &reply, fault, "EVAL", PUT_POSITION, "2",
                           text_string(&putting->key), text_string(&claim), layout, incarnation,
                           offset, hash, NULL);
}

static int put_all(struct putting *putting, const struct checkpoint *checkpoint,
                   struct fault *fault)
{
    if (clear(putting, checkpoint, fault) != 0)
        return -1;
    for (size_t i = 0; i < checkpoint->change_count; i++) {
        if (put_change(putting, &checkpoint->changes[i], fault) != 0)
            return -1;
    }
    while (putting->waiting > 0) {
        if (hear_one(putting, fault) != 0)
            return -1;
    }
    return put_position(putting, checkpoint, fault);
}

/* No other member puts the same partition there at the same time. */
static int claim(struct putting *putting, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    char seconds[16]; /* a small number */

    (void)snprintf(seconds, sizeof seconds, "%d", CLAIM_SECONDS);
    (void)whole_key(putting, SLICE("recovering"));
    if (redis_ask_words(putting->redis, &reply, fault, "SET", text_string(&putting->key), "1",
                        "NX", "EX", seconds, NULL) != 0)
        return -1;
    if (redis_reply_kind(reply) == REDIS_TEXT)
        return 0;
    return fault_set(fault, FAULT_AWAY, "another member is recovering it from a checkpoint");
}

static int put_checkpoint(struct owned *owned, const struct checkpoint *checkpoint,
                          struct fault *fault)
{
    struct putting putting = { .redis = owned->surge->reader };

    redis_key_add_prefix(&putting.key, owned->partition);
    putting.prefix_length = putting.key.length;
    int result = claim(&putting, fault);
    if (result == 0) {
        result = put_all(&putting, checkpoint, fault);
        if (result != 0)
            redis_drop(putting.redis); /* with the answers that nobody waits for */
    }
    text_done(&putting.key);
    return result;
}

/* ---- what to say ---- */

static void add_moment(struct text *text, int64_t at)
{
    if (at == MOMENT_NEVER)
        text_add(text, "an unknown time");
    else
        moment_add(text, at);
}

/* A log that is there from its first record on leaves nothing unknown. */
static int say_what_is_unknown(const struct owned *owned, struct fault *fault)
{
    struct app *surge = owned->surge;
    int64_t low = 0, high = 0;

    if (kafka_consumer_watermarks(surge->consumer, owned->partition, &low, &high, fault) != 0)
        return -1;
    if (low == 0)
        return 0;
    log_error(surge->log, "state-unknown",
              "partition %" PRId32 " has no state in Redis and no checkpoint: it is folded again "
              "from offset %" PRId64 ", the first that Kafka still has; not known are what was "
              "usual before that, incidents that were opened before it with their clocks and "
              "people, and which earlier complaints are repeats; `tocsin learn` can bring the "
              "usual back, `tocsin state import` all of it",
              owned->partition, low);
    return 0;
}

int recover_partition(struct owned *owned, struct fault *fault)
{
    OWNED(text) struct text content = { 0 };
    OWNED(text) struct text moment = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    struct checkpoint checkpoint = { 0 };

    if (!find_checkpoint(owned, &content, arena, &checkpoint))
        return say_what_is_unknown(owned, fault);
    if (put_checkpoint(owned, &checkpoint, fault) != 0)
        return fault_during(fault, "putting the checkpoint of partition %" PRId32 " into Redis",
                            owned->partition);
    add_moment(&moment, checkpoint.now);
    log_warning(owned->surge->log, "state-recovered",
                "partition %" PRId32 " had no state in Redis: it goes on from its checkpoint of %s "
                "at offset %" PRId64 ", and Kafka's records since then are folded again; of earlier "
                "windows the minutes of 26 hours and the hours of ten days are there",
                owned->partition, text_string(&moment), checkpoint.offset);
    return 0;
}
