/* What an IMAP server says: one reply at a time out of a stream of bytes, literals and all. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { IMAP_LINE_LIMIT_BYTES = 64 * 1024, IMAP_LITERALS_MOST = 8 };

enum imap_kind {
    IMAP_UNTAGGED, /* "* …" */
    IMAP_TAGGED,   /* "A3 OK …": the answer to a command */
    IMAP_CONTINUE, /* "+ …" */
};

struct imap_reply {
    enum imap_kind kind;
    struct slice tag;
    struct slice text;     /* behind the tag, each literal replaced by nothing */
    struct slice literals[IMAP_LITERALS_MOST];
    size_t literal_count;
    size_t length; /* bytes of the whole reply; 0: it is not complete */
};

/* What came so far, and how much one literal may hold. */
struct imap_received {
    struct slice bytes;
    size_t limit_bytes;
    struct arena *arena;
};

/* Reads the reply at the start of the bytes. reply->length is 0 when more must come. The result
 * points into the bytes and the arena. A literal over the limit is FAULT_INPUT, as is what is no
 * reply. */
MUST_CHECK int imap_reply_read(const struct imap_received *received, struct imap_reply *reply,
                               struct fault *fault);

/* The number behind a word of the text: "UID" in "12 FETCH (UID 7 …". False when there is none. */
bool imap_reply_number(const struct imap_reply *reply, const char *word, uint32_t *number);
/* The time behind INTERNALDATE; MOMENT_NEVER when there is none. */
int64_t imap_reply_date(const struct imap_reply *reply);
/* Does the text begin with that word? */
bool imap_reply_is(const struct imap_reply *reply, const char *word);
/* All numbers of "SEARCH 3 5 8", into the array in the arena. */
size_t imap_reply_search(const struct imap_reply *reply, struct arena *arena, uint32_t **numbers);
/* "12 EXISTS", "12 FETCH": is the second word that one? */
bool imap_reply_counts(const struct imap_reply *reply, const char *word);

/* Adds a mailbox's name as IMAP wants it: quoted, in modified UTF-7, which it may be in already. */
void imap_add_mailbox(struct text *to, struct slice name);
