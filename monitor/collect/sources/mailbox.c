/* A mailbox over IMAP: what arrives is read and nothing is touched. Mailboxes are opened with EXAMINE
 * and bodies asked for with PEEK, so that no mail is ever marked or moved.
 *
 * The cursor has a line for each mailbox, "<UIDVALIDITY> <last UID> <name>". When the server numbers
 * its mails anew (another UIDVALIDITY), the mailbox is read again from the start; mails keep their
 * Message-ID, so surge knows them. */
#include "collect/sources/kinds.h"

#include "collect/sources/offering.h"
#include "collect/sources/mail_item.h"
#include "collect/sources/mailbox_line.h"
#include "collect/sources/mailbox_place.h"
#include "wire/imap_reply.h"

#include <string.h>

enum {
    STEP_BYTES = 512 * 1024,
    IDLE_MS = 20 * 60 * 1000, /* servers give up after half an hour */
    WINDOW_LEAST = 100,       /* UIDs asked for at once */
    WINDOW_MOST = 1000000,    /* where there are only gaps */
};

enum doing {
    DOING_NOTHING,
    DOING_CONNECT,
    DOING_CAPABILITY,
    DOING_EXAMINE,
    DOING_FETCH,
    DOING_IDLE,
    DOING_DONE, /* ending IDLE */
    DOING_REST, /* until the next poll, the connection open */
};

struct mailbox_source {
    struct listener listener;
    struct mailbox_line *line;
    struct stream *stream; /* of the line */
    struct text received;
    struct text missing;   /* what was said of mailboxes that could not be opened in this round */
    struct mailbox_places *places;
    enum doing doing;
    size_t place;        /* the mailbox in hand */
    int tag;             /* of the command under way */
    bool can_idle;
    uint32_t validity;
    uint32_t next_uid;   /* as the server says */
    uint32_t asked_to;   /* the last UID asked for */
    uint32_t window;
    uint32_t seen_uid;   /* the highest that came in the window; 0: none */
    int64_t since;       /* of the last sign of life, monotonic */
    int64_t rest_until;
};

static const struct source_settings *settings_of(const struct mailbox_source *self)
{
    return self->listener.settings;
}

static struct mailbox_place *place_of(struct mailbox_source *self)
{
    return mailbox_places_at(self->places, self->place);
}

/* --- commands --- */

static void say(struct mailbox_source *self, enum doing doing, const char *command)
{
    OWNED(text) struct text line = { 0 };

    self->doing = doing;
    text_add_format(&line, "T%d %s\r\n", ++self->tag, command);
    stream_send(self->stream, (struct slice){ line.bytes, line.length });
}

static void examine(struct mailbox_source *self)
{
    OWNED(text) struct text command = { 0 };

    self->validity = self->next_uid = 0;
    text_add(&command, "EXAMINE ");
    imap_add_mailbox(&command, slice_of(place_of(self)->name));
    say(self, DOING_EXAMINE, text_string(&command));
}

/* The next window of mails; false when there are none beyond. */
static bool fetch(struct mailbox_source *self)
{
    OWNED(text) struct text command = { 0 };
    uint64_t first = (uint64_t)self->asked_to + 1;
    uint64_t last = first + self->window - 1;

    if (self->next_uid != 0 && first >= self->next_uid)
        return false;
    if (self->next_uid != 0 && last >= self->next_uid)
        last = self->next_uid - 1;
    if (last > UINT32_MAX || self->next_uid == 0) /* a server that does not say is asked for all */
        last = UINT32_MAX;
    self->seen_uid = 0;
    text_add_format(&command, "UID FETCH %llu:%llu (UID INTERNALDATE BODY.PEEK[]<0.%d>)",
                    (unsigned long long)first, (unsigned long long)last, (int)MAIL_LIMIT_BYTES);
    self->asked_to = (uint32_t)last;
    say(self, DOING_FETCH, text_string(&command));
    return true;
}

static void rest(struct mailbox_source *self, struct intake *intake, int64_t now)
{
    intake_through(intake, &self->listener.source, clock_now(self->listener.around->clock));
    self->place = 0;
    self->rest_until = now + settings_of(self)->every_ms;
    if (self->can_idle && mailbox_places_count(self->places) == 1) {
        self->rest_until = now + IDLE_MS;
        say(self, DOING_IDLE, "IDLE");
    } else {
        self->doing = DOING_REST;
    }
}

/* A mailbox that is not there must not keep the others from being read: it is told at the end. */
static int next_mailbox(struct mailbox_source *self, struct intake *intake, int64_t now,
                        struct fault *fault)
{
    if (++self->place < mailbox_places_count(self->places))
        examine(self);
    else if (self->missing.length > 0)
        return fault_set(fault, FAULT_AWAY, "%s", text_string(&self->missing));
    else
        rest(self, intake, now);
    return 0;
}

