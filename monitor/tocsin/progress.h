/* A progress bar on standard error, where that is a terminal; else nothing. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct progress {
    const char *what;
    bool is_shown;
    int percent; /* as shown last */
};

struct progress progress_begin(const char *what);
void progress_show(struct progress *progress, size_t done, size_t total);
/* Takes the bar away. */
void progress_end(struct progress *progress);
