#include "core/source.h"

#include "base/pack.h"

#include <string.h>

enum outage_cause { OUTAGE_STATED = 1, OUTAGE_ZEROS = 2 };

struct source {
    char *name;
    size_t name_length;
    struct outages {
        int64_t through_at; /* the collector has heard it through then; MOMENT_NEVER: unstated */
        int64_t causes;     /* bits of enum outage_cause: why it is out now; 0: it is not */
        int64_t count;
        struct silence list[SOURCE_OUTAGE_LIMIT]; /* by from_at; the last is open while out */
    } outages;                                    /* 1. everything that is stored, and no more */
    struct silence missing[SOURCE_OUTAGE_LIMIT];  /* 2. what source_silences() answers */
};

struct source *source_new(struct slice name)
{
    struct source *source = memory_new(sizeof *source);

    source->name = memory_copy(name.bytes, name.length);
    source->name_length = name.length;
    source->outages.through_at = MOMENT_NEVER;
    return source;
}

void source_free(struct source *source)
{
    if (source == NULL)
        return;
    memory_free(source->name);
    memory_free(source);
}

struct slice source_name(const struct source *source)
{
    return (struct slice){ source->name, source->name_length };
}

static void open_outage(struct outages *outages, enum outage_cause cause, int64_t since_at)
{
    if (outages->causes == 0) {
        if (outages->count == SOURCE_OUTAGE_LIMIT) {
            outages->count--;
            memmove(&outages->list[0], &outages->list[1],
                    (size_t)outages->count * sizeof outages->list[0]);
        }
        outages->list[outages->count++] = (struct silence){ since_at, INT64_MAX };
    }
    outages->causes |= cause;
}

static void close_outage(struct outages *outages, enum outage_cause cause, int64_t at)
{
    if ((outages->causes & cause) == 0)
        return;
    outages->causes &= ~(int64_t)cause;
    if (outages->causes != 0)
        return;
    struct silence *last = &outages->list[outages->count - 1];
    last->to_at = at > last->from_at ? at : last->from_at;
}

bool source_state_matters(const struct source *source, bool up)
{
    return source->outages.causes == (up ? OUTAGE_STATED : 0);
}

bool source_zeros_matter(const struct source *source, int64_t since_at)
{
    return source->outages.causes == (since_at == MOMENT_NEVER ? OUTAGE_ZEROS : 0);
}

void source_state(struct source *source, bool up, int64_t at, int64_t through_at)
{
    struct outages *outages = &source->outages;

    if (up)
        close_outage(outages, OUTAGE_STATED, at);
    else
        open_outage(outages, OUTAGE_STATED, at);
    if (through_at == MOMENT_NEVER)
        through_at = up ? at : outages->through_at;
    if (through_at > outages->through_at)
        outages->through_at = through_at;
}

void source_zeros(struct source *source, int64_t since_at, int64_t now)
{
    if (since_at != MOMENT_NEVER)
        open_outage(&source->outages, OUTAGE_ZEROS, since_at);
    else
        close_outage(&source->outages, OUTAGE_ZEROS, now);
}

bool source_is_out(const struct source *source)
{
    return source->outages.causes != 0;
}

int64_t source_out_since(const struct source *source)
{
    const struct outages *outages = &source->outages;

    return outages->causes == 0 ? MOMENT_NEVER : outages->list[outages->count - 1].from_at;
}

int64_t source_through_at(const struct source *source)
{
    return source->outages.through_at;
}

const struct silence *source_silences(struct source *source, int64_t now, size_t *count)
{
    const struct outages *outages = &source->outages;
    struct silence *missing = source->missing;

    for (int64_t i = 0; i < outages->count; i++) {
        missing[i] = outages->list[i];
        if (missing[i].to_at > now)
            missing[i].to_at = now > missing[i].from_at ? now : missing[i].from_at;
        if (missing[i].to_at - missing[i].from_at > DAY_MS)
            missing[i].to_at = missing[i].from_at + DAY_MS;
    }
    *count = (size_t)outages->count;
    return missing;
}

int64_t source_complete_ms(const struct source *source, int64_t from_at, int64_t to_at)
{
    const struct outages *outages = &source->outages;
    int64_t end_at = to_at;

    if (outages->through_at != MOMENT_NEVER && outages->through_at < end_at)
        end_at = outages->through_at;
    if (end_at <= from_at)
        return 0;
    int64_t complete_ms = end_at - from_at;
    for (int64_t i = 0; i < outages->count; i++) {
        const struct silence *outage = &outages->list[i];
        int64_t begin = outage->from_at > from_at ? outage->from_at : from_at;
        int64_t end = outage->to_at < end_at ? outage->to_at : end_at;
        if (end > begin)
            complete_ms -= end - begin;
    }
    return complete_ms;
}

void source_write(const struct source *source, struct text *text)
{
    const struct outages *outages = &source->outages;

    pack_number(text, outages->through_at);
    pack_number(text, outages->causes);
    pack_number(text, outages->count);
    for (int64_t i = 0; i < outages->count; i++) {
        pack_number(text, outages->list[i].from_at);
        pack_number(text, outages->list[i].to_at);
    }
}

bool source_read(struct source *source, struct slice stored)
{
    struct unpack unpack = unpack_from(stored);
    struct outages outages = { 0 };

    outages.through_at = unpack_number(&unpack);
    outages.causes = unpack_number(&unpack);
    outages.count = (int64_t)unpack_count(&unpack, SOURCE_OUTAGE_LIMIT);
    for (int64_t i = 0; i < outages.count; i++) {
        outages.list[i].from_at = unpack_number(&unpack);
        outages.list[i].to_at = unpack_number(&unpack);
    }
    if (!unpack_is_done(&unpack) || (outages.causes != 0 && outages.count == 0))
        return false;
    source->outages = outages;
    return true;
}
