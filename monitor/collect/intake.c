#include "collect/intake.h"

#include "core/partition.h"
#include "core/record.h"
#include "wire/refusal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { INTAKE_WAITING_MOST = 50000 }; /* tickets of one source */

/* A record or a cursor on its way. */
struct ticket {
    struct ticket *next;
    bool is_safe;
    bool has_cursor;
    struct text cursor;
};

/* What belongs to one source. */
struct counter {
    struct source *source;
    struct ticket *first;
    struct ticket *last;
    struct text kept;
    uint64_t moves;
    bool is_told;
    struct intake_counts counts;
};

struct intake {
    struct intake_options options;
    struct counter *counters;
    size_t count;
    size_t capacity;
};

struct intake *intake_new(const struct intake_options *options)
{
    struct intake *intake = memory_new(sizeof *intake);

    intake->options = *options;
    return intake;
}

static void free_ticket(struct ticket *ticket)
{
    text_done(&ticket->cursor);
    memory_free(ticket);
}

void intake_free(struct intake *intake)
{
    if (intake == NULL)
        return;
    for (size_t i = 0; i < intake->count; i++) {
        struct counter *counter = &intake->counters[i];
        while (counter->first != NULL) {
            struct ticket *ticket = counter->first;
            counter->first = ticket->next;
            free_ticket(ticket);
        }
        text_done(&counter->kept);
    }
    memory_free(intake->counters);
    memory_free(intake);
}

void intake_connect(struct intake *intake, struct passage *passage)
{
    intake->options.passage = passage;
}

void intake_add(struct intake *intake, struct source *source, struct slice cursor)
{
    MEMORY_GROW(intake->counters, intake->count, intake->capacity);
    struct counter *counter = &intake->counters[intake->count++];
    *counter = (struct counter){
        .source = source,
        .is_told = true,
        .counts = { .item_at = MOMENT_NEVER, .through = MOMENT_NEVER },
    };
    text_add_bytes(&counter->kept, cursor.bytes, cursor.length);
}

static struct counter *counter_of(const struct intake *intake, const struct source *source)
{
    for (size_t i = 0; i < intake->count; i++)
        if (intake->counters[i].source == source)
            return &intake->counters[i];
    assert(!"a source that was never added");
    return NULL;
}

/* --- tickets --- */

static struct ticket *add_ticket(struct counter *counter, struct slice cursor)
{
    struct ticket *ticket = memory_new(sizeof *ticket);

    if (cursor.length > 0) {
        ticket->has_cursor = true;
        text_add_bytes(&ticket->cursor, cursor.bytes, cursor.length);
    }
    if (counter->last != NULL)
        counter->last->next = ticket;
    else
        counter->first = ticket;
    counter->last = ticket;
    counter->counts.waiting++;
    return ticket;
}

/* Takes what is safe off the front. */
static void settle_front(struct counter *counter)
{
    while (counter->first != NULL && counter->first->is_safe) {
        struct ticket *ticket = counter->first;
        counter->first = ticket->next;
        if (counter->first == NULL)
            counter->last = NULL;
        counter->counts.waiting--;
        if (ticket->has_cursor) {
            text_clear(&counter->kept);
            text_add_bytes(&counter->kept, ticket->cursor.bytes, ticket->cursor.length);
            counter->moves++;
            counter->is_told = false;
        }
        free_ticket(ticket);
    }
}

void intake_settle(void *context, int32_t partition, uint64_t mark)
{
    (void)context; /* the mark is the ticket, and intake_tell() finds what is in front */
    (void)partition;
    ((struct ticket *)(uintptr_t)mark)->is_safe = true;
}

void intake_tell(struct intake *intake)
{
    for (size_t i = 0; i < intake->count; i++) {
        struct counter *counter = &intake->counters[i];
        settle_front(counter);
        if (counter->is_told)
            continue;
        counter->is_told = true;
        if (counter->source->kind->settled != NULL)
            counter->source->kind->settled(counter->source,
                                           (struct slice){ text_string(&counter->kept),
                                                           counter->kept.length });
    }
}

/* --- what sources call --- */

struct slice intake_cursor(const struct intake *intake, const struct source *source)
{
    const struct counter *counter = counter_of(intake, source);

    return (struct slice){ text_string(&counter->kept), counter->kept.length };
}

/* Sends the record with the ticket as its mark. */
static bool send(struct intake *intake, const struct offer *offer, const struct ticket *ticket,
                 struct fault *fault)
{
    struct passage *passage = intake->options.passage;
    int32_t partition = partition_of(offer->org, passage_partitions(passage));

    fault->kind = FAULT_AWAY;
    return passage_has_room(passage, partition, offer->record.length) &&
           passage_send(passage,
                        &(struct passage_record){
                            .partition = partition,
                            .key = offer->org,
                            .value = offer->record,
                            .mark = (uint64_t)(uintptr_t)ticket,
                        },
                        fault) == 0;
}

static void drop_last(struct counter *counter, struct ticket *ticket)
{
    struct ticket **place = &counter->first;

    counter->last = NULL;
    while (*place != ticket) {
        counter->last = *place;
        place = &(*place)->next;
    }
    *place = NULL;
    counter->counts.waiting--;
    free_ticket(ticket);
}

static void count_item(struct intake *intake, struct counter *counter)
{
    counter->counts.items++;
    counter->counts.item_at = clock_now(intake->options.clock);
}

bool intake_offer(struct intake *intake, const struct source *source, const struct offer *offer)
{
    struct counter *counter = counter_of(intake, source);
    struct fault fault = { 0 };

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
    if (counter->counts.waiting >= INTAKE_WAITING_MOST) {
        counter->counts.held++;
        return false;
    }
    struct ticket *ticket = add_ticket(counter, offer->cursor);
    if (send(intake, offer, ticket, &fault)) {
        count_item(intake, counter);
        return true;
    }
    if (fault.kind == FAULT_INPUT) { /* it can never be sent */
        ticket->is_safe = true;
        intake_refuse(intake, source, offer->record, fault.text);
        return true;
    }
    drop_last(counter, ticket);
    counter->counts.held++;
    return false;
}

void intake_advance(struct intake *intake, const struct source *source, struct slice cursor)
{
    if (cursor.length > 0 && intake->options.passage != NULL)
        add_ticket(counter_of(intake, source), cursor)->is_safe = true;
}

void intake_refuse(struct intake *intake, const struct source *source, struct slice content,
                   const char *reason)
{
    OWNED(text) struct text value = { 0 };
    struct fault fault = { 0 };

    counter_of(intake, source)->counts.refused++;
    log_warning(intake->options.log, "refused", "source '%s': %s: " QUOTED, source->name, reason,
                LOG_QUOTE(content));
    if (intake->options.passage == NULL)
        return;
    refusal_write(&value, &(struct refusal){ .source = slice_of(source->name),
                                             .reason = slice_of(reason),
                                             .content = content });
    if (passage_put_aside(intake->options.passage, slice_of(source->org),
                          (struct slice){ value.bytes, value.length }, &fault) != 0)
        log_warning(intake->options.log, "quarantine-away", "%s", fault.text);
}

void intake_through(struct intake *intake, const struct source *source, int64_t through)
{
    counter_of(intake, source)->counts.through = through;
}

struct intake_counts intake_counts(const struct intake *intake, const struct source *source)
{
    return counter_of(intake, source)->counts;
}

struct slice intake_kept(const struct intake *intake, const struct source *source, uint64_t *moves)
{
    const struct counter *counter = counter_of(intake, source);

    *moves = counter->moves;
    return (struct slice){ text_string(&counter->kept), counter->kept.length };
}
