#include "surge/surge.h"

#include <string.h>

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
