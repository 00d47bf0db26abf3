#include "edge/log.h"

#include "base/moment.h"
#include "edge/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const NAMES[] = {
    [LOG_LEVEL_ERROR] = "error", [LOG_LEVEL_WARNING] = "warning", [LOG_LEVEL_NOTICE] = "notice",
    [LOG_LEVEL_INFO] = "info",   [LOG_LEVEL_DEBUG] = "debug",
};

enum { LEVEL_COUNT = sizeof NAMES / sizeof *NAMES };

struct log log_to_stderr(const char *program)
{
    return (struct log){ .program = program,
                         .lowest = LOG_LEVEL_INFO,
                         .descriptor = STDERR_FILENO };
}

bool log_level_find(struct slice name, enum log_level *level)
{
    for (int i = 0; i < LEVEL_COUNT; i++) {
        if (slice_is(name, NAMES[i])) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

const char *log_level_name(enum log_level level)
{
    return NAMES[level];
}

/* How many bytes at `from` are one character that is safe to print; 0 when there is none. Overlong
 * forms and surrogates are let through: terminals show a replacement for them. */
static size_t character_length(const char *from)
{
    unsigned char first = (unsigned char)from[0];
    size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    if (first < 0x20 || first == 0x7F || first > 0xF4)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if (((unsigned char)from[i] & 0xC0) != 0x80)
            return 0;
    }
    if (first == 0xC2 && (unsigned char)from[1] < 0xA0)
        return 0; /* C1 controls */
    return length;
}

static void add_sentence(struct text *line, const char *sentence)
{
    while (*sentence != '\0') {
        size_t length = character_length(sentence);
        if (length == 0)
            text_add_format(line, "\\x%02x", (unsigned char)*sentence++);
        else
            text_add_bytes(line, sentence, length);
        sentence += length;
    }
}

void log_write(const struct log *log, enum log_level level, const char *id, const char *format, ...)
{
    if (level > log->lowest)
        return;

    OWNED(text) struct text line = { 0 };
    char sentence[LOG_LINE_BYTES * 2]; /* twice what is written, so that cutting shows */
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments); /* what is cut shows as `…` */
    va_end(arguments);
    moment_add(&line, clock_wall());
    text_add_format(&line, " %s %s %s: ", log->program, NAMES[level], id);
    add_sentence(&line, sentence);
    if (line.length > LOG_LINE_BYTES) {
        struct slice kept = slice_cut((struct slice){ line.bytes, line.length }, LOG_LINE_BYTES);
        line.length = kept.length;
        text_add(&line, "…");
    }
    text_add_char(&line, '\n');
    /* A log that cannot be written must not stop the counting. */
    ssize_t written = write(log->descriptor, line.bytes, line.length);
    (void)written;
}
