/* A source is one place that feedback comes from: a spool of CSV files, a mailbox, a feed. The
 * collector holds many, all behind this struct, and does the rest for them: it produces records,
 * keeps cursors, reports states, slows down when surge falls behind.
 *
 * A source never blocks for more than a moment, never talks to Kafka or Redis, never removes
 * duplicates. It offers records; the intake says whether it took one. A record is safe once Kafka
 * has it (with the embedded broker: once surge has stored it); only then does the intake keep the
 * cursor that came with it and tell the source. After a restart the source goes on at the cursor
 * kept last, so a record may come twice and none is missed. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct intake;
struct source;

/* One kind of source: its functions. */
struct source_kind {
    const char *name; /* "spool", as `kind` in sources.yaml */

    /* Does what is due: reads, parses, offers. `now` is monotonic milliseconds; *again_at is when
     * to be called next at the latest (sooner when a descriptor of `waits` is ready). A fault of
     * kind FAULT_AWAY is reported as the source being down and tried again with backoff;
     * FAULT_SETUP ends the program. */
    int (*step)(struct source *source, struct intake *intake, int64_t now, int64_t *again_at,
                struct fault *fault);

    /* Fills in at most `most` descriptors to wait for; returns how many. May be NULL. */
    size_t (*waits)(struct source *source, struct pollfd *waits, size_t most);

    /* Everything offered up to this cursor is safe: a spool may move its file to done/. Called in
     * the order of the offers. May be NULL. */
    void (*settled)(struct source *source, struct slice cursor);

    void (*free)(struct source *source);
};

/* The first member of each kind's own struct. The texts are owned by the kind. */
struct source {
    const struct source_kind *kind;
    const char *name; /* `source` of its records */
    const char *org;
    bool required; /* release needs its data complete */
};

/* One record on its way in. The bytes are copied. */
struct offer {
    struct slice org;    /* the key */
    struct slice record; /* one JSON object, DESIGN.md §2 */
    struct slice cursor; /* where the source stands once this record is safe; empty: unchanged */
};

/* Where the source stood when it was last safe; empty at the very first start. Borrowed until the
 * next call. */
struct slice intake_cursor(const struct intake *intake, const struct source *source);

/* Takes the record. False: too much is under way, offer it again at the next step. */
bool intake_offer(struct intake *intake, const struct source *source, const struct offer *offer);

/* Keeps a cursor that comes with no record (an empty poll, an item that was refused), in its order
 * among the offers. */
void intake_advance(struct intake *intake, const struct source *source, struct slice cursor);

/* Puts aside what cannot become a record: counted, and produced to the quarantine topic. */
void intake_refuse(struct intake *intake, const struct source *source, struct slice content,
                   const char *reason);

/* Says something about the source that neither stops it nor is an item. */
void intake_note(const struct intake *intake, const struct source *source, const char *what);

/* What the source counted by itself, because its items came another way: items, refused, item_at. */
struct intake_counts;
void intake_heard(struct intake *intake, const struct source *source,
                  const struct intake_counts *counts);

/* The source has seen everything up to `through`: goes out with the next `source-state`. */
void intake_through(struct intake *intake, const struct source *source, int64_t through);
