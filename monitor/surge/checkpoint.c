/* Hourly, each partition's whole state goes into a file, for the day on which Redis is empty. A copy
 * of this process writes it, so that counting does not wait. */
#include "surge/surge.h"

#include "edge/files.h"
#include "program/state.h"
#include "wire/checkpoint.h"

#include <inttypes.h>
#include <string.h>

char *checkpoint_path(const struct app *surge, int32_t partition, const char *ending)
{
    const struct surge_settings *settings = surge->settings;
    OWNED(string) char *standard = state_path(settings->state, "checkpoints");
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/%" PRId32 ".checkpoint%s",
                    settings->checkpoints == NULL ? standard : settings->checkpoints, partition,
                    ending);
    return text_take(&path);
}

static void add_outbox(struct change *changes, size_t *count, const struct outbox *outbox,
                       size_t from)
{
    for (size_t i = from; i < outbox->count; i++)
        changes[(*count)++] = (struct change){
            .kind = CHANGE_OUTBOX,
            .key = SLICE(""),
            .field = slice_of(outbox->entries[i].id),
            .value = { outbox->entries[i].event, outbox->entries[i].length },
        };
}

static void write_content(struct owned *owned, struct text *content)
{
    struct engine_delta delta = { 0 };
    size_t count = 0;

    engine_gather_all(owned->engine, &delta);
    OWNED(memory) void *memory =
        memory_array(owned->outbox.count + owned->flight.added.count + delta.change_count + 1,
                     sizeof(struct change));
    struct change *changes = memory;
    /* Triggers that Kafka may not have yet, in order: stored, being stored, and decided since. */
    add_outbox(changes, &count, &owned->outbox, owned->outbox.delivered);
    add_outbox(changes, &count, &owned->flight.added, 0);
    if (delta.change_count > 0)
        memcpy(changes + count, delta.changes, delta.change_count * sizeof *changes);
    checkpoint_write(&(struct checkpoint){
                         .layout = REDIS_LAYOUT,
                         .partition = owned->partition,
                         .incarnation = slice_of(owned->surge->incarnation),
                         .offset = owned->next_offset,
                         .hash = owned->last_hash,
                         .now = engine_now(owned->engine),
                         .rules = slice_of(engine_partition_version(owned->engine)),
                         .changes = changes,
                         .change_count = count + delta.change_count,
                     },
                     content);
}

static int write_file(struct owned *owned, struct fault *fault)
{
    OWNED(string) char *path = checkpoint_path(owned->surge, owned->partition, ".new");
    OWNED(string) char *folder = memory_copy(path, (size_t)(strrchr(path, '/') - path));
    OWNED(text) struct text content = { 0 };

    write_content(owned, &content);
    if (files_make_folder(folder, fault) != 0)
        return -1;
    return files_write(path, (struct slice){ content.bytes, content.length }, 0600, fault);
}

static void say_failed(const struct app *surge, int32_t partition, const char *why)
{
    log_error(surge->log, "checkpoint-failed",
              "partition %" PRId32 ": %s; the one before stays as it is", partition, why);
}

static void begin(struct owned *owned, int64_t now)
{
    struct app *surge = owned->surge;
    struct checkpointing *checkpointing = &surge->checkpointing;
    struct fault fault = { 0 };
    bool is_copy = false;

    owned->checkpoint_at = now + surge->settings->checkpoint_every_ms;
    owned->checkpoint_offset = owned->next_offset;
    checkpointing->partition = owned->partition;
    checkpointing->generation = owned->generation;
    checkpointing->outputs = owned->outputs_sent;
    int result = process_copy(&checkpointing->process, &is_copy, &fault);
    if (result == 0 && is_copy)
        result = write_file(owned, &fault);
    if (result != 0)
        say_failed(surge, owned->partition, fault.text);
    if (is_copy)
        process_leave(result == 0 ? 0 : 1);
}

/* Has the copy ended? It has said itself why it failed, unless it was killed. */
static void hear(struct app *surge)
{
    struct checkpointing *checkpointing = &surge->checkpointing;
    struct process_end end = { 0 };

    if (!process_ended(&checkpointing->process, &end))
        return;
    checkpointing->is_written = !end.by_signal && end.number == 0;
    if (end.by_signal)
        say_failed(surge, checkpointing->partition, "its writer was killed");
}

/* The file counts when the register and quarantine records that it passes lie in Kafka, as with a
 * flush. The one before stays until then, and beside it afterwards. */
static void put_in_place(struct app *surge)
{
    struct checkpointing *checkpointing = &surge->checkpointing;
    const struct owned *owned = owned_find(surge, checkpointing->partition);
    struct fault fault = { 0 };

    if (owned == NULL || owned->generation != checkpointing->generation) {
        checkpointing->is_written = false; /* of a state that was thrown away */
        return;
    }
    if (owned->outputs_delivered < checkpointing->outputs)
        return;
    OWNED(string) char *path = checkpoint_path(surge, owned->partition, "");
    OWNED(string) char *before = checkpoint_path(surge, owned->partition, ".before");
    OWNED(string) char *fresh = checkpoint_path(surge, owned->partition, ".new");
    checkpointing->is_written = false;
    if ((files_exist(path) && files_rename(path, before, &fault) != 0) ||
        files_rename(fresh, path, &fault) != 0)
        say_failed(surge, owned->partition, fault.text);
}

void checkpoint_tend(struct app *surge, int64_t now)
{
    struct checkpointing *checkpointing = &surge->checkpointing;

    hear(surge);
    if (checkpointing->is_written)
        put_in_place(surge);
    for (size_t i = 0; i < surge->owned_count; i++) {
        struct owned *owned = surge->owned[i];
        if (checkpointing->process.id == 0 && !checkpointing->is_written &&
            owned->stage == STAGE_FOLDING && owned->checkpoint_at <= now &&
            owned->next_offset != owned->checkpoint_offset)
            begin(owned, now);
    }
}
