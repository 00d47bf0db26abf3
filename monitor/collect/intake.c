#include "collect/intake.h"

#include "collect/counter.h"
#include "collect/dispatch.h"
#include "collect/sources/hide.h"
#include "core/record.h"
#include "edge/reserve.h"
#include "wire/refusal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    FILE_BYTES = 4 * 1024 * 1024,
    SYNC_MS = 1000,
    MEBIBYTE = 1024 * 1024,
};

struct intake {
    struct intake_options options;
    struct counters counters;
    struct reserve *reserve; /* NULL: sources wait while Kafka is away */
    size_t limit_bytes;
    bool is_sheltering;      /* everything taken goes to the reserve */
    bool is_full;
    int64_t sync_at;
};

struct intake *intake_new(const struct intake_options *options)
{
    struct intake *intake = memory_new(sizeof *intake);

    intake->options = *options;
    return intake;
}

void intake_free(struct intake *intake)
{
    if (intake == NULL)
        return;
    counters_done(&intake->counters);
    reserve_free(intake->reserve);
    memory_free(intake);
}

void intake_connect(struct intake *intake, struct passage *passage)
{
    intake->options.passage = passage;
}

void intake_add(struct intake *intake, struct source *source, struct slice cursor)
{
    struct counter *counter = counters_find(&intake->counters, slice_of(source->name));

    if (counter == NULL)
        counter = counters_add(&intake->counters, slice_of(source->name));
    counter->source = source;
    counter_set(&counter->kept, cursor);
    if (counter->taken.length == 0)
        counter_set(&counter->taken, cursor);
}

static bool dispatch(struct intake *intake, struct counter *counter, const struct entry *entry,
                     uint64_t file)
{
    return dispatch_send(&(struct dispatch){ .passage = intake->options.passage,
                                             .log = intake->options.log,
                                             .counter = counter,
                                             .file = file },
                         entry);
}

/* --- the reserve --- */

static void take_found(void *context, struct slice packed)
{
    struct intake *intake = context;
    struct entry entry;

    if (!entry_read(packed, &entry))
        return; /* sending it says so */
    struct counter *counter = counters_find(&intake->counters, entry.source);
    if (counter == NULL)
        counter = counters_add(&intake->counters, entry.source);
    counter->counts.on_disk++;
    if (entry.cursor.length > 0)
        counter_set(&counter->taken, entry.cursor);
}

int intake_open_reserve(struct intake *intake, const char *folder, size_t limit_bytes,
                        struct fault *fault)
{
    const struct reserve_options options = {
        .folder = folder,
        .limit_bytes = limit_bytes,
        .file_bytes = FILE_BYTES,
        .found = take_found,
        .context = intake,
    };

    if (reserve_open(&options, &intake->reserve, fault) != 0)
        return -1;
    intake->limit_bytes = limit_bytes;
    size_t left_out = reserve_left_out(intake->reserve);
    if (left_out > 0)
        log_warning(intake->options.log, "reserve-half-written",
                    "%zu bytes behind the last whole entry are left out; their sources are heard "
                    "again from there", left_out);
    intake->is_sheltering = reserve_bytes(intake->reserve) > 0;
    if (intake->is_sheltering)
        log_notice(intake->options.log, "reserve-found", "%zu KiB waited on disk for Kafka",
                   reserve_bytes(intake->reserve) / 1024);
    return 0;
}

/* False: no room, and the source waits. */
static bool shelter(struct intake *intake, struct counter *counter, const struct entry *entry)
{
    OWNED(text) struct text packed = { 0 };
    struct fault fault = { 0 };
    uint64_t file = 0;

    entry_write(&packed, entry);
    if (reserve_add(intake->reserve, text_slice(&packed), &file,
                    &fault) == 0) {
        counter->counts.on_disk++;
        return true;
    }
    if (!intake->is_full)
        log_warning(intake->options.log, "reserve-full",
                    "%s (%zu of %zu MiB): sources wait where they are until Kafka is back",
                    fault.text, reserve_bytes(intake->reserve) / MEBIBYTE,
                    intake->limit_bytes / MEBIBYTE);
    intake->is_full = true;
    return false;
}

