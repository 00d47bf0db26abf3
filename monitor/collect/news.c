#include "collect/news.h"

#include "base/moment.h"
#include "base/table.h"
#include "edge/redis.h"

enum { TELL_MS = 2000, ASK_MS = 1000, ANSWER_MS = 5000, ASKED_FIELDS = 4 };

/* A row, and what of it is under way. */
struct kept_row {
    struct news_row row; /* first: it stands for both */
    struct text key;
    int64_t items;
    int64_t refused;
};

struct news {
    struct redis *redis;
    struct table *rows;
    int64_t due_at;
    struct table_cursor answered; /* the row whose answer came last */
};

int news_open(const char *redis, struct news **result, struct fault *fault)
{
    OWNED(news) struct news *news = memory_new(sizeof *news);

    news->rows = table_new();
    if (redis_open(redis, &news->redis, fault) != 0)
        return -1;
    redis_set_limit(news->redis, ANSWER_MS);
    *result = TAKE(news);
    return 0;
}

void news_free(struct news *news)
{
    if (news == NULL)
        return;
    for (struct table_cursor each = { 0 }; table_next(news->rows, &each);) {
        struct kept_row *kept = each.value;
        text_done(&kept->key);
        memory_free(kept);
    }
    table_free(news->rows);
    redis_free(news->redis);
    memory_free(news);
}

struct news_row *news_row(struct news *news, const char *name)
{
    struct kept_row *kept = table_find(news->rows, slice_of(name));

    if (kept == NULL) {
        kept = memory_new(sizeof *kept);
        kept->row.open_at = kept->row.item_at = MOMENT_NEVER;
        text_add_format(&kept->key, "tocsin:collect:hook:%s", name);
        table_set(news->rows, slice_of(name), kept);
    }
    return &kept->row;
}

/* --- the desk --- */

static void send_moment(struct news *news, const struct kept_row *kept, const char *field,
                        int64_t at)
{
    OWNED(text) struct text value = { 0 };

    if (at == MOMENT_NEVER)
        return;
    moment_add(&value, at);
    redis_send(news->redis,
               (struct slice[]){ SLICE("HSET"), text_slice(&kept->key), slice_of(field),
                                 text_slice(&value) },
               4);
}

static void send_count(struct news *news, const struct kept_row *kept, const char *field,
                       int64_t count)
{
    OWNED(text) struct text value = { 0 };

    if (count == 0)
        return;
    text_add_format(&value, "%lld", (long long)count);
    redis_send(news->redis,
               (struct slice[]){ SLICE("HINCRBY"), text_slice(&kept->key), slice_of(field),
                                 text_slice(&value) },
               4);
}

static void send_rows(struct news *news, int64_t at)
{
    for (struct table_cursor each = { 0 }; table_next(news->rows, &each);) {
        struct kept_row *kept = each.value;
        kept->items += kept->row.items;
        kept->refused += kept->row.refused;
        kept->row.items = kept->row.refused = 0;
        send_moment(news, kept, "open_at", at);
        send_moment(news, kept, "item_at", kept->row.item_at);
        send_count(news, kept, "items", kept->items);
        send_count(news, kept, "refused", kept->refused);
    }
}

static void forget_sent(struct news *news)
{
    for (struct table_cursor each = { 0 }; table_next(news->rows, &each);) {
        struct kept_row *kept = each.value;
        kept->items = kept->refused = 0;
    }
}

void news_tell(struct news *news, int64_t now, int64_t at)
{
    struct fault fault = { 0 };
    bool is_idle = redis_waiting(news->redis) == 0;

    if (is_idle && (now < news->due_at || table_count(news->rows) == 0))
        return;
    if (is_idle) {
        news->due_at = now + TELL_MS;
        send_rows(news, at);
    }
    if (redis_serve(news->redis, now, &fault) != 0)
        return; /* what was sent stands in the rows, and goes with the next */
    for (struct redis_reply *reply; (reply = redis_next(news->redis)) != NULL;)
        redis_reply_free(reply);
    if (redis_waiting(news->redis) == 0)
        forget_sent(news);
}

/* --- the collector --- */

static void send_questions(struct news *news)
{
    for (struct table_cursor each = { 0 }; table_next(news->rows, &each);) {
        const struct kept_row *kept = each.value;
        redis_send(news->redis,
                   (struct slice[]){ SLICE("HMGET"), text_slice(&kept->key), SLICE("open_at"),
                                     SLICE("item_at"), SLICE("items"), SLICE("refused") },
                   2 + ASKED_FIELDS);
    }
    news->answered = (struct table_cursor){ 0 };
}

static int64_t moment_of(const struct redis_reply *reply)
{
    int64_t at = MOMENT_NEVER;

    return moment_parse(redis_reply_text(reply), &at) ? at : MOMENT_NEVER;
}

static void take_answer(struct news_row *row, const struct redis_reply *reply)
{
    row->is_known = redis_reply_count(reply) == ASKED_FIELDS;
    if (!row->is_known)
        return;
    row->open_at = moment_of(redis_reply_item(reply, 0));
    row->item_at = moment_of(redis_reply_item(reply, 1));
    row->items = redis_reply_number(redis_reply_item(reply, 2));
    row->refused = redis_reply_number(redis_reply_item(reply, 3));
}

static void forget_answers(struct news *news)
{
    for (struct table_cursor each = { 0 }; table_next(news->rows, &each);)
        ((struct news_row *)each.value)->is_known = false;
}

void news_ask(struct news *news, int64_t now)
{
    struct fault fault = { 0 };

    if (redis_waiting(news->redis) == 0) {
        if (now < news->due_at || table_count(news->rows) == 0)
            return;
        news->due_at = now + ASK_MS;
        send_questions(news);
    }
    if (redis_serve(news->redis, now, &fault) != 0) {
        forget_answers(news);
        return;
    }
    for (struct redis_reply *reply; (reply = redis_next(news->redis)) != NULL;) {
        OWNED(redis_reply) struct redis_reply *owned = reply;
        if (table_next(news->rows, &news->answered))
            take_answer(news->answered.value, owned);
    }
}
