#include "collect/sender.h"

#include "core/partition.h"
#include "core/record.h"
#include "program/state.h"
#include "wire/record.h"
#include "wire/refusal.h"

enum {
    EMBEDDED_LIMIT_BYTES = 2 * 1024 * 1024, /* that broker forgets what is over 5 MiB */
    KAFKA_LIMIT_BYTES = 16 * 1024 * 1024,
    GIVE_UP_MS = 10 * 60 * 1000,
};

struct sender {
    const char *feed; /* borrowed: its name, for what is put aside */
    struct text key;  /* commands are signed with it */
    struct passage *passage;
    struct progress *progress;
    int64_t shift_ms;
    int64_t last_at;  /* 1. instant of the last line sent */
    int64_t *sent_at; /* 2. instant of the last record sent to each partition; 0: none yet */
};

static void take_safe(void *context, int32_t partition, uint64_t mark)
{
    struct sender *sender = context;

    progress_settle(sender->progress, partition, mark);
}

int sender_open(const struct collect_settings *settings, struct sender **sender,
                struct fault *fault)
{
    OWNED(sender) struct sender *opened = memory_new(sizeof *opened);
    bool is_embedded = settings->embedded != NULL;
    struct passage_options options = {
        .kafka = settings->kafka,
        .redis = settings->redis,
        .incarnation = settings->embedded,
        .until_stored = true,
        .limit_bytes = is_embedded ? EMBEDDED_LIMIT_BYTES : KAFKA_LIMIT_BYTES,
        .give_up_ms = GIVE_UP_MS,
        .safe = take_safe,
        .context = opened,
    };

    opened->feed = settings->feed;
    if (state_read_key(settings->state, &opened->key, fault) != 0 ||
        passage_open(&options, &opened->passage, fault) != 0)
        return -1;
    int32_t partitions = passage_partitions(opened->passage);
    opened->sent_at = memory_array((size_t)partitions, sizeof *opened->sent_at);
    if (progress_open(settings->redis, partitions, &opened->progress, fault) != 0)
        return -1;
    *sender = TAKE(opened);
    return 0;
}

void sender_free(struct sender *sender)
{
    if (sender == NULL)
        return;
    passage_free(sender->passage);
    progress_free(sender->progress);
    text_done(&sender->key);
    memory_free(sender->sent_at);
    memory_free(sender);
}

struct passage *sender_passage(struct sender *sender)
{
    return sender->passage;
}

struct progress *sender_progress(struct sender *sender)
{
    return sender->progress;
}

void sender_shift(struct sender *sender, int64_t shift_ms)
{
    sender->shift_ms = shift_ms;
}

int64_t sender_last_at(const struct sender *sender)
{
    return sender->last_at;
}

void sender_start_at(struct sender *sender, int64_t at)
{
    sender->last_at = at;
}

int64_t sender_instant(const struct sender *sender, const struct feed_line *line)
{
    return line->stamped_at == MOMENT_NEVER ? sender->last_at
                                            : line->stamped_at + sender->shift_ms;
}

static struct slice key_of(const struct sender *sender)
{
    return (struct slice){ sender->key.bytes, sender->key.length };
}

/* Puts a line aside: counted, and kept for people in the quarantine topic. */
static int put_aside(struct sender *sender, const struct feed_line *line, const char *reason,
                     struct fault *fault)
{
    OWNED(text) struct text value = { 0 };
    struct refusal refusal = {
        .source = slice_of(sender->feed),
        .line = line->number,
        .reason = slice_of(reason),
        .content = line->bytes,
        .excerpt = line->bytes,
    };

    refusal_write(&value, &refusal);
    if (passage_put_aside(sender->passage, line->org, text_slice(&value), 0, fault) != 0)
        return -1;
    progress_take(sender->progress, line, -1);
    return 0;
}

static int send_record(struct sender *sender, const struct feed_line *line, int32_t partition,
                       bool *taken, struct fault *fault)
{
    OWNED(text) struct text value = { 0 };

    feed_write(line, sender->shift_ms, key_of(sender), &value);
    struct passage_record record = {
        .partition = partition,
        .key = line->org,
        .value = { value.bytes, value.length },
        .at = sender_instant(sender, line),
        .mark = line->number,
    };
    *taken = passage_has_room(sender->passage, partition, line->org.length + value.length);
    if (!*taken)
        return 0;
    if (passage_send(sender->passage, &record, fault) != 0)
        return -1;
    progress_take(sender->progress, line, partition);
    sender->sent_at[partition] = record.at;
    sender->last_at = record.at;
    return 0;
}

int sender_send(struct sender *sender, const struct feed_line *line, bool *taken,
                struct fault *fault)
{
    struct fault refusal = { 0 };

    *taken = true;
    if (line->refused != NULL)
        return put_aside(sender, line, line->refused, fault);
    int32_t partition = partition_of(line->org, passage_partitions(sender->passage));
    if (progress_has(sender->progress, partition, line->number)) {
        progress_take(sender->progress, line, partition);
        return 0;
    }
    if (send_record(sender, line, partition, taken, &refusal) == 0)
        return 0;
    if (refusal.kind == FAULT_INPUT)
        return put_aside(sender, line, refusal.text, fault);
    *taken = false;
    if (refusal.kind == FAULT_AWAY) /* the queue is full; it empties by itself */
        return 0;
    return fault_set(fault, refusal.kind, "%s", refusal.text);
}

/* Time passes in that partition. A full partition has no need to be told. */
static int tick(struct sender *sender, int32_t partition, int64_t at, struct fault *fault)
{
    OWNED(text) struct text key = { 0 };
    OWNED(text) struct text id = { 0 };
    OWNED(text) struct text value = { 0 };

    text_add_format(&key, "%%%d", partition);
    text_add_format(&id, "tick:%d:%lld", partition, (long long)at);
    struct command command = {
        .id = slice_of(text_string(&id)),
        .verb = VERB_TICK,
        .at = at,
        .through = MOMENT_NEVER,
        .partition = partition,
    };
    record_write_signed(&value, &command, key_of(sender));
    struct passage_record record = {
        .partition = partition,
        .key = { key.bytes, key.length },
        .value = { value.bytes, value.length },
        .at = at,
    };
    if (!passage_has_room(sender->passage, partition, value.length))
        return 0;
    if (passage_send(sender->passage, &record, fault) != 0)
        return -1;
    sender->sent_at[partition] = at;
    return 0;
}

int sender_tick(struct sender *sender, int64_t at, int64_t silent_ms, struct fault *fault)
{
    for (int32_t i = 0; i < passage_partitions(sender->passage); i++) {
        bool is_used = sender->sent_at[i] != 0 || progress_is_used(sender->progress, i);
        if (is_used && at - sender->sent_at[i] >= silent_ms && tick(sender, i, at, fault) != 0)
            return -1;
    }
    return 0;
}
