#include "base/reel.h"

#include <assert.h>

struct slot {
    int64_t mark;
    uint32_t tag;
    char *content;
    size_t length;
};

/* Invariant: frames first … next-1 lie in slots number % limit_count. */
struct reel {
    struct slot *slots;
    size_t limit_count;
    size_t limit_bytes;
    size_t bytes;
    uint64_t first;
    uint64_t next;
};

struct reel *reel_new(size_t limit_count, size_t limit_bytes)
{
    struct reel *reel = memory_new(sizeof *reel);

    assert(limit_count > 0);
    reel->slots = memory_array(limit_count, sizeof *reel->slots);
    reel->limit_count = limit_count;
    reel->limit_bytes = limit_bytes;
    reel->first = 1;
    reel->next = 1;
    return reel;
}

void reel_free(struct reel *reel)
{
    if (reel == NULL)
        return;
    for (size_t i = 0; i < reel->limit_count; i++)
        memory_free(reel->slots[i].content);
    memory_free(reel->slots);
    memory_free(reel);
}

static void drop_oldest(struct reel *reel)
{
    struct slot *slot = &reel->slots[reel->first % reel->limit_count];

    reel->bytes -= slot->length;
    memory_free(slot->content);
    *slot = (struct slot){ 0 };
    reel->first++;
}

uint64_t reel_add(struct reel *reel, uint32_t tag, int64_t mark, struct slice content)
{
    while (reel->first < reel->next && (reel->next - reel->first == reel->limit_count ||
                                        reel->bytes + content.length > reel->limit_bytes))
        drop_oldest(reel);
    reel->slots[reel->next % reel->limit_count] = (struct slot){
        .mark = mark,
        .tag = tag,
        .content = memory_copy(content.bytes, content.length),
        .length = content.length,
    };
    reel->bytes += content.length;
    return reel->next++;
}

uint64_t reel_first(const struct reel *reel)
{
    return reel->first;
}

uint64_t reel_next(const struct reel *reel)
{
    return reel->next;
}

bool reel_find(const struct reel *reel, uint64_t number, struct reel_frame *frame)
{
    if (number < reel->first || number >= reel->next)
        return false;

    const struct slot *slot = &reel->slots[number % reel->limit_count];
    *frame = (struct reel_frame){
        .number = number,
        .mark = slot->mark,
        .tag = slot->tag,
        .content = { .bytes = slot->content, .length = slot->length },
    };
    return true;
}

uint64_t reel_after(const struct reel *reel, int64_t mark)
{
    uint64_t low = reel->first;
    uint64_t high = reel->next;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (reel->slots[middle % reel->limit_count].mark > mark)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
