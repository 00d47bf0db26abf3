/* A spool: a folder whose in/ others put files into, and we take them out of, in the order of their
 * names. What was read goes to done/, what cannot be read to bad/ with the reason beside it.
 *
 * The rule for those who deliver: write under another name (".x", "x.tmp", "x.part") or elsewhere on
 * the same disk, then rename into in/. A file that somebody still holds open for writing is left
 * alone as well, so that a half-written one is never read. Links are not followed. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { SPOOL_NAME_BYTES_MOST = 255, SPOOL_RESCAN_MS = 30000 };

struct spool;

/* Makes the three folders where they are not there. FAULT_SETUP when that cannot be done. */
MUST_CHECK int spool_open(const char *folder, struct spool **spool, struct fault *fault);
void spool_free(struct spool *spool);
RELEASE_WITH(spool, struct spool, spool_free)

/* Readable when something changed in in/. */
int spool_descriptor(const struct spool *spool);

/* The first file that is whole; *name is NULL when there is none. Yours to free. `busy` tells
 * whether files were left alone because they are being written. FAULT_AWAY when in/ cannot be read. */
MUST_CHECK int spool_next(struct spool *spool, char **name, bool *busy, struct fault *fault);

struct spool_file {
    struct text content;
    int64_t changed_at; /* wall clock */
};

/* FAULT_INPUT: it is too large or no plain file; FAULT_AWAY: it is gone or cannot be read. */
MUST_CHECK int spool_read(struct spool *spool, const char *name, size_t limit_bytes,
                          struct spool_file *file, struct fault *fault);

/* Moves the file to done/. One that is gone is as good. A name that is taken gets a number. */
MUST_CHECK int spool_finish(struct spool *spool, const char *name, struct fault *fault);
/* Moves the file to bad/ and writes NAME.reason beside it. */
MUST_CHECK int spool_refuse(struct spool *spool, const char *name, const char *reason,
                            struct fault *fault);
/* Writes bad/NAME.reason only: some rows were refused, the file was not. */
MUST_CHECK int spool_note(struct spool *spool, const char *name, const char *reason,
                          struct fault *fault);
