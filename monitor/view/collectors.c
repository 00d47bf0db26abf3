#include "view/collectors.h"

#include <stdlib.h>
#include <string.h>

static struct slice kept(const struct view *view, struct slice text)
{
    return (struct slice){ arena_copy(view->arena, text.bytes, text.length), text.length };
}

static struct question question_of(const struct view *view, struct slice source)
{
    OWNED(text) struct text key = { 0 };

    text_add(&key, "tocsin:collect:source:");
    text_add_bytes(&key, source.bytes, source.length);
    return (struct question){ "HGETALL", STORE_WHOLE_KEY,
                              kept(view, (struct slice){ text_string(&key), key.length }),
                              { { 0 } } };
}

static void take_fields(const struct view *view, struct collector *collector,
                        const struct redis_reply *reply)
{
    for (size_t i = 0; i + 1 < redis_reply_count(reply) &&
                       collector->field_count < COLLECTORS_FIELD_LIMIT;
         i += 2)
        collector->fields[collector->field_count++] = (struct collector_field){
            kept(view, redis_reply_text(redis_reply_item(reply, i))),
            kept(view, redis_reply_text(redis_reply_item(reply, i + 1))),
        };
}

static int by_source(const void *left, const void *right)
{
    return slice_compare(((const struct collector *)left)->source,
                         ((const struct collector *)right)->source);
}

static bool is_wanted(const struct view *view, const struct collector *collector)
{
    return collector->field_count > 0 &&
           (view->org.name.length == 0 ||
            slice_equals(collector_text(collector, "org"), view->org.name));
}

int collectors_read(const struct view *view, struct collectors *collectors, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *names = NULL;
    const struct question index = { "SMEMBERS", STORE_WHOLE_KEY, SLICE("tocsin:collect:sources"),
                                    { { 0 } } };

    if (store_ask_one(view->store, &index, &names, fault) != 0)
        return -1;
    const size_t count = redis_reply_count(names) < COLLECTORS_LIMIT ? redis_reply_count(names)
                                                                     : COLLECTORS_LIMIT;
    struct question *questions = arena_take(view->arena, (count + 1) * sizeof *questions);
    struct redis_reply **replies = arena_take(view->arena, (count + 1) * sizeof(void *));
    *collectors = (struct collectors){ 0 };
    collectors->rows = arena_take(view->arena, (count + 1) * sizeof *collectors->rows);
    for (size_t i = 0; i < count; i++)
        questions[i] = question_of(view, redis_reply_text(redis_reply_item(names, i)));
    if (store_ask(view->store, questions, count, replies, fault) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct collector *collector = &collectors->rows[collectors->count];
        *collector = (struct collector){
            .source = kept(view, redis_reply_text(redis_reply_item(names, i)))
        };
        take_fields(view, collector, replies[i]);
        collectors->count += is_wanted(view, collector);
        redis_reply_free(replies[i]);
    }
    qsort(collectors->rows, collectors->count, sizeof *collectors->rows, by_source);
    return 0;
}

const struct collector *collectors_find(const struct collectors *collectors, struct slice source)
{
    for (size_t i = 0; i < collectors->count; i++)
        if (slice_equals(collectors->rows[i].source, source))
            return &collectors->rows[i];
    return NULL;
}

struct slice collector_text(const struct collector *collector, const char *name)
{
    for (size_t i = 0; i < collector->field_count; i++)
        if (slice_is(collector->fields[i].name, name))
            return collector->fields[i].value;
    return (struct slice){ 0 };
}

int64_t collector_number(const struct collector *collector, const char *name)
{
    const struct slice value = collector_text(collector, name);

    return value.length == 0 ? 0 : strtoll(value.bytes, NULL, 10); /* copies end in NUL */
}
