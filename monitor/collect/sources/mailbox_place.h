/* How far each mailbox was read: the cursor of a mailbox source, taken apart. */
#pragma once

#include "wire/sources.h"

struct mailbox_place {
    const char *name;
    uint32_t validity; /* 0: never seen */
    uint32_t uid;      /* everything up to here was read */
};

struct mailbox_places;

/* The mailboxes of the settings ("INBOX" when none is named), each where the cursor says. */
struct mailbox_places *mailbox_places_read(const struct source_settings *settings,
                                           struct slice cursor);
void mailbox_places_free(struct mailbox_places *places);
size_t mailbox_places_count(const struct mailbox_places *places);
struct mailbox_place *mailbox_places_at(struct mailbox_places *places, size_t index);
void mailbox_places_write(const struct mailbox_places *places, struct text *cursor);
