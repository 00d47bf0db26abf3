/* A whole folder of small files, read into memory in the order of their names. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stddef.h>

enum {
    FOLDER_FILE_LIMIT = 1000,
    FOLDER_BYTES_LIMIT = 64 * 1024 * 1024,
    FOLDER_DEPTH_LIMIT = 8,
};

struct folder_file {
    const char *name; /* from the folder on, with slashes */
    struct slice content;
};

/* Reads all files below `path`; names that begin with a point are passed over. Everything lives in
 * the arena. FAULT_SETUP when the folder cannot be read or is over a limit. */
MUST_CHECK int folder_read(const char *path, struct arena *arena, struct folder_file **files,
                           size_t *count, struct fault *fault);
