#include "collect/ticket.h"

#include <assert.h>

struct ticket *ticket_new(const struct entry *entry)
{
    struct ticket *ticket = memory_new(sizeof *ticket);

    entry_write(&ticket->packed, entry);
    bool is_whole = entry_read((struct slice){ ticket->packed.bytes, ticket->packed.length },
                               &ticket->entry);
    assert(is_whole);
    return ticket;
}

void ticket_free(struct ticket *ticket)
{
    if (ticket == NULL)
        return;
    text_done(&ticket->packed);
    memory_free(ticket);
}

void tickets_done(struct tickets *tickets)
{
    while (tickets->first != NULL) {
        struct ticket *ticket = tickets->first;
        tickets->first = ticket->next;
        ticket_free(ticket);
    }
}

void tickets_add(struct tickets *tickets, struct ticket *ticket)
{
    if (tickets->last != NULL)
        tickets->last->next = ticket;
    else
        tickets->first = ticket;
    tickets->last = ticket;
    tickets->count++;
}

struct ticket *tickets_take_safe(struct tickets *tickets)
{
    struct ticket *ticket = tickets->first;

    if (ticket == NULL || !ticket->is_safe)
        return NULL;
    tickets->first = ticket->next;
    if (tickets->first == NULL)
        tickets->last = NULL;
    tickets->count--;
    return ticket;
}
