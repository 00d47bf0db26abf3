/* What sources.yaml says of one source. Read by sources_entry.c, held by sources.c, obeyed by the
 * collector and the desk. A secret is only named here. */
#pragma once

#include "core/record.h"
#include "wire/mapping.h"
#include "wire/webhook.h"

#include <stdbool.h>
#include <stdint.h>

enum source_type {
    SOURCE_SPOOL,
    SOURCE_JSON,
    SOURCE_FEED,
    SOURCE_IMAP,
    SOURCE_JETSTREAM,
    SOURCE_WEBHOOK, /* comes to the desk by itself; the collector leaves it alone */
    SOURCE_TYPE_COUNT,
};

enum spool_format { SPOOL_CSV, SPOOL_JSON_LINES, SPOOL_FORMAT_COUNT };

/* How a poll goes on after one page. */
enum paging {
    PAGING_NONE,    /* one request a poll */
    PAGING_NUMBER,  /* {page} counts up until a page is empty */
    PAGING_NEXT,    /* `next` is the address of the next page, or a token for {next} */
    PAGING_FORWARD, /* {since} moves with each page (oldest first) until a page is empty */
    PAGING_COUNT,
};

/* Where a secret lies; all NULL when there is none. */
struct secret {
    const char *file;
    const char *credential;
    const char *prefix; /* put in front: "Bearer " */
};

struct header_setting {
    const char *name;
    const char *value; /* NULL when it is a secret */
    struct secret secret;
};

/* Everything is borrowed from the document behind `struct sources`. */
struct source_settings {
    const char *name;
    const char *org;
    enum source_type type;
    enum channel channel;
    bool enabled;
    bool required;
    int64_t expected_ms; /* silent when nothing came for so long; 0: never said */
    const char *zone;    /* of times without one: "Asia/Shanghai" or "+08:00" */
    const char *language;
    const char *region;
    struct mapping mapping;
    const char **words; /* only items of feeds, JSON and streams that say one of them */
    size_t word_count;

    /* anything over the network */
    const char *url;
    int64_t every_ms;
    int64_t timeout_ms;
    int64_t limit_bytes;      /* of one answer */
    int64_t requests_a_minute; /* to its host, all sources together */
    bool allow_private;       /* its address may be loopback or private */
    const char *ca_file;      /* certificates to trust in place of the system's */
    const char *user;
    struct secret password;
    struct secret token;      /* XOAUTH2 of a mailbox */
    struct header_setting *headers;
    size_t header_count;

    /* spool */
    const char *folder;
    enum spool_format format;
    const char *charset; /* "auto", "utf-8", "gb18030", "big5" … */
    char delimiter;
    bool has_header;
    const char **columns; /* their names when there is no header line */
    size_t column_count;
    const char *transcripts;       /* folder of ID.txt; its text is the path "@transcript" */
    const char *transcript_id;     /* path of that ID in an item */
    int64_t transcript_wait_ms;    /* a file waits so long for its transcripts */

    /* json */
    enum paging paging;
    const char *items; /* path of the array; NULL: the document itself */
    const char *next;
    const char *since; /* path of the cursor in an item */
    const char *start; /* the cursor of the very first poll */
    int64_t first_page;
    int64_t most_pages;
    const char *stream;    /* a WebSocket that says when there is something to fetch; NULL: none */
    struct secret stream_token;
    bool oldest_first; /* else the newest item comes first */

    /* webhook */
    enum webhook_scheme signature;
    const char *signature_header; /* NULL: the scheme's own */
    struct secret secret;

    /* imap */
    const char **mailboxes;
    size_t mailbox_count;
    bool from_now; /* at the first start, only what comes from then on */

    /* where it stands, for complaints about secrets and folders */
    int line;
};

const char *source_type_name(enum source_type type);
/* False when there is none of that name. */
bool source_type_find(const char *name, enum source_type *type);
