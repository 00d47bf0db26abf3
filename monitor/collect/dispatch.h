/* Puts one entry on its way to Kafka, with a ticket in its source's queue. */
#pragma once

#include "collect/counter.h"
#include "collect/passage.h"
#include "edge/log.h"

struct dispatch {
    struct passage *passage;
    const struct log *log;
    struct counter *counter;
    uint64_t file; /* of the reserve that holds it; 0: none */
};

/* False: there is no room at present. What Kafka can never take is said and counted as refused. */
bool dispatch_send(const struct dispatch *dispatch, const struct entry *entry);
