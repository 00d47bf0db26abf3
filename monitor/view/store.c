#include "view/store.h"

#include "edge/clock.h"
#include "edge/redis_flush.h"

#include <poll.h>

enum {
    RETRY_MS = 1000,
    TOGETHER = 512, /* questions under way at once */
};

struct store {
    struct redis *redis;
    bool is_away;
    int64_t away_at;
    struct text key;
};

int store_open(const char *address, struct store **store, struct fault *fault)
{
    OWNED(store) struct store *made = memory_new(sizeof *made);

    if (redis_open(address, &made->redis, fault) != 0)
        return -1;
    *store = TAKE(made);
    return 0;
}

void store_free(struct store *store)
{
    if (store == NULL)
        return;
    redis_free(store->redis);
    text_done(&store->key);
    memory_free(store);
}

bool store_is_away(const struct store *store)
{
    return store->is_away;
}

static void send_one(struct store *store, const struct question *question)
{
    struct slice words[2 + STORE_WORDS] = { slice_of(question->verb) };
    size_t count = 2;

    text_clear(&store->key);
    if (question->partition != STORE_WHOLE_KEY)
        redis_key_add_prefix(&store->key, question->partition);
    text_add_bytes(&store->key, question->key.bytes, question->key.length);
    words[1] = (struct slice){ .bytes = text_string(&store->key), .length = store->key.length };
    for (size_t i = 0; i < STORE_WORDS && question->more[i].length > 0; i++)
        words[count++] = question->more[i];
    redis_send(store->redis, words, count);
}

/* Waits until `count` answers are there. */
static int gather(struct store *store, struct redis_reply **replies, size_t count,
                  struct fault *fault)
{
    size_t have = 0;

    while (have < count) {
        if (redis_serve(store->redis, clock_monotonic(), fault) != 0)
            return -1;
        struct redis_reply *reply = redis_next(store->redis);
        if (reply != NULL) {
            replies[have++] = reply;
            continue;
        }
        struct pollfd waiting = { .fd = redis_descriptor(store->redis),
                                  .events = redis_poll_events(store->redis) };
        const int64_t wait_ms = redis_due_at(store->redis) - clock_monotonic();
        (void)poll(&waiting, waiting.fd >= 0 ? 1 : 0, /* the next turn finds out what it was */
                   wait_ms < 1 ? 1 : wait_ms > REDIS_LIMIT_MS ? REDIS_LIMIT_MS : (int)wait_ms);
    }
    return 0;
}

static void forget(struct redis_reply **replies, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        redis_reply_free(replies[i]);
        replies[i] = NULL;
    }
}

/* An answer that says "not now" counts as no answer. */
static int check(struct redis_reply *const *replies, size_t count, struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (redis_reply_kind(replies[i]) != REDIS_ERROR || !redis_reply_is_away(replies[i]))
            continue;
        const struct slice said = slice_cut(redis_reply_text(replies[i]), 200);
        return fault_set(fault, FAULT_AWAY, "Redis says: %.*s", (int)said.length, said.bytes);
    }
    return 0;
}

int store_ask(struct store *store, const struct question *questions, size_t count,
              struct redis_reply **replies, struct fault *fault)
{
    if (store->is_away && clock_monotonic() - store->away_at < RETRY_MS)
        return fault_set(fault, FAULT_AWAY, "Redis is away");
    for (size_t i = 0; i < count; i++)
        replies[i] = NULL;
    for (size_t done = 0; done < count; done += TOGETHER) {
        const size_t part = count - done < TOGETHER ? count - done : TOGETHER;
        for (size_t i = 0; i < part; i++)
            send_one(store, &questions[done + i]);
        if (gather(store, replies + done, part, fault) != 0 ||
            check(replies + done, part, fault) != 0) {
            forget(replies, count);
            redis_drop(store->redis);
            store->is_away = true;
            store->away_at = clock_monotonic();
            return -1;
        }
    }
    store->is_away = false;
    return 0;
}

int store_ask_one(struct store *store, const struct question *question,
                  struct redis_reply **reply, struct fault *fault)
{
    return store_ask(store, question, 1, reply, fault);
}
