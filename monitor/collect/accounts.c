#include "collect/accounts.h"

#include "core/account.h"
#include "edge/files.h"
#include "edge/redis.h"
#include "edge/redis_flush.h"
#include "program/state.h"
#include "wire/writer.h"

/* What one partition stored. */
struct stored {
    bool is_used;
    struct accounts accounts;
    int64_t triggers;
};

static int ask(struct redis *redis, const char *verb, int32_t partition, const char *name,
               struct redis_reply **reply, struct fault *fault)
{
    OWNED(text) struct text key = { 0 };

    redis_key_add_prefix(&key, partition);
    text_add(&key, name);
    return redis_ask_words(redis, reply, fault, verb, text_string(&key), NULL);
}

int accounts_outbox_is_empty(const struct accounts_place *place, bool *is_empty,
                             struct fault *fault)
{
    OWNED(redis) struct redis *redis = NULL;
    int64_t waiting = 0;

    if (redis_open(place->redis, &redis, fault) != 0)
        return -1;
    for (int32_t i = 0; i < place->partitions; i++) {
        OWNED(redis_reply) struct redis_reply *reply = NULL;
        if (ask(redis, "LLEN", i, "outbox", &reply, fault) != 0)
            return -1;
        waiting += redis_reply_number(reply);
    }
    *is_empty = waiting == 0;
    return 0;
}

static void take_field(struct stored *stored, struct slice name, int64_t number)
{
    if (slice_is(name, "consumed"))
        stored->accounts.consumed = number;
    else if (slice_is(name, "triggers"))
        stored->triggers = number;
    for (int i = 0; i < ACCOUNT_COUNT; i++) {
        if (slice_is(name, account_name((enum account)i)))
            stored->accounts.of[i] = number;
    }
}

static int read_stored(struct redis *redis, int32_t partition, struct stored *stored,
                       struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    if (ask(redis, "HGETALL", partition, "state", &reply, fault) != 0)
        return -1;
    stored->is_used = redis_reply_count(reply) > 0;
    for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2)
        take_field(stored, redis_reply_text(redis_reply_item(reply, i)),
                   redis_reply_number(redis_reply_item(reply, i + 1)));
    return 0;
}

static void add(struct stored *sum, const struct stored *stored)
{
    sum->accounts.consumed += stored->accounts.consumed;
    for (int i = 0; i < ACCOUNT_COUNT; i++)
        sum->accounts.of[i] += stored->accounts.of[i];
    sum->triggers += stored->triggers;
}

static void write_accounts(struct writer *writer, const struct accounts *accounts)
{
    writer_object(writer);
    writer_member_integer(writer, "consumed", accounts->consumed);
    for (int i = 0; i < ACCOUNT_COUNT; i++)
        writer_member_integer(writer, account_name((enum account)i), accounts->of[i]);
    writer_object_end(writer);
}

static void write_sent(struct writer *writer, const struct accounts_sent *sent)
{
    writer_object(writer);
    writer_member_integer(writer, "read", sent->read);
    writer_member_integer(writer, "sent", sent->read - sent->refused);
    writer_member_integer(writer, "refused", sent->refused);
    writer_object_end(writer);
}

static void write_all(struct text *text, const struct accounts_sent *sent,
                      const struct stored *stored, int32_t count)
{
    struct writer writer = writer_on(text);
    struct stored sum = { 0 };

    for (int32_t i = 0; i < count; i++)
        add(&sum, &stored[i]);
    writer_object(&writer);
    writer_name(&writer, "collect");
    write_sent(&writer, sent);
    writer_name(&writer, "surge");
    write_accounts(&writer, &sum.accounts);
    writer_name(&writer, "partitions");
    writer_object(&writer);
    for (int32_t i = 0; i < count; i++) {
        OWNED(text) struct text name = { 0 };
        if (!stored[i].is_used)
            continue;
        text_add_format(&name, "%d", i);
        writer_name(&writer, text_string(&name));
        write_accounts(&writer, &stored[i].accounts);
    }
    writer_object_end(&writer);
    writer_member_integer(&writer, "triggers", sum.triggers);
    writer_object_end(&writer);
}

int accounts_write(const struct accounts_place *place, const struct accounts_sent *sent,
                   const char *state, bool *balanced, struct fault *fault)
{
    OWNED(redis) struct redis *redis = NULL;
    OWNED(memory) void *memory = memory_array((size_t)place->partitions, sizeof(struct stored));
    OWNED(string) char *path = state_path(state, "accounts.json");
    OWNED(text) struct text content = { 0 };
    struct stored *stored = memory;

    if (redis_open(place->redis, &redis, fault) != 0)
        return -1;
    *balanced = true;
    for (int32_t i = 0; i < place->partitions; i++) {
        if (read_stored(redis, i, &stored[i], fault) != 0)
            return -1;
        *balanced = *balanced && account_balances(&stored[i].accounts);
    }
    write_all(&content, sent, stored, place->partitions);
    return files_write(path, (struct slice){ content.bytes, content.length }, 0600, fault);
}