/* What is under way goes on disk too: a later start would else go on behind it. */
static bool copy_tickets(struct intake *intake, struct fault *fault)
{
    for (size_t i = 0; i < intake->counters.count; i++) {
        for (struct ticket *ticket = intake->counters.all[i].tickets.first; ticket != NULL;
             ticket = ticket->next) {
            struct slice packed = text_slice(&ticket->packed);
            if (ticket->file == 0 &&
                reserve_add(intake->reserve, packed, &ticket->file, fault) != 0)
                return false;
        }
    }
    reserve_pass_all(intake->reserve);
    return true;
}

static void begin_sheltering(struct intake *intake)
{
    struct fault fault = { 0 };

    if (copy_tickets(intake, &fault)) {
        intake->is_sheltering = true;
        intake->is_full = false;
        log_warning(intake->options.log, "kafka-away",
                    "Kafka takes nothing: what comes waits on disk, at most %zu MiB",
                    intake->limit_bytes / MEBIBYTE);
    } else if (!intake->is_full) {
        intake->is_full = true;
        log_warning(intake->options.log, "reserve-full", "%s: sources wait until Kafka is back",
                    fault.text);
    }
}

/* Sends what waits on disk, as far as there is room. */
static int drain(struct intake *intake, struct fault *fault)
{
    for (;;) {
        struct slice packed = { 0 };
        struct entry entry;
        uint64_t file = 0;
        if (reserve_front(intake->reserve, &packed, &file, fault) != 0)
            return -1;
        if (packed.length == 0)
            break;
        if (!entry_read(packed, &entry))
            return fault_set(fault, FAULT_SETUP, "what waits on disk is of another version");
        struct counter *counter = counters_find(&intake->counters, entry.source);
        assert(counter != NULL); /* it was counted when it went there */
        if (!dispatch(intake, counter, &entry, file))
            return 0;
        counter->counts.on_disk--;
        reserve_pass(intake->reserve);
    }
    intake->is_sheltering = intake->is_full = false;
    log_notice(intake->options.log, "kafka-back", "everything that waited on disk was sent");
    return 0;
}

static bool take(struct intake *intake, struct counter *counter, const struct entry *entry)
{
    bool is_taken = intake->is_sheltering ? shelter(intake, counter, entry)
                                          : dispatch(intake, counter, entry, 0);

    if (is_taken && entry->cursor.length > 0) {
        counter_set(&counter->taken, entry->cursor);
        text_clear(&counter->pending);
    }
    return is_taken;
}

static void advance(struct intake *intake, struct counter *counter, struct slice cursor)
{
    const struct entry entry = {
        .kind = ENTRY_CURSOR, .source = slice_of(counter->name), .cursor = cursor
    };

    if (!take(intake, counter, &entry))
        counter_set(&counter->pending, cursor);
}

static void advance_pending(struct intake *intake, struct counter *counter)
{
    OWNED(text) struct text cursor = counter->pending;

    counter->pending = (struct text){ 0 };
    if (cursor.length > 0)
        advance(intake, counter, text_slice(&cursor));
}

static int serve_reserve(struct intake *intake, int64_t now, struct fault *fault)
{
    bool is_away = passage_is_away(intake->options.passage, now);

    if (is_away && !intake->is_sheltering)
        begin_sheltering(intake);
    if (now >= intake->sync_at) {
        intake->sync_at = now + SYNC_MS;
        struct fault trouble = { 0 };
        if (reserve_sync(intake->reserve, &trouble) != 0)
            log_warning(intake->options.log, "reserve-trouble", "%s", trouble.text);
    }
    return intake->is_sheltering && !is_away ? drain(intake, fault) : 0;
}

bool intake_is_sheltered(const struct intake *intake)
{
    return intake->is_sheltering;
}

/* --- tickets --- */

void intake_settle(void *context, int32_t partition, uint64_t mark)
{
    (void)context; /* the mark is the ticket, and intake_serve() finds what is in front */
    (void)partition;
    ((struct ticket *)(uintptr_t)mark)->is_safe = true;
}

/* Takes what is safe off the front. */
static void settle_front(struct intake *intake, struct counter *counter)
{
    for (struct ticket *front; (front = tickets_take_safe(&counter->tickets)) != NULL;) {
        OWNED(ticket) struct ticket *ticket = front;
        if (ticket->entry.cursor.length > 0) {
            counter_set(&counter->kept, ticket->entry.cursor);
            counter->moves++;
            counter->is_told = false;
        }
        if (ticket->file != 0)
            reserve_release_entry(intake->reserve, ticket->file);
    }
}

