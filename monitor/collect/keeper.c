#include "collect/keeper.h"

#include "base/moment.h"
#include "edge/redis.h"

enum { FIELDS_MOST = 24, ARGUMENTS_MOST = 2 + 2 * FIELDS_MOST };

struct keeper {
    struct redis *redis;
};

int keeper_open(const char *address, struct keeper **keeper, struct fault *fault)
{
    OWNED(keeper) struct keeper *opened = memory_new(sizeof *opened);

    if (redis_open(address, &opened->redis, fault) != 0)
        return -1;
    *keeper = TAKE(opened);
    return 0;
}

void keeper_free(struct keeper *keeper)
{
    if (keeper == NULL)
        return;
    redis_free(keeper->redis);
    memory_free(keeper);
}

static void add_key(struct text *key, const char *name)
{
    text_add_format(key, "tocsin:collect:source:%s", name);
}

int keeper_read(struct keeper *keeper, const char *name, struct text *cursor, int64_t *item_at,
                struct fault *fault)
{
    OWNED(text) struct text key = { 0 };
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    add_key(&key, name);
    if (redis_ask_words(keeper->redis, &reply, fault, "HMGET", text_string(&key), "cursor",
                        "item_at", NULL) != 0)
        return fault_during(fault, "reading where the source '%s' stood", name);
    if (redis_reply_count(reply) < 2)
        return 0;
    struct slice kept = redis_reply_text(redis_reply_item(reply, 0));
    text_add_bytes(cursor, kept.bytes, kept.length);
    if (!moment_parse(redis_reply_text(redis_reply_item(reply, 1)), item_at))
        *item_at = MOMENT_NEVER;
    return 0;
}

void keeper_write(struct keeper *keeper, const char *name, const struct keeper_field *fields,
                  size_t count)
{
    OWNED(text) struct text key = { 0 };
    struct slice arguments[ARGUMENTS_MOST]; /* two a field, and the command */
    size_t used = 0;

    add_key(&key, name);
    redis_send(keeper->redis,
               (struct slice[]){ SLICE("SADD"), SLICE("tocsin:collect:sources"), slice_of(name) },
               3);
    arguments[used++] = SLICE("HSET");
    arguments[used++] = (struct slice){ key.bytes, key.length };
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++) {
        arguments[used++] = slice_of(fields[i].name);
        arguments[used++] = fields[i].value;
    }
    redis_send(keeper->redis, arguments, used);
}

int keeper_serve(struct keeper *keeper, int64_t now, struct fault *fault)
{
    if (redis_waiting(keeper->redis) == 0)
        return 0;
    if (redis_serve(keeper->redis, now, fault) != 0)
        return -1;
    for (struct redis_reply *reply; (reply = redis_next(keeper->redis)) != NULL;) {
        OWNED(redis_reply) struct redis_reply *owned = reply;
        if (redis_reply_kind(owned) == REDIS_ERROR) {
            struct slice text = redis_reply_text(owned);
            fault_set(fault, FAULT_AWAY, "Redis answers %.*s", (int)text.length, text.bytes);
            redis_drop(keeper->redis);
            return -1;
        }
    }
    return 0;
}

bool keeper_is_busy(const struct keeper *keeper)
{
    return redis_waiting(keeper->redis) > 0;
}

size_t keeper_waits(const struct keeper *keeper, struct pollfd *wait)
{
    int descriptor = redis_descriptor(keeper->redis);

    if (descriptor < 0)
        return 0;
    *wait = (struct pollfd){ .fd = descriptor, .events = redis_poll_events(keeper->redis) };
    return 1;
}
