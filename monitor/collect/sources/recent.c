#include "collect/sources/recent.h"

#include <stdlib.h>
#include <string.h>

enum { SINCE_LIMIT_BYTES = 512, DIGEST_DIGITS = 16, ROOM_MARK = 'r' };

/* In the order in which they came, and by their value. */
struct generation {
    uint64_t *digests;
    uint32_t *places; /* twice as many as fit: a digest's number and one, 0 where there is none */
    size_t count;
};

struct recent {
    struct text since;
    size_t room; /* of each generation */
    struct generation young;
    struct generation old;
};

static struct generation generation_new(size_t room)
{
    return (struct generation){ .digests = memory_array(room, sizeof(uint64_t)),
                                .places = memory_array(2 * room, sizeof(uint32_t)) };
}

static void generation_done(struct generation *generation)
{
    memory_free(generation->digests);
    memory_free(generation->places);
}

/* Where it stands, or would. */
static uint32_t *find_place(const struct generation *generation, size_t room, uint64_t digest)
{
    size_t place = (size_t)(digest % (2 * room));

    while (generation->places[place] != 0 &&
           generation->digests[generation->places[place] - 1] != digest)
        place = (place + 1) % (2 * room);
    return &generation->places[place];
}

static bool generation_has(const struct generation *generation, size_t room, uint64_t digest)
{
    return *find_place(generation, room, digest) != 0;
}

struct recent *recent_new(void)
{
    struct recent *recent = memory_new(sizeof *recent);

    recent->room = RECENT_LEAST;
    recent->young = generation_new(recent->room);
    recent->old = generation_new(recent->room);
    return recent;
}

void recent_free(struct recent *recent)
{
    if (recent == NULL)
        return;
    generation_done(&recent->young);
    generation_done(&recent->old);
    text_done(&recent->since);
    memory_free(recent);
}

const char *recent_since(const struct recent *recent)
{
    return text_string(&recent->since);
}

/* The next word; empty at the end. */
static struct slice next_word(struct slice *from)
{
    const char *space = memchr(from->bytes, ' ', from->length);
    size_t length = space == NULL ? from->length : (size_t)(space - from->bytes);
    struct slice word = { from->bytes, length };

    from->bytes += length + (space != NULL);
    from->length -= length + (space != NULL);
    return word;
}

static void add_all(struct recent *recent, const struct generation *from)
{
    for (size_t i = 0; i < from->count; i++)
        recent_add(recent, from->digests[i]);
}

/* Keeps all that is known in generations of that size. */
static void resize(struct recent *recent, size_t room)
{
    struct generation old = recent->old;
    struct generation young = recent->young;

    recent->room = room;
    recent->young = generation_new(room);
    recent->old = generation_new(room);
    add_all(recent, &old);
    add_all(recent, &young);
    generation_done(&old);
    generation_done(&young);
}

static void make_room(struct recent *recent, size_t room)
{
    if (room > RECENT_MOST)
        room = RECENT_MOST;
    if (room > recent->room)
        resize(recent, room);
}

void recent_read(struct recent *recent, struct slice cursor)
{
    text_clear(&recent->since);
    recent->young.count = recent->old.count = 0; /* nothing is left of what was known */
    resize(recent, RECENT_LEAST);
    if (cursor.length == 0)
        return;
    struct slice since = next_word(&cursor);
    if (!slice_is(since, "-"))
        text_add_bytes(&recent->since, since.bytes, since.length);
    while (cursor.length > 0) {
        struct slice word = next_word(&cursor);
        if (word.length == DIGEST_DIGITS)
            recent_add(recent, strtoull(word.bytes, NULL, 16));
        else if (word.length > 1 && word.bytes[0] == ROOM_MARK)
            make_room(recent, strtoull(word.bytes + 1, NULL, 10));
    }
}

static void write_digests(const struct generation *generation, struct text *cursor)
{
    for (size_t i = 0; i < generation->count; i++)
        text_add_format(cursor, " %016llx", (unsigned long long)generation->digests[i]);
}

void recent_write(const struct recent *recent, struct text *cursor)
{
    text_add(cursor, recent->since.length == 0 ? "-" : text_string(&recent->since));
    if (recent->room > RECENT_LEAST)
        text_add_format(cursor, " %c%zu", ROOM_MARK, recent->room);
    write_digests(&recent->old, cursor);
    write_digests(&recent->young, cursor);
}

static bool is_number(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] < '0' || bytes[i] > '9')
            return false;
    return length > 0;
}

/* Numbers of any length: the longer is the larger. */
static int compare(struct slice left, struct slice right)
{
    if (is_number(left.bytes, left.length) && is_number(right.bytes, right.length) &&
        left.length != right.length)
        return left.length < right.length ? -1 : 1;
    return slice_compare(left, right);
}

void recent_move(struct recent *recent, struct slice since)
{
    struct slice known = { text_string(&recent->since), recent->since.length };

    if (since.length == 0 || since.length > SINCE_LIMIT_BYTES)
        return;
    for (size_t i = 0; i < since.length; i++)
        if ((unsigned char)since.bytes[i] <= ' ')
            return;
    if (known.length > 0 && compare(since, known) <= 0)
        return;
    text_clear(&recent->since);
    text_add_bytes(&recent->since, since.bytes, since.length);
}

bool recent_expect(struct recent *recent, size_t count)
{
    if (count > recent->room)
        make_room(recent, count + count / 2);
    return count <= RECENT_MOST;
}

bool recent_has(struct recent *recent, uint64_t digest)
{
    if (generation_has(&recent->young, recent->room, digest))
        return true;
    if (!generation_has(&recent->old, recent->room, digest))
        return false;
    recent_add(recent, digest);
    return true;
}

void recent_add(struct recent *recent, uint64_t digest)
{
    if (recent->young.count == recent->room) {
        generation_done(&recent->old);
        recent->old = recent->young;
        recent->young = generation_new(recent->room);
    }
    uint32_t *place = find_place(&recent->young, recent->room, digest);
    if (*place != 0)
        return;
    recent->young.digests[recent->young.count++] = digest;
    *place = (uint32_t)recent->young.count;
}
