/* Small files, read whole and written whole. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <sys/types.h>

struct digest;

/* Appends the whole file; FAULT_INPUT when it holds more than `limit` bytes, FAULT_SETUP when it
 * cannot be read. */
int files_read(const char *path, size_t limit, struct text *content, struct fault *fault)
    MUST_CHECK;

/* Puts a file of that content in place of the one before: written beside it, flushed to the disk,
 * renamed. A reader sees the old one or the new one, also after a crash. */
int files_write(const char *path, struct slice content, mode_t mode, struct fault *fault)
    MUST_CHECK;

bool files_exist(const char *path);
/* Removes the file; no file is as good. */
int files_remove(const char *path, struct fault *fault) MUST_CHECK;

/* Makes the folder and those above it, with mode 0700; one that is there is as good. */
int files_make_folder(const char *path, struct fault *fault) MUST_CHECK;

/* Makes `path` a symbolic link to `target`, in place of the link before. */
int files_link(const char *path, const char *target, struct fault *fault) MUST_CHECK;

/* The absolute path without links, yours to free; FAULT_SETUP when it is not there. */
int files_resolve(const char *path, char **resolved, struct fault *fault) MUST_CHECK;

/* Takes the file as a lock that ends with this process; *taken is false when another process holds
 * it. */
int files_lock(const char *path, bool *taken, struct fault *fault) MUST_CHECK;

/* Adds everything in the file to the digest, so that two files can be told apart. */
int files_digest(const char *path, struct digest *digest, struct fault *fault) MUST_CHECK;

/* Gives the file or folder another name. */
int files_rename(const char *path, const char *name, struct fault *fault) MUST_CHECK;