int intake_serve(struct intake *intake, int64_t now, struct fault *fault)
{
    for (size_t i = 0; i < intake->counters.count; i++) {
        struct counter *counter = &intake->counters.all[i];
        settle_front(intake, counter);
        advance_pending(intake, counter);
        if (counter->is_told || counter->source == NULL)
            continue;
        counter->is_told = true;
        if (counter->source->kind->settled != NULL)
            counter->source->kind->settled(counter->source,
                                           text_slice(&counter->kept));
    }
    return intake->reserve == NULL ? 0 : serve_reserve(intake, now, fault);
}

/* --- what sources call --- */

struct slice intake_cursor(const struct intake *intake, const struct source *source)
{
    const struct counter *counter = counters_of(&intake->counters, source);

    return text_slice(&counter->taken);
}

static void count_item(struct intake *intake, struct counter *counter)
{
    counter->counts.items++;
    counter->counts.item_at = clock_now(intake->options.clock);
}

bool intake_offer(struct intake *intake, const struct source *source, const struct offer *offer)
{
    struct counter *counter = counters_of(&intake->counters, source);

    if (intake->options.passage == NULL) {
        fwrite(offer->record.bytes, 1, offer->record.length, stdout);
        putchar('\n');
        count_item(intake, counter);
        return true;
    }
    if (offer->record.length > RECORD_LIMIT_BYTES) {
        intake_refuse(intake, source, offer->record, "the record is too large");
        intake_advance(intake, source, offer->cursor);
        return true;
    }
    const struct entry entry = {
        .kind = ENTRY_RECORD,
        .source = slice_of(source->name),
        .org = offer->org,
        .content = offer->record,
        .cursor = offer->cursor,
    };
    bool is_taken = take(intake, counter, &entry);
    if (is_taken)
        count_item(intake, counter);
    else
        counter->counts.held++;
    return is_taken;
}

void intake_advance(struct intake *intake, const struct source *source, struct slice cursor)
{
    struct counter *counter = counters_of(&intake->counters, source);

    if (cursor.length > 0 && intake->options.passage != NULL &&
        !slice_equals(cursor, text_slice(&counter->taken)))
        advance(intake, counter, cursor);
}

void intake_refuse(struct intake *intake, const struct source *source, struct slice content,
                   const char *reason)
{
    OWNED(text) struct text value = { 0 };
    struct counter *counter = counters_of(&intake->counters, source);

    counter->counts.refused++;
    log_warning(intake->options.log, "refused", "source '%s': %s: " QUOTED, source->name, reason,
                LOG_QUOTE(content));
    if (intake->options.passage == NULL)
        return;
    OWNED(arena) struct arena *arena = arena_new();
    const struct slice excerpt = hide_excerpt(intake->options.personal_key, content, arena);
    refusal_write(&value, &(struct refusal){ slice_of(source->name), 0, slice_of(reason), content, excerpt });
    const struct entry entry = {
        .kind = ENTRY_ASIDE,
        .source = slice_of(source->name),
        .org = slice_of(source->org),
        .content = text_slice(&value),
    };
    if (!take(intake, counter, &entry))
        log_warning(intake->options.log, "quarantine-away",
                    "source '%s': there is no room to put it aside; this line is all that is left",
                    source->name);
}

void intake_note(const struct intake *intake, const struct source *source, const char *what)
{
    log_warning(intake->options.log, "source-note", "source '%s': %s", source->name, what);
}

void intake_heard(struct intake *intake, const struct source *source,
                  const struct intake_counts *counts)
{
    counter_heard(counters_of(&intake->counters, source), counts);
}

void intake_through(struct intake *intake, const struct source *source, int64_t through)
{
    counters_of(&intake->counters, source)->counts.through = through;
}

struct intake_counts intake_counts(const struct intake *intake, const struct source *source)
{
    const struct counter *counter = counters_of(&intake->counters, source);
    struct intake_counts counts = counter->counts;

    counts.waiting = counter->tickets.count + counts.on_disk;
    return counts;
}

struct slice intake_kept(const struct intake *intake, const struct source *source, uint64_t *moves)
{
    const struct counter *counter = counters_of(&intake->counters, source);

    *moves = counter->moves;
    return text_slice(&counter->kept);
}
