/* A file of feedback on its way to the log: its lines in order, each with the instant at which it
 * stands in the log, far enough ahead to judge a jump in time. It reads and judges; it sends
 * nothing and knows no clock. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct feed;
struct json;

/* One line. What it points at is the feed's until feed_drop(). */
struct feed_line {
    uint64_t number; /* from 1 */
    struct slice bytes;
    const struct json *document; /* the same, read; NULL: it was not */
    struct slice org;     /* the key */
    bool is_command;
    const char *refused;  /* why it has no place in the log; NULL when it has one */
    int64_t at;           /* its own time, or MOMENT_NEVER */
    int64_t stamped_at;   /* where it stands in the log, in the file's own time; MOMENT_NEVER while
                             no line so far has a time */
    bool is_logged;       /* it has `logged_at`, as from `tocsin dump`: that is its stamped_at */
    int32_t partition;    /* of a dumped line, else -1 */
};

/* Where reading starts: after that many lines, at that instant (MOMENT_NEVER at the beginning). */
struct feed_position {
    uint64_t lines;
    int64_t stamped_at;
};

int feed_open(const char *path, struct feed_position position, struct feed **feed,
              struct fault *fault) MUST_CHECK;
void feed_free(struct feed *feed);
RELEASE_WITH(feed, struct feed, feed_free)

/* The line that comes next, NULL at the end. The same one until it is dropped. */
int feed_peek(struct feed *feed, const struct feed_line **line, struct fault *fault) MUST_CHECK;
void feed_drop(struct feed *feed);

/* Adds the line as it is sent: times moved by shift_ms, a command signed. A line that cannot be
 * read strictly goes as it is; surge will say what is wrong with it. */
void feed_write(const struct feed_line *line, int64_t shift_ms, struct slice key,
                struct text *text);
