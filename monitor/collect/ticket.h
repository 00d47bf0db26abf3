/* The entries of one source that are under way, in the order in which they were taken. Each is kept
 * whole until it is safe, so that it can still be put on disk when Kafka goes away. */
#pragma once

#include "collect/entry.h"

#include <stddef.h>
#include <stdint.h>

struct ticket {
    struct ticket *next;
    bool is_safe;
    uint64_t file; /* of the reserve that holds it too; 0: none */
    struct entry entry;
    struct text packed; /* what the entry's slices are borrowed from */
};

struct tickets {
    struct ticket *first;
    struct ticket *last;
    size_t count;
};

struct ticket *ticket_new(const struct entry *entry);
void ticket_free(struct ticket *ticket);
RELEASE_WITH(ticket, struct ticket, ticket_free)

void tickets_done(struct tickets *tickets);
/* Takes the ticket over. */
void tickets_add(struct tickets *tickets, struct ticket *ticket);
/* The first one, if it is safe: yours. */
struct ticket *tickets_take_safe(struct tickets *tickets);
