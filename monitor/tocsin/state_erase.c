#include "tocsin/state_erase.h"

#include "core/topics.h"
#include "edge/place.h"
#include "edge/redis_flush.h"
#include "program/state.h"
#include "tocsin/topic_read.h"
#include "wire/erasure.h"
#include "wire/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { RECORD_LIMIT_BYTES = 1 << 20, TRIES = 200, PARTITIONS = KAFKA_PARTITION_LIMIT };

/* ---- which records are theirs ---- */

struct search {
    struct erasure *erasure;
    struct slice author;
    struct text digests[2]; /* hexadecimal, as the register has them */
    struct arena *arena;
};

static int visit(void *visitor, const struct kafka_record *record, struct fault *fault)
{
    struct search *search = visitor;
    const struct json *document = NULL;

    (void)fault; /* what cannot be read names nobody */
    arena_clear(search->arena);
    if (json_parse(record->value, RECORD_LIMIT_BYTES, search->arena, &document, NULL) != 0)
        return 0;
    /* A feedback record has {"id":…}, a register record a digest. */
    struct slice digest = json_string(document, "author");
    struct slice author = json_string(json_find(document, "author"), "id");
    bool is_theirs = author.length > 0 && slice_equals(author, search->author);
    for (size_t i = 0; i < 2; i++)
        is_theirs = is_theirs || slice_is(digest, text_string(&search->digests[i]));
    if (is_theirs)
        erasure_add_record(search->erasure, json_string(document, "org"),
                           json_string(document, "id"));
    return 0;
}

/* The engine knows a person by the installation's key, or by none while a feed is played. */
static int find_records(const struct state_erasure *wanted, struct erasure *erasure,
                        struct fault *fault)
{
    OWNED(string) char *folder = place_state(wanted->folder);
    OWNED(text) struct text key = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    struct search search = { .erasure = erasure, .author = slice_of(wanted->author),
                             .arena = arena };

    if (state_read_key(folder, &key, fault) != 0)
        return -1;
    const struct slice keys[2] = { { key.bytes, key.length }, SLICE("") };
    for (size_t i = 0; i < 2; i++) {
        struct key person = digest_hmac_key(keys[i], search.author);
        erasure_add_person(erasure, person);
        text_add_hex(&search.digests[i], person.bytes, KEY_BYTES);
    }
    struct topic_read reading = { wanted->kafka, TOPIC_REGISTER, visit, &search };
    int result = topic_read(&reading, fault);
    reading.topic = TOPIC_FEEDBACK;
    if (result == 0)
        result = topic_read(&reading, fault);
    text_done(&search.digests[0]);
    text_done(&search.digests[1]);
    return result;
}

/* ---- which values can hold something ---- */

struct names {
    char **names; /* without the prefix */
    int32_t *partitions;
    size_t count;
    size_t capacity;
    size_t partition_capacity;
};

static void names_done(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        memory_free(names->names[i]);
    memory_free(names->names);
    memory_free(names->partitions);
}

static void note_name(struct names *names, struct slice whole)
{
    OWNED(string) char *copy = memory_copy(whole.bytes, whole.length);
    int32_t partition = 0;
    int length = 0;

    if (sscanf(copy, "tocsin:{%" SCNd32 "}:%n", &partition, &length) != 1 || length == 0 ||
        !erasure_concerns(slice_of(copy + length)))
        return;
    size_t count = names->count;
    MEMORY_GROW(names->partitions, count, names->partition_capacity);
    MEMORY_GROW(names->names, names->count, names->capacity);
    names->partitions[names->count] = partition;
    names->names[names->count++] = memory_copy(copy + length, strlen(copy + length));
}

static int find_names(struct redis *redis, struct names *names, struct fault *fault)
{
    OWNED(string) char *cursor = memory_copy("0", 1);

    do {
        OWNED(redis_reply) struct redis_reply *reply = NULL;
        if (redis_ask_words(redis, &reply, fault, "SCAN", cursor, "MATCH", "tocsin:*", "COUNT",
                            "1000", NULL) != 0)
            return -1;
        const struct redis_reply *page = redis_reply_item(reply, 1);
        for (size_t i = 0; i < redis_reply_count(page); i++)
            note_name(names, redis_reply_text(redis_reply_item(page, i)));
        struct slice next = redis_reply_text(redis_reply_item(reply, 0));
        memory_free(cursor);
        cursor = memory_copy(next.bytes, next.length);
    } while (strcmp(cursor, "0") != 0);
    return 0;
}

