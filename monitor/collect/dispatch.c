#include "collect/dispatch.h"

#include "core/partition.h"

enum { WAITING_MOST = 50000 }; /* tickets of one source */

static bool has_room(const struct dispatch *dispatch, const struct entry *entry)
{
    const struct passage *passage = dispatch->passage;

    if (dispatch->counter->tickets.count >= WAITING_MOST)
        return false;
    switch (entry->kind) {
    case ENTRY_RECORD:
        return passage_has_room(passage, partition_of(entry->org, passage_partitions(passage)),
                                entry->content.length);
    case ENTRY_ASIDE:
        return passage_has_room(passage, PASSAGE_ASIDE, entry->content.length);
    case ENTRY_CURSOR:
    case ENTRY_KIND_COUNT:
        break;
    }
    return true;
}

/* Sends it with the ticket as its mark. */
static int start(struct passage *passage, struct ticket *ticket, struct fault *fault)
{
    const struct entry *entry = &ticket->entry;
    uint64_t mark = (uint64_t)(uintptr_t)ticket;

    switch (entry->kind) {
    case ENTRY_RECORD:
        return passage_send(
            passage,
            &(struct passage_record){
                .partition = partition_of(entry->org, passage_partitions(passage)),
                .key = entry->org,
                .value = entry->content,
                .mark = mark,
            },
            fault);
    case ENTRY_ASIDE:
        return passage_put_aside(passage, entry->org, entry->content, mark, fault);
    case ENTRY_CURSOR:
    case ENTRY_KIND_COUNT:
        break;
    }
    ticket->is_safe = true;
    return 0;
}

bool dispatch_send(const struct dispatch *dispatch, const struct entry *entry)
{
    struct counter *counter = dispatch->counter;
    struct fault fault = { 0 };

    if (!has_room(dispatch, entry))
        return false;
    OWNED(ticket) struct ticket *ticket = ticket_new(entry);
    ticket->file = dispatch->file;
    if (start(dispatch->passage, ticket, &fault) != 0) {
        if (fault.kind == FAULT_AWAY)
            return false;
        /* Waiting would not help. */
        log_warning(dispatch->log, "not-sent", "source '%s': %s: " QUOTED, counter->name,
                    fault.text, LOG_QUOTE(entry->content));
        counter->counts.refused++;
        ticket->is_safe = true;
    }
    tickets_add(&counter->tickets, TAKE(ticket));
    return true;
}