static int skip_mailbox(struct mailbox_source *self, struct intake *intake,
                        const struct imap_reply *reply, struct fault *fault)
{
    text_add_format(&self->missing, "%sthe mailbox '%s' cannot be opened: %.*s",
                    self->missing.length > 0 ? "; " : "", place_of(self)->name,
                    (int)slice_cut(reply->text, 200).length, reply->text.bytes);
    return next_mailbox(self, intake, self->since, fault);
}

static void keep_cursor(struct mailbox_source *self, struct intake *intake, uint32_t uid)
{
    OWNED(text) struct text cursor = { 0 };

    place_of(self)->uid = uid;
    mailbox_places_write(self->places, &cursor);
    intake_advance(intake, &self->listener.source, (struct slice){ cursor.bytes, cursor.length });
}

/* --- replies --- */

static int begin_mailbox(struct mailbox_source *self, struct intake *intake, int64_t now,
                         struct fault *fault)
{
    struct mailbox_place *place = place_of(self);

    if (place->validity != self->validity) {
        bool is_first = place->validity == 0;
        place->validity = self->validity;
        place->uid = 0;
        if (is_first && settings_of(self)->from_now && self->next_uid > 0)
            keep_cursor(self, intake, self->next_uid - 1);
    }
    self->asked_to = place->uid;
    self->window = WINDOW_LEAST;
    return fetch(self) ? 0 : next_mailbox(self, intake, now, fault);
}

static int end_window(struct mailbox_source *self, struct intake *intake, int64_t now,
                      struct fault *fault)
{
    uint32_t read_to = self->next_uid != 0 ? self->asked_to : self->seen_uid;

    if (read_to > place_of(self)->uid)
        keep_cursor(self, intake, read_to);
    if (self->seen_uid == 0 && self->window < WINDOW_MOST)
        self->window *= 4;
    else if (self->seen_uid != 0)
        self->window = WINDOW_LEAST;
    return self->next_uid != 0 && fetch(self) ? 0 : next_mailbox(self, intake, now, fault);
}

static int on_tagged(struct mailbox_source *self, struct intake *intake,
                     const struct imap_reply *reply, int64_t now, struct fault *fault)
{
    if (self->doing == DOING_EXAMINE && imap_reply_is(reply, "NO"))
        return skip_mailbox(self, intake, reply, fault);
    if (!imap_reply_is(reply, "OK"))
        return fault_set(fault, FAULT_AWAY, "the server says %.*s",
                         (int)slice_cut(reply->text, 200).length, reply->text.bytes);
    switch (self->doing) {
    case DOING_CAPABILITY:
        examine(self);
        break;
    case DOING_EXAMINE:
        return begin_mailbox(self, intake, now, fault);
    case DOING_FETCH:
        return end_window(self, intake, now, fault);
    case DOING_IDLE: /* it ended by itself */
    case DOING_DONE:
        examine(self);
        break;
    case DOING_NOTHING:
    case DOING_CONNECT:
    case DOING_REST:
        break;
    }
    return 0;
}

/* False when the intake has no room: the reply comes again. The cursor waits for the window's end,
 * because nothing says that mails come in order. */
static bool on_mail(struct mailbox_source *self, struct intake *intake,
                    const struct imap_reply *reply)
{
    uint32_t uid = 0;

    if (!imap_reply_number(reply, "UID", &uid) || uid <= place_of(self)->uid ||
        uid > self->asked_to || reply->literal_count == 0)
        return true;
    const struct mail_item item = {
        .bytes = reply->literals[reply->literal_count - 1],
        .came_at = imap_reply_date(reply),
        .mailbox = place_of(self)->name,
        .validity = self->validity,
        .uid = uid,
    };
    if (mail_item_offer(&self->listener, intake, &item) == OFFERING_FULL)
        return false;
    if (uid > self->seen_uid)
        self->seen_uid = uid;
    return true;
}

static bool on_untagged(struct mailbox_source *self, struct intake *intake,
                        const struct imap_reply *reply)
{
    uint32_t number = 0;

    if (imap_reply_is(reply, "CAPABILITY"))
        self->can_idle = memmem(reply->text.bytes, reply->text.length, " IDLE", 5) != NULL;
    if (self->doing == DOING_EXAMINE && imap_reply_number(reply, "UIDVALIDITY", &number))
        self->validity = number;
    if (self->doing == DOING_EXAMINE && imap_reply_number(reply, "UIDNEXT", &number))
        self->next_uid = number;
    if (self->doing == DOING_FETCH && imap_reply_counts(reply, "FETCH"))
        return on_mail(self, intake, reply);
    if (self->doing == DOING_IDLE && imap_reply_counts(reply, "EXISTS")) {
        self->doing = DOING_DONE;
        stream_send(self->stream, SLICE("DONE\r\n"));
    }
    return true;
}

