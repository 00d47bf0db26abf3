/* What the collector must know of a line to send it: whose it is, when, and whether it is a
 * command. Nothing is judged here: members named twice, deep nesting, escaped NULs and wrong types
 * pass, so that surge can put such a record into quarantine by its place in the log. Only what is
 * no JSON object with a text `org` is refused, because it has no place there. */
#pragma once

#include "base/fault.h"
#include "base/moment.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct json;

struct envelope {
    struct slice org;  /* decoded, in the arena */
    int64_t at;        /* MOMENT_NEVER when there is none that can be read */
    bool is_command;   /* has a member `verb` */
    /* of a dumped line: */
    int64_t logged_at; /* MOMENT_NEVER when there is none */
    int32_t partition; /* -1 when there is none */
    struct slice raw;  /* base64 of a record that was no JSON object; empty when there is none */

    const struct json *document; /* the line as json_parse() reads it; NULL when it was not asked */
};

/* Dumped lines (`logged_at` and `partition`) need no `org`: ticks and raw records have none.
 * FAULT_INPUT says what the line is instead. */
MUST_CHECK int envelope_read(struct slice line, struct arena *arena, struct envelope *envelope,
                             struct fault *fault);
