/* The kinds of sources, and how each is opened. */
#pragma once

#include "collect/sources/listener.h"

/* Opens the source that the settings describe; they are borrowed. FAULT_SETUP when it cannot be:
 * an unknown zone, a secret that is not there, a folder that cannot be made. */
MUST_CHECK int kinds_open(const struct source_settings *settings,
                          const struct surroundings *around, struct source **source,
                          struct fault *fault);

typedef int kinds_opener(const struct source_settings *settings, const struct surroundings *around,
                         struct source **source, struct fault *fault);

kinds_opener spool_source_open;
kinds_opener poll_source_open;
kinds_opener mailbox_source_open;
kinds_opener jetstream_source_open;
kinds_opener webhook_source_open;

