#include "base/ring.h"

#include <assert.h>

struct slot {
    int64_t mark;
    uint32_t tag;
    char *content;
    size_t length;
};

/* Invariant: frames first … next-1 lie in slots number % limit_count. */
struct ring {
    struct slot *slots;
    size_t limit_count;
    size_t limit_bytes;
    size_t bytes;
    uint64_t first;
    uint64_t next;
};

struct ring *ring_new(size_t limit_count, size_t limit_bytes)
{
    struct ring *ring = memory_new(sizeof *ring);

    assert(limit_count > 0);
    ring->slots = memory_array(limit_count, sizeof *ring->slots);
    ring->limit_count = limit_count;
    ring->limit_bytes = limit_bytes;
    ring->first = 1;
    ring->next = 1;
    return ring;
}

void ring_free(struct ring *ring)
{
    if (ring == NULL)
        return;
    for (size_t i = 0; i < ring->limit_count; i++)
        memory_free(ring->slots[i].content);
    memory_free(ring->slots);
    memory_free(ring);
}

static void drop_oldest(struct ring *ring)
{
    struct slot *slot = &ring->slots[ring->first % ring->limit_count];

    ring->bytes -= slot->length;
    memory_free(slot->content);
    *slot = (struct slot){ 0 };
    ring->first++;
}

uint64_t ring_add(struct ring *ring, uint32_t tag, int64_t mark, struct slice content)
{
    while (ring->first < ring->next && (ring->next - ring->first == ring->limit_count ||
                                        ring->bytes + content.length > ring->limit_bytes))
        drop_oldest(ring);
    ring->slots[ring->next % ring->limit_count] = (struct slot){
        .mark = mark,
        .tag = tag,
        .content = memory_copy(content.bytes, content.length),
        .length = content.length,
    };
    ring->bytes += content.length;
    return ring->next++;
}

uint64_t ring_first(const struct ring *ring)
{
    return ring->first;
}

uint64_t ring_next(const struct ring *ring)
{
    return ring->next;
}

bool ring_find(const struct ring *ring, uint64_t number, struct ring_frame *frame)
{
    if (number < ring->first || number >= ring->next)
        return false;

    const struct slot *slot = &ring->slots[number % ring->limit_count];
    *frame = (struct ring_frame){
        .number = number,
        .mark = slot->mark,
        .tag = slot->tag,
        .content = { .bytes = slot->content, .length = slot->length },
    };
    return true;
}

uint64_t ring_after(const struct ring *ring, int64_t mark)
{
    uint64_t low = ring->first;
    uint64_t high = ring->next;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (ring->slots[middle % ring->limit_count].mark > mark)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
