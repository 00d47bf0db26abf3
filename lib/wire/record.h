/* Records of the input log between bytes and structs: DESIGN.md §2.
 *
 * A record is feedback, or with the member `verb` a command. What is required must be there and
 * of its type, else the record is FAULT_INPUT with the member's name; an optional member of
 * another type counts as absent; members we do not know are ignored. */
#pragma once

#include "base/fault.h"
#include "core/record.h"
#include "wire/json.h"

enum { RECORD_ID_LIMIT_BYTES = 512, RECORD_NAME_LIMIT_BYTES = 256, RECORD_SUBJECT_LIMIT = 64 };

enum record_kind { RECORD_FEEDBACK, RECORD_COMMAND };

struct record {
    enum record_kind kind;
    struct feedback feedback;    /* when it is feedback */
    struct command command;      /* when it is a command */
    int64_t logged_at;           /* of a dumped line; MOMENT_NEVER when absent */
    const struct json *document; /* the whole record, borrowed from the arena */
};

/* Reads one record; everything lives as long as the arena and `bytes`. */
MUST_CHECK int record_read(struct slice bytes, struct arena *arena, struct record *record,
                           struct fault *fault);
/* The same from a document that is parsed already. */
MUST_CHECK int record_from_json(const struct json *document, struct arena *arena,
                                struct record *record, struct fault *fault);

/* Adds the record as one JSON object; absent members are left out. */
void record_write_feedback(struct text *text, const struct feedback *feedback);
void record_write_command(struct text *text, const struct command *command);

/* Is the document's `signature` the HMAC-SHA-256 (lower-case hexadecimal) by the installation's
 * key over the record without that member, written with sorted members and no spaces? */
bool record_is_signed(const struct json *document, struct slice key);
/* Adds the document with its signature. */
void record_sign(struct text *text, const struct json *document, struct slice key);
/* Writes and signs a command in one. */
void record_write_signed(struct text *text, const struct command *command, struct slice key);
