#include "collect/sources/recent.h"

#include <stdlib.h>
#include <string.h>

enum { SINCE_LIMIT_BYTES = 512, DIGEST_DIGITS = 16 };

struct recent {
    struct text since;
    uint64_t digests[RECENT_MOST]; /* a ring */
    size_t count;
    size_t next;
};

struct recent *recent_new(void)
{
    return memory_new(sizeof(struct recent));
}

void recent_free(struct recent *recent)
{
    if (recent == NULL)
        return;
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

void recent_read(struct recent *recent, struct slice cursor)
{
    text_clear(&recent->since);
    recent->count = recent->next = 0;
    if (cursor.length == 0)
        return;
    struct slice since = next_word(&cursor);
    if (!slice_is(since, "-"))
        text_add_bytes(&recent->since, since.bytes, since.length);
    while (cursor.length > 0) {
        struct slice word = next_word(&cursor);
        if (word.length == DIGEST_DIGITS)
            recent_add(recent, strtoull(word.bytes, NULL, 16));
    }
}

void recent_write(const struct recent *recent, struct text *cursor)
{
    text_add(cursor, recent->since.length == 0 ? "-" : text_string(&recent->since));
    for (size_t i = 0; i < recent->count; i++) {
        size_t place = (recent->next + RECENT_MOST - recent->count + i) % RECENT_MOST;
        text_add_format(cursor, " %016llx", (unsigned long long)recent->digests[place]);
    }
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

bool recent_has(const struct recent *recent, uint64_t digest)
{
    for (size_t i = 0; i < recent->count; i++)
        if (recent->digests[i] == digest)
            return true;
    return false;
}

void recent_add(struct recent *recent, uint64_t digest)
{
    recent->digests[recent->next] = digest;
    recent->next = (recent->next + 1) % RECENT_MOST;
    if (recent->count < RECENT_MOST)
        recent->count++;
}
