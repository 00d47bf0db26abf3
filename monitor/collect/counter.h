/* What the intake knows of each source: what is under way for it, where it stands, what was counted. */
#pragma once

#include "collect/intake.h"
#include "collect/ticket.h"

struct counter {
    char *name;
    struct source *source; /* NULL: only the reserve knows it */
    struct tickets tickets;
    struct text kept;      /* 1. the cursor when all before it is safe */
    struct text taken;     /* 2. the cursor of what was taken last, safe or not */
    struct text pending;   /* 3. a cursor that found no room, to be taken later */
    uint64_t moves;
    bool is_told;
    struct intake_counts counts;
};

/* In the order in which they were added. */
struct counters {
    struct counter *all;
    size_t count;
    size_t capacity;
};

void counters_done(struct counters *counters);
/* Borrowed until the next one is added. */
struct counter *counters_add(struct counters *counters, struct slice name);
struct counter *counters_find(const struct counters *counters, struct slice name);
/* Of a source that was added. */
struct counter *counters_of(const struct counters *counters, const struct source *source);
/* Its own numbers, of items that went another way. */
void counter_heard(struct counter *counter, const struct intake_counts *counts);
void counter_set(struct text *cursor, struct slice value);
