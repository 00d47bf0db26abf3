/* Entries that wait on disk until they can be sent: a queue in numbered files of one folder.
 *
 * An entry is framed by its length and digest, so that a file which was half written when the
 * machine or the program died ends where the last whole entry does; what lies behind that is left
 * out, and whoever wrote it goes on from there. The folder stays under a limit: an entry that finds
 * no room is not taken. A file is removed, oldest first, when none of its entries is needed. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { RESERVE_ENTRY_BYTES_MOST = 8 * 1024 * 1024 };

struct reserve;

struct reserve_options {
    const char *folder;
    size_t limit_bytes; /* of all files together */
    size_t file_bytes;  /* a file that has so many is followed by another */
    void (*found)(void *context, struct slice entry); /* what was here already, oldest first */
    void *context;
};

/* Makes the folder where it is not there, and reads all of it. FAULT_SETUP when that cannot be. */
MUST_CHECK int reserve_open(const struct reserve_options *options, struct reserve **reserve,
                            struct fault *fault);
void reserve_free(struct reserve *reserve);
RELEASE_WITH(reserve, struct reserve, reserve_free)

/* How many bytes were half written, or behind such, when it was opened. */
size_t reserve_left_out(const struct reserve *reserve);
size_t reserve_bytes(const struct reserve *reserve);

/* Puts an entry behind all others; *file (never 0) is for reserve_release(). It outlives this
 * process at once, and the machine after reserve_sync(). FAULT_AWAY: no room, or the disk refuses;
 * then nothing was added. */
MUST_CHECK int reserve_add(struct reserve *reserve, struct slice entry, uint64_t *file,
                           struct fault *fault);
MUST_CHECK int reserve_sync(struct reserve *reserve, struct fault *fault);

/* The oldest entry that was not passed, borrowed until the next call; without bytes when there is
 * none. FAULT_SETUP when the disk does not give back what it was given. */
MUST_CHECK int reserve_front(struct reserve *reserve, struct slice *entry, uint64_t *file,
                             struct fault *fault);
/* The front entry was sent; it stays on disk until it is released. */
void reserve_pass(struct reserve *reserve);
/* Everything that is here was sent otherwise. */
void reserve_pass_all(struct reserve *reserve);
/* One entry of that file is no longer needed. */
void reserve_release_entry(struct reserve *reserve, uint64_t file);
