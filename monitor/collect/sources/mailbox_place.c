#include "collect/sources/mailbox_place.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct mailbox_places {
    struct mailbox_place *all;
    size_t count;
};

static void take_line(struct mailbox_places *places, struct slice line)
{
    OWNED(text) struct text copy = { 0 };
    uint32_t validity = 0;
    uint32_t uid = 0;
    int end = 0;

    text_add_bytes(&copy, line.bytes, line.length);
    if (sscanf(text_string(&copy), "%" SCNu32 " %" SCNu32 " %n", &validity, &uid, &end) != 2 ||
        end == 0)
        return;
    for (size_t i = 0; i < places->count; i++) {
        struct mailbox_place *place = &places->all[i];
        if (strcmp(place->name, text_string(&copy) + end) == 0) {
            place->validity = validity;
            place->uid = uid;
        }
    }
}

struct mailbox_places *mailbox_places_read(const struct source_settings *settings,
                                           struct slice cursor)
{
    struct mailbox_places *places = memory_new(sizeof *places);

    places->count = settings->mailbox_count == 0 ? 1 : settings->mailbox_count;
    places->all = memory_array(places->count, sizeof *places->all);
    places->all[0].name = "INBOX";
    for (size_t i = 0; i < settings->mailbox_count; i++)
        places->all[i].name = settings->mailboxes[i];
    while (cursor.length > 0) {
        const char *end = memchr(cursor.bytes, '\n', cursor.length);
        size_t length = end == NULL ? cursor.length : (size_t)(end - cursor.bytes);
        take_line(places, (struct slice){ cursor.bytes, length });
        cursor.bytes += length + (end != NULL);
        cursor.length -= length + (end != NULL);
    }
    return places;
}

void mailbox_places_free(struct mailbox_places *places)
{
    if (places == NULL)
        return;
    memory_free(places->all);
    memory_free(places);
}

size_t mailbox_places_count(const struct mailbox_places *places)
{
    return places->count;
}

struct mailbox_place *mailbox_places_at(struct mailbox_places *places, size_t index)
{
    return &places->all[index];
}

void mailbox_places_write(const struct mailbox_places *places, struct text *cursor)
{
    for (size_t i = 0; i < places->count; i++)
        text_add_format(cursor, "%" PRIu32 " %" PRIu32 " %s\n", places->all[i].validity,
                        places->all[i].uid, places->all[i].name);
}
