/* What Redis answered, without hiredis showing; redis.h declares it. */
#include "edge/redis.h"

#include <stdlib.h>
#include <string.h>

#include <hiredis/hiredis.h>

/* A struct redis_reply is hiredis's reply under our name. */
static const redisReply *inside(const struct redis_reply *reply)
{
    return (const redisReply *)reply;
}

void redis_reply_free(struct redis_reply *reply)
{
    freeReplyObject(reply);
}

enum redis_kind redis_reply_kind(const struct redis_reply *reply)
{
    switch (inside(reply)->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        return REDIS_TEXT;
    case REDIS_REPLY_INTEGER:
        return REDIS_NUMBER;
    case REDIS_REPLY_ARRAY:
        return REDIS_LIST;
    case REDIS_REPLY_ERROR:
        return REDIS_ERROR;
    default:
        return REDIS_NIL;
    }
}

struct slice redis_reply_text(const struct redis_reply *reply)
{
    const redisReply *from = inside(reply);

    if (from->type != REDIS_REPLY_STRING && from->type != REDIS_REPLY_STATUS &&
        from->type != REDIS_REPLY_ERROR)
        return (struct slice){ .bytes = "" };
    return (struct slice){ from->str, (size_t)from->len };
}

int64_t redis_reply_number(const struct redis_reply *reply)
{
    const redisReply *from = inside(reply);

    if (from->type == REDIS_REPLY_INTEGER)
        return from->integer;
    return from->type == REDIS_REPLY_STRING ? strtoll(from->str, NULL, 10) : 0;
}

size_t redis_reply_count(const struct redis_reply *reply)
{
    return inside(reply)->type == REDIS_REPLY_ARRAY ? inside(reply)->elements : 0;
}

const struct redis_reply *redis_reply_item(const struct redis_reply *reply, size_t index)
{
    return (const struct redis_reply *)inside(reply)->element[index];
}

bool redis_reply_is_away(const struct redis_reply *reply)
{
    static const char *const CODES[] = { "LOADING", "MISCONF", "READONLY", "MASTERDOWN", "BUSY",
                                         "OOM",     "TRYAGAIN", "CLUSTERDOWN", "NOREPLICAS",
                                         "NOSCRIPT" };
    const redisReply *from = inside(reply);

    if (from->type != REDIS_REPLY_ERROR)
        return false;
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++) {
        if (strncmp(from->str, CODES[i], strlen(CODES[i])) == 0)
            return true;
    }
    return false;
}
