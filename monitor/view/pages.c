#include "view/pages.h"

#include "wire/keys.h"

#include <stdlib.h>

static struct slice kept(const struct view *view, struct slice slice)
{
    return (struct slice){ .bytes = arena_copy(view->arena, slice.bytes, slice.length),
                           .length = slice.length };
}

static int by_name(const void *left, const void *right)
{
    return slice_compare(((const struct page *)left)->name, ((const struct page *)right)->name);
}

static const struct json *parsed(const struct view *view, struct slice stored)
{
    const struct json *value = NULL;

    if (json_parse(kept(view, stored), PAGES_BYTES_LIMIT, view->arena, &value, NULL) != 0)
        return NULL;
    return value;
}

static void add(const struct view *view, struct pages *pages, struct slice name,
                struct slice stored)
{
    const struct json *value = parsed(view, stored);
    OWNED(text) struct text decoded = { 0 };

    keys_add_decoded(&decoded, name);
    name = kept(view, (struct slice){ text_string(&decoded), decoded.length });
    if (value != NULL)
        pages->rows[pages->count++] = (struct page){ .name = name, .value = value };
}

static int ask(const struct view *view, const char *verb, const char *what,
               struct redis_reply **reply, struct fault *fault)
{
    OWNED(text) struct text key = { 0 };

    keys_add_org(&key, what, view->org.name);
    const struct question question = { verb, view->org.partition,
                                       { text_string(&key), key.length }, { { 0 } } };
    return store_ask_one(view->store, &question, reply, fault);
}

static int read_hash(const struct view *view, const char *what, struct pages *pages,
                     struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    if (ask(view, "HGETALL", what, &reply, fault) != 0)
        return -1;
    *pages = (struct pages){ 0 };
    pages->rows = arena_take(view->arena, (redis_reply_count(reply) + 1) * sizeof *pages->rows);
    for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2)
        add(view, pages, redis_reply_text(redis_reply_item(reply, i)),
            redis_reply_text(redis_reply_item(reply, i + 1)));
    qsort(pages->rows, pages->count, sizeof *pages->rows, by_name);
    return 0;
}

int pages_growth(const struct view *view, struct pages *pages, struct fault *fault)
{
    return read_hash(view, "g", pages, fault);
}

int pages_sources(const struct view *view, struct pages *pages, struct fault *fault)
{
    return read_hash(view, "sources", pages, fault);
}

const struct json *pages_find(const struct pages *pages, struct slice name)
{
    for (size_t i = 0; i < pages->count; i++) {
        if (slice_equals(pages->rows[i].name, name))
            return pages->rows[i].value;
    }
    return NULL;
}

static struct question incident_question(const struct view *view, struct slice id)
{
    OWNED(text) struct text key = { 0 };

    keys_add(&key, "i", view->org.name, id);
    return (struct question){
        "GET",
        view->org.partition,
        { arena_copy(view->arena, text_string(&key), key.length), key.length },
        { { 0 } },
    };
}

int pages_incidents(const struct view *view, struct pages *pages, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *ids = NULL;

    if (ask(view, "SMEMBERS", "incidents", &ids, fault) != 0)
        return -1;
    const size_t count = redis_reply_count(ids) < PAGES_INCIDENT_LIMIT ? redis_reply_count(ids)
                                                                       : PAGES_INCIDENT_LIMIT;
    struct question *questions = arena_take(view->arena, (count + 1) * sizeof *questions);
    struct redis_reply **replies = arena_take(view->arena, (count + 1) * sizeof(void *));

    *pages = (struct pages){ 0 };
    pages->rows = arena_take(view->arena, (count + 1) * sizeof *pages->rows);
    for (size_t i = 0; i < count; i++)
        questions[i] = incident_question(view, redis_reply_text(redis_reply_item(ids, i)));
    if (store_ask(view->store, questions, count, replies, fault) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (redis_reply_kind(replies[i]) == REDIS_TEXT)
            add(view, pages, redis_reply_text(redis_reply_item(ids, i)),
                redis_reply_text(replies[i]));
        redis_reply_free(replies[i]);
    }
    qsort(pages->rows, pages->count, sizeof *pages->rows, by_name);
    return 0;
}

int pages_incident(const struct view *view, struct slice id, const struct json **value,
                   struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    const struct question question = incident_question(view, id);

    if (store_ask_one(view->store, &question, &reply, fault) != 0)
        return -1;
    *value = redis_reply_kind(reply) == REDIS_TEXT ? parsed(view, redis_reply_text(reply)) : NULL;
    return 0;
}

int pages_status(const struct view *view, struct status *status, struct fault *fault)
{
    enum { HASHES = 2 };
    const struct question questions[HASHES] = {
        { "HGETALL", view->org.partition, SLICE("status"), { { 0 } } },
        { "HGETALL", view->org.partition, SLICE("state"), { { 0 } } },
    };
    struct redis_reply *replies[HASHES] = { NULL };
    size_t most = 0;

    if (store_ask(view->store, questions, HASHES, replies, fault) != 0)
        return -1;
    for (size_t n = 0; n < HASHES; n++)
        most += redis_reply_count(replies[n]);
    *status = (struct status){ 0 };
    status->rows = arena_take(view->arena, (most + 1) * sizeof *status->rows);
    for (size_t n = 0; n < HASHES; n++) {
        for (size_t i = 0; i + 1 < redis_reply_count(replies[n]); i += 2)
            status->rows[status->count++] = (struct status_field){
                kept(view, redis_reply_text(redis_reply_item(replies[n], i))),
                kept(view, redis_reply_text(redis_reply_item(replies[n], i + 1)))
            };
        redis_reply_free(replies[n]);
    }
    return 0;
}

struct slice status_find(const struct status *status, const char *name)
{
    for (size_t i = 0; i < status->count; i++) {
        if (slice_is(status->rows[i].name, name))
            return status->rows[i].value;
    }
    return (struct slice){ 0 };
}

int64_t status_number(const struct status *status, const char *name, int64_t otherwise)
{
    const struct slice value = status_find(status, name);
    char *end = NULL;
    const int64_t number = value.length == 0 ? 0 : strtoll(value.bytes, &end, 10);

    return value.length > 0 && end == value.bytes + value.length ? number : otherwise;
}
