#include "surge/surge.h"

#include <string.h>

/* How long to wait when Kafka did not take a trigger. */
enum { OUTBOX_PAUSE_MS = 500 };

void outbox_add(struct outbox *outbox, struct slice id, struct slice event)
{
    MEMORY_GROW(outbox->entries, outbox->count, outbox->capacity);
    outbox->entries[outbox->count++] = (struct outbox_entry){
        .id = memory_copy(id.bytes, id.length),
        .event = memory_copy(event.bytes, event.length),
        .length = event.length,
    };
}

void outbox_drop(struct outbox *outbox, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        memory_free(outbox->entries[i].id);
        memory_free(outbox->entries[i].event);
    }
    outbox->count -= count;
    outbox->delivered -= count;
    if (outbox->count > 0)
        memmove(outbox->entries, outbox->entries + count,
                outbox->count * sizeof *outbox->entries);
}

void outbox_clear(struct outbox *outbox)
{
    outbox->delivered = outbox->count;
    outbox_drop(outbox, outbox->count);
    memory_free(outbox->entries);
    *outbox = (struct outbox){ .count = 0 };
}

void outbox_delivered_ids(const struct outbox *outbox, struct slice *ids)
{
    for (size_t i = 0; i < outbox->delivered; i++)
        ids[i] = slice_of(outbox->entries[i].id);
}

/* One delivery at a time: were two under way and the first one failed, the second would come
 * before it, and subscribers ignore what has a lower sequence than they have seen. */
static void send_next(struct owned *owned, int64_t now)
{
    struct outbox *outbox = &owned->outbox;
    struct fault fault = { 0 };

    if (outbox->is_producing || outbox->delivered == outbox->count || now < outbox->retry_at)
        return;
    outbox->is_producing = true;
    if (outputs_send_trigger(owned, &outbox->entries[outbox->delivered], &fault) == 0)
        return;
    outbox->is_producing = false;
    outbox->retry_at = now + OUTBOX_PAUSE_MS;
    log_warning(owned->surge->log, "trigger-waits", "%s", fault.text);
}

void outbox_send_all(struct app *surge, int64_t now)
{
    for (size_t i = 0; i < surge->owned_count; i++)
        send_next(surge->owned[i], now);
}