/* Everything that came and is whole; *held when the intake has no room. */
static int take_replies(struct mailbox_source *self, struct intake *intake, int64_t now,
                        bool *held, struct fault *fault)
{
    size_t at = 0;

    while (!*held && at < self->received.length) {
        struct imap_reply reply;
        arena_clear(self->listener.arena);
        const struct imap_received received = {
            .bytes = { self->received.bytes + at, self->received.length - at },
            .limit_bytes = MAIL_LIMIT_BYTES,
            .arena = self->listener.arena,
        };
        if (imap_reply_read(&received, &reply, fault) != 0) {
            fault->kind = FAULT_AWAY; /* this server cannot be understood at present */
            return -1;
        }
        if (reply.length == 0)
            break;
        if (reply.kind == IMAP_UNTAGGED)
            *held = !on_untagged(self, intake, &reply);
        else if (reply.kind == IMAP_TAGGED && on_tagged(self, intake, &reply, now, fault) != 0)
            return -1;
        if (!*held)
            at += reply.length;
    }
    if (at > 0)
        memmove(self->received.bytes, self->received.bytes + at, self->received.length - at + 1);
    self->received.length -= at;
    return 0;
}

/* --- the source --- */

static int connect_stream(struct mailbox_source *self, int64_t now, struct fault *fault)
{
    text_clear(&self->received);
    self->tag = 0;
    self->place = 0;
    self->doing = DOING_CONNECT;
    self->since = now;
    text_clear(&self->missing);
    return mailbox_line_connect(self->line, fault);
}

static int go_on(struct mailbox_source *self, struct intake *intake, int64_t now, bool *held,
                 struct fault *fault)
{
    size_t before = self->received.length;

    if (self->doing == DOING_NOTHING && connect_stream(self, now, fault) != 0)
        return -1;
    /* What is here already is used up before more is read. */
    bool has_room = before < 2 * (size_t)MAIL_LIMIT_BYTES;
    if (has_room && stream_step(self->stream, STEP_BYTES, &self->received, fault) != 0)
        return -1;
    if (self->received.length != before)
        self->since = now;
    if (self->doing == DOING_CONNECT && stream_state(self->stream) == STREAM_OPEN) {
        self->since = now;
        say(self, DOING_CAPABILITY, "CAPABILITY");
    }
    if (take_replies(self, intake, now, held, fault) != 0)
        return -1;
    if (self->doing == DOING_REST && now >= self->rest_until)
        examine(self);
    if (self->doing == DOING_IDLE && now >= self->rest_until) {
        self->doing = DOING_DONE;
        stream_send(self->stream, SLICE("DONE\r\n"));
    }
    bool waits_for_server = self->doing != DOING_IDLE && self->doing != DOING_REST && !*held;
    if (waits_for_server && now - self->since > settings_of(self)->timeout_ms)
        return fault_set(fault, FAULT_AWAY, "the server said nothing for too long");
    if (!waits_for_server)
        self->since = now;
    /* What was said just now goes out at once. */
    return stream_step(self->stream, STEP_BYTES, &self->received, fault);
}

static int mailbox_step(struct source *source, struct intake *intake, int64_t now,
                        int64_t *again_at, struct fault *fault)
{
    struct mailbox_source *self = (struct mailbox_source *)source;
    bool held = false;

    if (self->places == NULL)
        self->places = mailbox_places_read(settings_of(self), intake_cursor(intake, source));
    size_t before = self->received.length;
    if (go_on(self, intake, now, &held, fault) != 0) {
        stream_close(self->stream);
        self->doing = DOING_NOTHING;
        return -1;
    }
    *again_at = stream_due_at(self->stream);
    int64_t latest = now + settings_of(self)->timeout_ms;
    if ((self->doing == DOING_REST || self->doing == DOING_IDLE) && self->rest_until < latest)
        latest = self->rest_until;
    if (*again_at > latest)
        *again_at = latest;
    if (held || self->received.length != before)
        *again_at = now;
    return 0;
}

static size_t mailbox_waits(struct source *source, struct pollfd *waits, size_t most)
{
    return stream_waits(((struct mailbox_source *)source)->stream, waits, most);
}

static void mailbox_free(struct source *source)
{
    struct mailbox_source *self = (struct mailbox_source *)source;

    mailbox_line_free(self->line);
    mailbox_places_free(self->places);
    text_done(&self->received);
    text_done(&self->missing);
    listener_done(&self->listener);
    memory_free(self);
}

static const struct source_kind MAILBOX = {
    .name = "imap",
    .step = mailbox_step,
    .waits = mailbox_waits,
    .free = mailbox_free,
};

int mailbox_source_open(const struct source_settings *settings,
                        const struct surroundings *around, struct source **source,
                        struct fault *fault)
{
    struct mailbox_source *self = memory_new(sizeof *self);

    if (listener_init(&self->listener, &MAILBOX, settings, around, fault) != 0 ||
        mailbox_line_open(settings, &self->line, fault) != 0) {
        mailbox_free(&self->listener.source);
        return -1;
    }
    self->stream = mailbox_line_stream(self->line);
    *source = &self->listener.source;
    return 0;
}
