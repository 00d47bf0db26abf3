#include "collect/sources/kinds.h"

int kinds_open(const struct source_settings *settings, const struct surroundings *around,
               struct source **source, struct fault *fault)
{
    static kinds_opener *const openers[SOURCE_TYPE_COUNT] = {
        [SOURCE_SPOOL] = spool_source_open, [SOURCE_JSON] = poll_source_open,
        [SOURCE_FEED] = poll_source_open,   [SOURCE_IMAP] = mailbox_source_open,
        [SOURCE_JETSTREAM] = jetstream_source_open, [SOURCE_WEBHOOK] = webhook_source_open,
    };

    return openers[settings->type](settings, around, source, fault);
}
