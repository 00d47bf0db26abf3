/* The counts of one series of a running installation, hour by hour, as the desk tells them: a past
 * like that of a file. */
#pragma once

#include "tocsin/client.h"
#include "tocsin/counts_file.h"

struct counts_question {
    const struct client_settings *client;
    const char *series;
    const char *zone;
    int64_t to_at;
};

/* As counts_file_open(); hours before the first in which something was heard are no past. */
int counts_asked_open(const struct counts_question *question,
                      const struct detector_settings *settings, struct counts_file *file,
                      struct fault *fault) MUST_CHECK;
