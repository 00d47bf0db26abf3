#include "collect/progress.h"

#include "base/moment.h"
#include "edge/redis.h"

#include <stdlib.h>
#include <string.h>

#define PROGRESS_KEY "tocsin:collect:feed"

enum { FIRST_ENTRIES = 1024 };

struct entry {
    bool is_safe;
    bool is_refused;
    int64_t stamped_at;
};

struct progress {
    struct redis *redis;
    uint64_t front;         /* 1. all lines up to this one are safe */
    int64_t stamped_at;     /* of that line */
    int64_t refused;        /* among them */
    struct entry *entries;  /* 2. entries[begin …] of `count` are the lines behind the front */
    size_t begin;
    size_t count;
    size_t capacity;
    uint64_t *lines;        /* 3. the last safe line of each partition; 0: never used */
    int32_t partitions;
    bool is_changed;        /* since the last save */
};

static void take_field(struct progress *progress, struct slice name, int64_t number)
{
    if (slice_is(name, "line"))
        progress->front = (uint64_t)number;
    else if (slice_is(name, "at"))
        progress->stamped_at = number;
    else if (slice_is(name, "refused"))
        progress->refused = number;
    else if (name.length > 1 && name.bytes[0] == 'p') {
        long partition = strtol(name.bytes + 1, NULL, 10);
        if (partition >= 0 && partition < progress->partitions)
            progress->lines[partition] = (uint64_t)number;
    }
}

static int load(struct progress *progress, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    if (redis_ask_words(progress->redis, &reply, fault, "HGETALL", PROGRESS_KEY, NULL) != 0)
        return -1;
    for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2)
        take_field(progress, redis_reply_text(redis_reply_item(reply, i)),
                   redis_reply_number(redis_reply_item(reply, i + 1)));
    return 0;
}

int progress_open(const char *redis, int32_t partitions, struct progress **progress,
                  struct fault *fault)
{
    OWNED(progress) struct progress *opened = memory_new(sizeof *opened);

    opened->partitions = partitions;
    opened->stamped_at = MOMENT_NEVER;
    opened->lines = memory_array((size_t)partitions, sizeof *opened->lines);
    if (redis_open(redis, &opened->redis, fault) != 0 || load(opened, fault) != 0)
        return -1;
    *progress = TAKE(opened);
    return 0;
}

void progress_free(struct progress *progress)
{
    if (progress == NULL)
        return;
    redis_free(progress->redis);
    memory_free(progress->entries);
    memory_free(progress->lines);
    memory_free(progress);
}

struct feed_position progress_position(const struct progress *progress)
{
    return (struct feed_position){ .lines = progress->front, .stamped_at = progress->stamped_at };
}

bool progress_has(const struct progress *progress, int32_t partition, uint64_t line)
{
    return line <= progress->lines[partition];
}

bool progress_is_used(const struct progress *progress, int32_t partition)
{
    return progress->lines[partition] != 0;
}

/* Moves the front over what is safe. */
static void advance(struct progress *progress)
{
    while (progress->count > 0 && progress->entries[progress->begin].is_safe) {
        const struct entry *entry = &progress->entries[progress->begin];
        progress->front++;
        progress->refused += entry->is_refused ? 1 : 0;
        progress->stamped_at = entry->stamped_at;
        progress->begin++;
        progress->count--;
        progress->is_changed = true;
    }
}

/* Room for one more behind the last: what lies before the front is given up first, unless that would
 * move most of the entries. */
static struct entry *append(struct progress *progress)
{
    if (progress->begin + progress->count == progress->capacity) {
        if (progress->count * 2 >= progress->capacity) {
            progress->capacity = progress->capacity == 0 ? FIRST_ENTRIES : progress->capacity * 2;
            progress->entries = memory_resize(progress->entries, progress->capacity,
                                              sizeof *progress->entries);
        } else {
            memmove(progress->entries, progress->entries + progress->begin,
                    progress->count * sizeof *progress->entries);
            progress->begin = 0;
        }
    }
    return &progress->entries[progress->begin + progress->count++];
}

void progress_take(struct progress *progress, const struct feed_line *line, int32_t partition)
{
    bool had = partition >= 0 && progress_has(progress, partition, line->number);

    *append(progress) = (struct entry){
        .is_safe = partition < 0 || had,
        .is_refused = partition < 0,
        .stamped_at = line->stamped_at,
    };
    advance(progress);
}

void progress_settle(struct progress *progress, int32_t partition, uint64_t line)
{
    progress->lines[partition] = line;
    progress->entries[progress->begin + (line - progress->front - 1)].is_safe = true;
    progress->is_changed = true;
    advance(progress);
}

static void add_field(struct text *text, const char *name, int64_t number)
{
    text_add_format(text, "%s", name);
    text_add_char(text, '\0');
    text_add_format(text, "%lld", (long long)number);
    text_add_char(text, '\0');
}

/* The whole hash is written each time: it is small, and then it is never half of two. */
static int write_fields(struct progress *progress, const struct text *fields, size_t count,
                        struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    OWNED(memory) void *memory = memory_array(count + 2, sizeof(struct slice));
    struct slice *arguments = memory;
    const char *word = fields->bytes;

    arguments[0] = SLICE("HSET");
    arguments[1] = SLICE(PROGRESS_KEY);
    for (size_t i = 0; i < count; i++) {
        arguments[i + 2] = slice_of(word);
        word += arguments[i + 2].length + 1;
    }
    return redis_ask(progress->redis, arguments, count + 2, &reply, fault);
}

int progress_save(struct progress *progress, struct fault *fault)
{
    OWNED(text) struct text fields = { 0 };
    size_t count = 6;

    if (!progress->is_changed)
        return 0;
    add_field(&fields, "line", (int64_t)progress->front);
    add_field(&fields, "at", progress->stamped_at);
    add_field(&fields, "refused", progress->refused);
    for (int32_t i = 0; i < progress->partitions; i++) {
        OWNED(text) struct text name = { 0 };
        if (progress->lines[i] == 0)
            continue;
        text_add_format(&name, "p%d", i);
        add_field(&fields, text_string(&name), (int64_t)progress->lines[i]);
        count += 2;
    }
    if (write_fields(progress, &fields, count, fault) != 0)
        return fault_during(fault, "keeping how far the feed is");
    progress->is_changed = false;
    return 0;
}

struct progress_counts progress_counts(const struct progress *progress)
{
    return (struct progress_counts){ .read = (int64_t)progress->front,
                                     .refused = progress->refused };
}
