#include "wire/source_settings.h"

#include <string.h>

static const char *const TYPES[SOURCE_TYPE_COUNT] = {
    [SOURCE_SPOOL] = "spool", [SOURCE_JSON] = "json",           [SOURCE_FEED] = "feed",
    [SOURCE_IMAP] = "imap",   [SOURCE_JETSTREAM] = "jetstream", [SOURCE_WEBHOOK] = "webhook",
};

const char *source_type_name(enum source_type type)
{
    return TYPES[type];
}

bool source_type_find(const char *name, enum source_type *type)
{
    for (size_t i = 0; i < SOURCE_TYPE_COUNT; i++) {
        if (strcmp(TYPES[i], name) == 0) {
            *type = (enum source_type)i;
            return true;
        }
    }
    return false;
}
