/* Files in a folder: exports of call centres and ticket systems as CSV or JSON lines.
 *
 * One file at a time, in the order of names. The cursor is "<items done>/<items> <digest> <name>",
 * so that a file goes on where it stood, a finished one that could not be moved is not read twice,
 * and another file of the same name is another file. A file leaves in/ only when every item of it
 * is safe. */
#include "collect/sources/kinds.h"

#include "base/digest.h"
#include "collect/sources/offering.h"
#include "collect/sources/spool_items.h"
#include "edge/spool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH_MOST = 2000, /* items offered in one step, so that others have their turn */
    BUSY_MS = 500,     /* look again so soon while somebody writes */
    REASONS_LIMIT_BYTES = 64 * 1024,
};

struct spool_source {
    struct listener listener;
    struct spool *spool;
    char *name;                /* the file in hand, NULL when there is none */
    struct spool_items *items;
    size_t next;               /* the item to offer next */
    bool is_settled;           /* every item of it is safe */
    struct text reasons;       /* of the refused items */
    char digest[2 * KEY_BYTES + 1];
};

static void drop_file(struct spool_source *self)
{
    memory_free(self->name);
    self->name = NULL;
    spool_items_free(self->items);
    self->items = NULL;
    self->next = 0;
    self->is_settled = false;
    text_clear(&self->reasons);
}

static void add_cursor(const struct spool_source *self, size_t done, struct text *cursor)
{
    text_add_format(cursor, "%zu/%zu %s %s", done, spool_items_count(self->items), self->digest,
                    self->name);
}

/* Where this very file stood when it was last safe. */
static size_t position_in(const struct spool_source *self, struct slice cursor)
{
    OWNED(text) struct text end = { 0 };
    OWNED(text) struct text whole = { 0 };

    text_add_format(&end, "/%zu %s %s", spool_items_count(self->items), self->digest, self->name);
    text_add_bytes(&whole, cursor.bytes, cursor.length);
    const char *slash = strchr(text_string(&whole), '/');
    if (slash == NULL || strcmp(slash, text_string(&end)) != 0)
        return 0;
    size_t done = (size_t)strtoull(text_string(&whole), NULL, 10);
    return done > spool_items_count(self->items) ? 0 : done;
}

static void take_digest(struct spool_source *self, struct slice content)
{
    OWNED(digest) struct digest *digest = digest_new();
    OWNED(text) struct text hex = { 0 };

    digest_add(digest, content);
    struct key key = digest_finish(digest);
    text_add_hex(&hex, key.bytes, sizeof key.bytes);
    memcpy(self->digest, text_string(&hex), sizeof self->digest);
}

/* A file that cannot be read as a whole goes to bad/. */
static int refuse_file(struct spool_source *self, struct intake *intake, const char *name,
                       struct fault *fault)
{
    OWNED(text) struct text reason = { 0 };

    text_add_format(&reason, "%s\n", fault->text);
    intake_refuse(intake, &self->listener.source, slice_of(name), fault->text);
    if (self->listener.around->is_dry_run)
        return -1;
    return spool_refuse(self->spool, name, text_string(&reason), fault);
}

/* Takes the next file in hand, if there is one that is ready. */
static int take_file(struct spool_source *self, struct intake *intake, bool *busy,
                     struct fault *fault)
{
    OWNED(string) char *name = NULL;
    struct spool_file file = { 0 };
    const struct source_settings *settings = self->listener.settings;

    if (spool_next(self->spool, &name, busy, fault) != 0)
        return -1;
    if (name == NULL)
        return 0;
    int result = spool_read(self->spool, name, (size_t)settings->limit_bytes, &file, fault);
    OWNED(text) struct text content = file.content;
    if (result == 0)
        result = spool_items_read(settings, &content, &self->items, fault);
    if (result != 0) {
        *busy = true; /* the next file has its turn at once */
        return fault->kind == FAULT_INPUT ? refuse_file(self, intake, name, fault) : -1;
    }
    if (spool_items_wait(self->items, clock_wall() - file.changed_at)) {
        *busy = true; /* its transcripts are still to come */
        spool_items_free(self->items);
        self->items = NULL;
        return 0;
    }
    take_digest(self, (struct slice){ content.bytes, content.length });
    self->name = TAKE(name);
    self->next = position_in(self, intake_cursor(intake, &self->listener.source));
    self->is_settled = self->next > 0 && self->next == spool_items_count(self->items);
    return 0;
}

