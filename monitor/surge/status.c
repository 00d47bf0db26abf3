/* What others see of this member: a hash per partition in Redis, `tocsin:{p}:status`, written by
 * each flush; a file in the state folder for when Redis is away; alarms that need neither. */
#include "surge/surge.h"

#include "edge/files.h"
#include "program/state.h"
#include "wire/writer.h"

#include <inttypes.h>
#include <unistd.h>

enum { STATUS_FIELDS = 9, FILE_EVERY_MS = 5000 };

/* What is wrong, in one sentence; false when nothing is. */
static bool find_trouble(const struct app *surge, int64_t now, struct text *sentence)
{
    size_t waiting = 0, stopped = 0, held = 0;
    bool behind = false;

    for (size_t i = 0; i < surge->owned_count; i++) {
        const struct owned *owned = surge->owned[i];
        waiting += owned->stage == STAGE_WAITING && owned->retry_ms > RETRY_FIRST_MS * 4;
        stopped += owned->stage == STAGE_STOPPED;
        held += owned->held_until != 0;
        behind = behind || kafka_consumer_known_end(surge->consumer, owned->partition) >
                               owned->stored_offset;
    }
    if (stopped > 0)
        text_add_format(sentence, "%zu partitions have stopped and need a person; ", stopped);
    if (held > 0)
        text_add_format(sentence, "%zu partitions are held by a stamp from the future; ", held);
    if (waiting > 0)
        text_add_format(sentence, "%zu partitions cannot be read or written; ", waiting);
    if (behind && now - surge->progress_at > STALL_MS)
        text_add_format(sentence, "nothing was stored for %" PRId64 " s, though records wait; ",
                        (now - surge->progress_at) / 1000);
    if (sentence->length > 0 && surge->trouble.length > 0)
        text_add_format(sentence, "last: %s", text_string(&surge->trouble));
    return sentence->length > 0;
}

/* The alarm that needs neither Kafka nor Redis: a program of the owner's choice. */
static void run_alarm(struct app *surge, const char *sentence)
{
    const char *const arguments[] = { "sh", "-c", surge->settings->alarm, "tocsin-alarm", sentence,
                                      NULL };
    const struct process_start start = { "/bin/sh", arguments, NULL };
    struct fault fault = { 0 };

    if (surge->settings->alarm == NULL)
        return;
    if (process_start(&surge->alarm, &start, &fault) != 0)
        log_error(surge->log, "alarm-failed", "%s", fault.text);
}

static void write_file(struct app *surge, const char *sentence)
{
    OWNED(text) struct text content = { 0 };
    OWNED(string) char *path = state_path(surge->settings->state, "surge.json");
    struct writer writer = writer_on(&content);
    struct fault fault = { 0 };

    writer_object(&writer);
    writer_member_bool(&writer, "degraded", surge->is_degraded);
    writer_member(&writer, "reason", sentence);
    writer_member_integer(&writer, "pid", getpid());
    writer_member_moment(&writer, "seen_at", clock_wall());
    writer_member_integer(&writer, "partitions", (int64_t)surge->owned_count);
    writer_object_end(&writer);
    text_add_char(&content, '\n');
    if (files_write(path, (struct slice){ content.bytes, content.length }, 0644, &fault) != 0)
        log_warning(surge->log, "status-unwritten", "%s", fault.text);
}

void status_tell(struct app *surge, int64_t now)
{
    OWNED(text) struct text sentence = { 0 };
    bool was_degraded = surge->is_degraded;
    struct process_end end = { 0 };

    if (process_ended(&surge->alarm, &end) && (end.by_signal || end.number != 0))
        log_error(surge->log, "alarm-failed", "the command ended with %s %d",
                  end.by_signal ? "signal" : "status", end.number);
    surge->is_degraded = find_trouble(surge, now, &sentence);
    if (surge->is_degraded && !was_degraded) {
        log_error(surge->log, "degraded", "counting is held up: %s", text_string(&sentence));
        run_alarm(surge, text_string(&sentence));
    } else if (was_degraded && !surge->is_degraded) {
        text_clear(&surge->trouble);
        log_notice(surge->log, "recovered", "counting goes on");
    }
    if (surge->is_degraded != was_degraded || now >= surge->status_at + FILE_EVERY_MS) {
        write_file(surge, text_string(&sentence));
        surge->status_at = now;
    }
}

struct status_list {
    struct arena *arena;
    struct change *changes;
    size_t count;
};

static void add_text(struct status_list *list, const char *field, const char *value)
{
    struct slice from = slice_of(value);

    list->changes[list->count++] = (struct change){
        .kind = CHANGE_HASH_SET,
        .key = SLICE("status"),
        .field = slice_of(field),
        .value = { arena_copy(list->arena, from.bytes, from.length), from.length },
    };
}

static void add_number(struct status_list *list, const char *field, int64_t number)
{
    OWNED(text) struct text digits = { 0 };

    text_add_format(&digits, "%" PRId64, number);
    add_text(list, field, text_string(&digits));
}

void status_add_changes(struct owned *owned, struct arena *arena, struct change **changes,
                        size_t *count)
{
    struct status_list list = { .arena = arena };

    list.changes = arena_take(arena, STATUS_FIELDS * sizeof *list.changes);
    add_text(&list, "state", owned->held_until != 0 ? "held" : "folding");
    add_number(&list, "pid", getpid());
    add_number(&list, "seen_at", clock_wall());
    add_number(&list, "now", engine_now(owned->engine));
    add_number(&list, "offset", owned->next_offset);
    add_number(&list, "end", kafka_consumer_known_end(owned->surge->consumer, owned->partition));
    add_text(&list, "rules", engine_partition_version(owned->engine));
    if (owned->is_accepted)
        list.changes[list.count++] =
            (struct change){ .kind = CHANGE_REMOVE, .key = SLICE("accept") };
    *changes = list.changes;
    *count = list.count;
}
