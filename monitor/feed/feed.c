#include "feed/feed.h"

#include "base/base64.h"
#include "core/stamp.h"
#include "edge/lines.h"
#include "wire/envelope.h"
#include "wire/json.h"
#include "wire/record.h"
#include "wire/writer.h"

enum { AHEAD = STAMP_FOLLOWING + 1 };

struct slot {
    struct arena *arena; /* holds what the line points at */
    struct feed_line line;
};

struct feed {
    struct lines *lines;
    struct slot slots[AHEAD]; /* 1. slots[first …] of `count` are read and not dropped */
    size_t first;
    size_t count;
    bool ended;               /* 2. the file holds no more lines */
    bool is_stamped;          /* 3. the first slot's line has its instant */
    struct stamp stamp;
};

static struct slot *slot_at(struct feed *feed, size_t place)
{
    return &feed->slots[(feed->first + place) % AHEAD];
}

/* Reads one more line into the slot behind the last. */
static int read_line(struct feed *feed, struct fault *fault)
{
    struct slot *slot = slot_at(feed, feed->count);
    struct slice bytes = { 0 };
    struct envelope envelope = { .at = MOMENT_NEVER, .partition = -1 };
    struct fault refusal = { 0 };
    bool more = false;

    if (lines_next(feed->lines, &bytes, &more, fault) != 0)
        return -1;
    if (!more) {
        feed->ended = true;
        return 0;
    }
    arena_clear(slot->arena);
    slot->line = (struct feed_line){
        .number = lines_number(feed->lines),
        .bytes = { arena_copy(slot->arena, bytes.bytes, bytes.length), bytes.length },
    };
    if (lines_was_cut(feed->lines))
        (void)fault_set(&refusal, FAULT_INPUT, "the line is longer than %d bytes",
                        LINES_LIMIT_BYTES);
    if (refusal.kind != FAULT_NONE ||
        envelope_read(slot->line.bytes, slot->arena, &envelope, &refusal) != 0)
        slot->line.refused = arena_copy(slot->arena, refusal.text, slice_of(refusal.text).length);
    slot->line.org = envelope.org;
    slot->line.partition = envelope.partition;
    slot->line.is_logged = envelope.logged_at != MOMENT_NEVER;
    slot->line.stamped_at = envelope.logged_at;
    if (envelope.raw.length > 0)
        slot->line.bytes = base64_decode(envelope.raw, slot->arena);
    else if (slot->line.bytes.length <= RECORD_LIMIT_BYTES)
        slot->line.document = envelope.document;
    slot->line.is_command = envelope.is_command;
    slot->line.at = envelope.at;
    feed->count++;
    return 0;
}

int feed_open(const char *path, struct feed_position position, struct feed **feed,
              struct fault *fault)
{
    OWNED(feed) struct feed *opened = memory_new(sizeof *opened);
    struct slice skipped;
    bool more = true;

    for (size_t i = 0; i < AHEAD; i++)
        opened->slots[i].arena = arena_new();
    opened->stamp.now = position.stamped_at;
    if (lines_open(path, &opened->lines, fault) != 0)
        return -1;
    for (uint64_t i = 0; i < position.lines && more; i++) {
        if (lines_next(opened->lines, &skipped, &more, fault) != 0)
            return -1;
    }
    *feed = TAKE(opened);
    return 0;
}

void feed_free(struct feed *feed)
{
    if (feed == NULL)
        return;
    lines_free(feed->lines);
    for (size_t i = 0; i < AHEAD; i++)
        arena_free(feed->slots[i].arena);
    memory_free(feed);
}

/* The instant of the first line depends on the times of those behind it. */
static void stamp_first(struct feed *feed)
{
    struct feed_line *line = &slot_at(feed, 0)->line;
    feed->is_stamped = true;
    if (line->is_logged) { /* it says itself where it stood; what follows stands behind it */
        if (line->stamped_at > feed->stamp.now)
            feed->stamp.now = line->stamped_at;
        return;
    }

    int64_t following[STAMP_FOLLOWING];

    for (size_t i = 1; i < feed->count; i++)
        following[i - 1] = slot_at(feed, i)->line.at;
    line->stamped_at = stamp_next(&feed->stamp, line->at, following, feed->count - 1);
}

int feed_peek(struct feed *feed, const struct feed_line **line, struct fault *fault)
{
    while (!feed->ended && feed->count < AHEAD) {
        if (read_line(feed, fault) != 0)
            return -1;
    }
    if (feed->count > 0 && !feed->is_stamped)
        stamp_first(feed);
    *line = feed->count > 0 ? &slot_at(feed, 0)->line : NULL;
    return 0;
}

void feed_drop(struct feed *feed)
{
    feed->first = (feed->first + 1) % AHEAD;
    feed->count--;
    feed->is_stamped = false;
}

static bool is_time(const struct json *member)
{
    return slice_is(member->name, "at") || slice_is(member->name, "collected_at") ||
           slice_is(member->name, "through") || slice_is(member->name, "logged_at");
}

/* The record again, with its times moved. */
static void write_moved(const struct json *document, int64_t shift_ms, struct text *text)
{
    struct writer writer = writer_on(text);

    writer_object(&writer);
    for (const struct json *member = document->first; member != NULL; member = member->next) {
        int64_t at = 0;
        writer_name_slice(&writer, member->name);
        if (is_time(member) && json_is_string(member) && moment_parse(member->text, &at))
            writer_moment(&writer, at + shift_ms);
        else
            writer_value(&writer, member);
    }
    writer_object_end(&writer);
}

void feed_write(const struct feed_line *line, int64_t shift_ms, struct slice key,
                struct text *text)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text moved = { 0 };
    const struct json *document = NULL;

    bool changes = shift_ms != 0 || line->is_command;
    if (!changes || json_parse(line->bytes, LINES_LIMIT_BYTES, arena, &document, NULL) != 0) {
        text_add_bytes(text, line->bytes.bytes, line->bytes.length);
        return;
    }
    write_moved(document, shift_ms, &moved);
    struct slice bytes = { moved.bytes, moved.length };
    if (!line->is_command || json_parse(bytes, moved.length, arena, &document, NULL) != 0)
        text_add_bytes(text, bytes.bytes, bytes.length);
    else
        record_sign(text, document, key);
}