/* ---- putting clean values in place ---- */

struct cleaning {
    struct redis *redis;
    const struct erasure *erasure;
    const struct names *names;
    int32_t partition;
    struct arena *arena;
    struct redis_exchange *exchanges;
    size_t count;
    struct erased erased; /* by these exchanges */
};

static int clean_value(struct cleaning *cleaning, const char *name, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    OWNED(text) struct text key = { 0 };
    OWNED(text) struct text clean = { 0 };

    redis_key_add_prefix(&key, cleaning->partition);
    text_add(&key, name);
    if (redis_ask_words(cleaning->redis, &reply, fault, "GET", text_string(&key), NULL) != 0)
        return fault_during(fault, "reading '%s'", text_string(&key));
    if (redis_reply_kind(reply) != REDIS_TEXT)
        return 0; /* gone meanwhile */
    struct slice before = redis_reply_text(reply);
    text_add_bytes(&clean, before.bytes, before.length);
    if (erasure_apply(cleaning->erasure, slice_of(name), &clean, &cleaning->erased, fault) != 0)
        return fault_during(fault, "'%s'", text_string(&key));
    struct slice after = { text_string(&clean), clean.length };
    if (slice_equals(before, after))
        return 0;
    cleaning->exchanges[cleaning->count++] = (struct redis_exchange){
        .key = slice_of(name),
        .before = { arena_copy(cleaning->arena, before.bytes, before.length), before.length },
        .after = { arena_copy(cleaning->arena, after.bytes, after.length), after.length },
    };
    return 0;
}

static int try_partition(struct cleaning *cleaning, bool *done, struct fault *fault)
{
    arena_clear(cleaning->arena);
    cleaning->count = 0;
    cleaning->erased = (struct erased){ 0 };
    for (size_t i = 0; i < cleaning->names->count; i++) {
        if (cleaning->names->partitions[i] == cleaning->partition &&
            clean_value(cleaning, cleaning->names->names[i], fault) != 0)
            return -1;
    }
    if (cleaning->count == 0) {
        *done = true;
        return 0;
    }
    return redis_exchange(cleaning->redis, cleaning->partition, cleaning->exchanges,
                          cleaning->count, done, fault);
}

static int clean_partition(struct cleaning *cleaning, struct fault *fault)
{
    bool done = false;

    for (int i = 0; i < TRIES && !done; i++) {
        if (try_partition(cleaning, &done, fault) != 0)
            return -1;
    }
    if (done)
        return 0;
    return fault_set(fault, FAULT_AWAY,
                     "partition %" PRId32 " changes faster than it can be cleaned: say it again, or "
                     "stop tocsin-surge first",
                     cleaning->partition);
}

static void add(struct erased *sum, const struct erased *one)
{
    sum->claims += one->claims;
    sum->people += one->people;
    sum->ids += one->ids;
    sum->evidence += one->evidence;
}

static int clean_all(struct redis *redis, const struct erasure *erasure, struct erased *sum,
                     struct fault *fault)
{
    struct names names = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    int result = find_names(redis, &names, fault);
    OWNED(memory) void *exchanges =
        memory_array(names.count + 1, sizeof(struct redis_exchange));

    for (int32_t i = 0; i < PARTITIONS && result == 0; i++) {
        struct cleaning cleaning = { .redis = redis, .erasure = erasure, .names = &names,
                                     .partition = i, .arena = arena, .exchanges = exchanges };
        result = clean_partition(&cleaning, fault);
        if (result == 0)
            add(sum, &cleaning.erased);
    }
    names_done(&names);
    return result;
}

int state_erase(struct redis *redis, const struct state_erasure *wanted, struct fault *fault)
{
    struct key stranger;
    struct erased sum = { 0 };

    digest_random(stranger.bytes, sizeof stranger.bytes);
    OWNED(erasure) struct erasure *erasure = erasure_new(stranger);
    if (find_records(wanted, erasure, fault) != 0 ||
        clean_all(redis, erasure, &sum, fault) != 0)
        return -1;
    state_show_erased(wanted->form, &sum, erasure_record_count(erasure));
    return 0;
}
