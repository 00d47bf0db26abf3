#include "collect/counter.h"

#include "base/moment.h"

#include <assert.h>

void counters_done(struct counters *counters)
{
    for (size_t i = 0; i < counters->count; i++) {
        struct counter *counter = &counters->all[i];
        tickets_done(&counter->tickets);
        text_done(&counter->kept);
        text_done(&counter->taken);
        text_done(&counter->pending);
        memory_free(counter->name);
    }
    memory_free(counters->all);
}

struct counter *counters_add(struct counters *counters, struct slice name)
{
    MEMORY_GROW(counters->all, counters->count, counters->capacity);
    struct counter *counter = &counters->all[counters->count++];
    *counter = (struct counter){
        .name = memory_copy(name.bytes, name.length),
        .is_told = true,
        .counts = { .item_at = MOMENT_NEVER, .through = MOMENT_NEVER },
    };
    return counter;
}

struct counter *counters_find(const struct counters *counters, struct slice name)
{
    for (size_t i = 0; i < counters->count; i++)
        if (slice_is(name, counters->all[i].name))
            return &counters->all[i];
    return NULL;
}

struct counter *counters_of(const struct counters *counters, const struct source *source)
{
    for (size_t i = 0; i < counters->count; i++)
        if (counters->all[i].source == source)
            return &counters->all[i];
    assert(!"a source that was never added");
    return NULL;
}

void counter_set(struct text *cursor, struct slice value)
{
    text_clear(cursor);
    text_add_bytes(cursor, value.bytes, value.length);
}

void counter_heard(struct counter *counter, const struct intake_counts *counts)
{
    counter->counts.items = counts->items;
    counter->counts.refused = counts->refused;
    counter->counts.item_at = counts->item_at;
}