static void note_refusal(struct spool_source *self, size_t item)
{
    if (self->reasons.length < REASONS_LIMIT_BYTES)
        text_add_format(&self->reasons, "item %zu: neither id nor text nor title\n", item + 1);
}

/* Offers what the intake takes. True when the whole file was offered. */
static bool offer_items(struct spool_source *self, struct intake *intake)
{
    OWNED(text) struct text cursor = { 0 };
    size_t count = spool_items_count(self->items);

    for (size_t i = 0; i < BATCH_MOST && self->next < count; i++) {
        struct listener_item item = { 0 };
        struct fault fault = { 0 };
        arena_clear(self->listener.arena);
        text_clear(&cursor);
        add_cursor(self, self->next + 1, &cursor);
        int result = spool_items_at(self->items, self->next, self->listener.arena, &item, &fault);
        item.cursor = (struct slice){ cursor.bytes, cursor.length };
        if (result != 0) {
            intake_refuse(intake, &self->listener.source, item.content, fault.text);
            intake_advance(intake, &self->listener.source, item.cursor);
            text_add_format(&self->reasons, "item %zu: %s\n", self->next + 1, fault.text);
        } else {
            enum offering_outcome outcome = offering_item(&self->listener, intake, &item);
            if (outcome == OFFERING_FULL)
                return false;
            if (outcome == OFFERING_REFUSED)
                note_refusal(self, self->next);
        }
        if (++self->next == count)
            return true;
    }
    return self->next == count;
}

static int finish_file(struct spool_source *self, struct fault *fault)
{
    if (self->reasons.length > 0 &&
        spool_note(self->spool, self->name, text_string(&self->reasons), fault) != 0)
        return -1;
    if (spool_finish(self->spool, self->name, fault) != 0)
        return -1;
    drop_file(self);
    return 0;
}

static int spool_step(struct source *source, struct intake *intake, int64_t now,
                      int64_t *again_at, struct fault *fault)
{
    struct spool_source *self = (struct spool_source *)source;
    bool busy = false;

    *again_at = now + SPOOL_RESCAN_MS;
    if (self->name != NULL && self->is_settled && finish_file(self, fault) != 0)
        return -1;
    if (self->name == NULL && take_file(self, intake, &busy, fault) != 0)
        return -1;
    if (self->name == NULL) {
        if (busy)
            *again_at = now + BUSY_MS;
        else
            intake_through(intake, source, clock_now(self->listener.around->clock));
        return 0;
    }
    if (spool_items_count(self->items) == 0 || self->is_settled)
        self->is_settled = true;
    else if (self->next < spool_items_count(self->items) && !offer_items(self, intake))
        busy = true;
    *again_at = self->is_settled || busy ? now : now + BUSY_MS;
    return 0;
}

static size_t spool_waits(struct source *source, struct pollfd *waits, size_t most)
{
    struct spool_source *self = (struct spool_source *)source;

    if (most == 0 || spool_descriptor(self->spool) < 0)
        return 0;
    waits[0] = (struct pollfd){ .fd = spool_descriptor(self->spool), .events = POLLIN };
    return 1;
}

static void spool_settled(struct source *source, struct slice cursor)
{
    struct spool_source *self = (struct spool_source *)source;

    if (self->name != NULL && spool_items_count(self->items) > 0 &&
        position_in(self, cursor) == spool_items_count(self->items))
        self->is_settled = true;
}

static void spool_source_free(struct source *source)
{
    struct spool_source *self = (struct spool_source *)source;

    drop_file(self);
    text_done(&self->reasons);
    spool_free(self->spool);
    listener_done(&self->listener);
    memory_free(self);
}

static const struct source_kind SPOOL = {
    .name = "spool",
    .step = spool_step,
    .waits = spool_waits,
    .settled = spool_settled,
    .free = spool_source_free,
};

int spool_source_open(const struct source_settings *settings, const struct surroundings *around,
                      struct source **source, struct fault *fault)
{
    struct spool_source *self = memory_new(sizeof *self);

    if (listener_init(&self->listener, &SPOOL, settings, around, fault) != 0 ||
        spool_open(settings->folder, &self->spool, fault) != 0) {
        spool_source_free(&self->listener.source);
        return -1;
    }
    *source = &self->listener.source;
    return 0;
}
