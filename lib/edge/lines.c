#include "edge/lines.h"

#include "edge/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_BYTES = 256 * 1024, MAGIC_BYTES = 6 };

struct lines {
    char *path;
    int file;                    /* -1 when there is none */
    const struct unpack *unpack; /* NULL: plain */
    void *unpack_own;
    unsigned char packed[BLOCK_BYTES]; /* 1. packed[packed_at … packed_end) is still to unpack */
    size_t packed_at;
    size_t packed_end;
    bool file_ended;
    bool finished;               /* 2. nothing more will be unpacked */
    struct text buffer;          /* 3. buffer[at …] is unpacked and not yet given */
    size_t at;
    size_t searched;             /* 4. no newline in buffer[at … searched) */
    uint64_t number;
    bool was_cut;
};

static int read_file(struct lines *lines, struct fault *fault)
{
    if (lines->packed_at > 0) {
        memmove(lines->packed, lines->packed + lines->packed_at,
                lines->packed_end - lines->packed_at);
        lines->packed_end -= lines->packed_at;
        lines->packed_at = 0;
    }
    if (lines->packed_end == BLOCK_BYTES)
        return 0;
    ssize_t got = 0;
    do
        got = read(lines->file, lines->packed + lines->packed_end, BLOCK_BYTES - lines->packed_end);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return fault_set(fault, FAULT_INPUT, "reading '%s': %s", lines->path, strerror(errno));
    lines->file_ended = got == 0;
    lines->packed_end += (size_t)got;
    return 0;
}

static int unpack_plain(struct lines *lines)
{
    size_t length = lines->packed_end - lines->packed_at;

    text_add_bytes(&lines->buffer, lines->packed + lines->packed_at, length);
    lines->packed_at = lines->packed_end = 0;
    lines->finished = lines->file_ended;
    return 0;
}

static int unpack_packed(struct lines *lines, struct fault *fault)
{
    char *out = text_reserve(&lines->buffer, BLOCK_BYTES);
    struct unpack_step step = {
        .in = lines->packed + lines->packed_at,
        .in_bytes = lines->packed_end - lines->packed_at,
        .out = (unsigned char *)out,
        .out_bytes = BLOCK_BYTES,
        .in_ended = lines->file_ended,
    };

    if (lines->unpack->step(lines->unpack_own, &step, fault) != 0)
        return fault_during(fault, "unpacking '%s'", lines->path);
    lines->packed_at = lines->packed_end - step.in_bytes;
    lines->buffer.length += BLOCK_BYTES - step.out_bytes;
    lines->buffer.bytes[lines->buffer.length] = '\0';
    lines->finished = step.finished;
    return 0;
}

/* Makes the buffer longer, or finds that the file is finished. */
static int fill(struct lines *lines, struct fault *fault)
{
    if (!lines->file_ended && read_file(lines, fault) != 0)
        return -1;
    return lines->unpack == NULL ? unpack_plain(lines) : unpack_packed(lines, fault);
}

/* Drops what was given, so that the buffer holds one line and one block at most. */
static void drop_given(struct lines *lines)
{
    size_t rest = lines->buffer.length - lines->at;

    if (lines->at == 0)
        return;
    memmove(lines->buffer.bytes, lines->buffer.bytes + lines->at, rest);
    lines->buffer.length = rest;
    lines->searched -= lines->at;
    lines->at = 0;
}

static void give(struct lines *lines, size_t end, struct slice *line)
{
    size_t length = end - lines->at;

    lines->was_cut = length > LINES_LIMIT_BYTES;
    *line = (struct slice){ lines->buffer.bytes + lines->at,
                            lines->was_cut ? LINES_LIMIT_BYTES : length };
    lines->number++;
    lines->at = end + 1 < lines->buffer.length ? end + 1 : lines->buffer.length;
    lines->searched = lines->at;
}

/* Keeps the beginning of an endless line, and of the rest only the last byte's place. */
static void shorten(struct lines *lines)
{
    size_t most = lines->at + LINES_LIMIT_BYTES + 1;

    if (lines->buffer.length > most && lines->searched == lines->buffer.length)
        lines->buffer.length = lines->searched = most;
}

int lines_next(struct lines *lines, struct slice *line, bool *more, struct fault *fault)
{
    for (;;) {
        const char *from = text_string(&lines->buffer) + lines->searched;
        const char *newline = memchr(from, '\n', lines->buffer.length - lines->searched);
        if (newline != NULL) {
            give(lines, (size_t)(newline - lines->buffer.bytes), line);
            *more = true;
            return 0;
        }
        lines->searched = lines->buffer.length;
        if (lines->finished) {
            *more = lines->at < lines->buffer.length;
            if (*more)
                give(lines, lines->buffer.length, line);
            return 0;
        }
        shorten(lines);
        drop_given(lines);
        if (fill(lines, fault) != 0)
            return -1;
    }
}

static int find_packing(struct lines *lines, struct fault *fault)
{
    static const unsigned char xz[] = { 0xFD, '7', 'z', 'X', 'Z', 0 };
    static const unsigned char zstd[] = { 0x28, 0xB5, 0x2F, 0xFD };

    while (!lines->file_ended && lines->packed_end < MAGIC_BYTES) {
        if (read_file(lines, fault) != 0)
            return -1;
    }
    if (lines->packed_end >= sizeof xz && memcmp(lines->packed, xz, sizeof xz) == 0)
        lines->unpack = &unpack_xz;
    else if (lines->packed_end >= sizeof zstd && memcmp(lines->packed, zstd, sizeof zstd) == 0)
        lines->unpack = &unpack_zstd;
    else
        return 0;
    lines->unpack_own = lines->unpack->open();
    if (lines->unpack_own == NULL)
        return fault_set(fault, FAULT_SETUP, "'%s' cannot be unpacked on this machine",
                         lines->path);
    return 0;
}

int lines_open(const char *path, struct lines **lines, struct fault *fault)
{
    OWNED(lines) struct lines *opened = memory_new(sizeof *opened);
    bool is_input = strcmp(path, "-") == 0;

    opened->path = memory_copy(path, strlen(path));
    opened->file = is_input ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (opened->file < 0)
        return fault_set(fault, FAULT_SETUP, "opening '%s': %s", path, strerror(errno));
    if (find_packing(opened, fault) != 0)
        return -1;
    *lines = TAKE(opened);
    return 0;
}

void lines_free(struct lines *lines)
{
    if (lines == NULL)
        return;
    if (lines->unpack_own != NULL)
        lines->unpack->free(lines->unpack_own);
    if (lines->file >= 0)
        (void)close(lines->file); /* it was only read */
    text_done(&lines->buffer);
    memory_free(lines->path);
    memory_free(lines);
}

uint64_t lines_number(const struct lines *lines)
{
    return lines->number;
}

bool lines_was_cut(const struct lines *lines)
{
    return lines->was_cut;
}
