/* The pieces of a casebook as bytes: "i:<id>", "a:<day>", "t:<subject>", "c". */
#include "core/casebook_parts.h"
#include "core/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Version 1 knew no growth of the last day, and of people no hours; version 2 not since when the
 * literal 24 h are over a threshold. */
enum { CASEBOOK_VERSION = 3, OF_LITERAL = 3, OLDEST_VERSION = 1 };

static void name_piece(struct casebook *casebook, char kind, const char *name,
                       struct piece *piece)
{
    text_clear(&casebook->key);
    text_add_char(&casebook->key, kind);
    if (kind != 'c')
        text_add_format(&casebook->key, ":%s", name);
    piece->key = (struct slice){ casebook->key.bytes, casebook->key.length };
    piece->removed = false;
}

static bool next_day(struct casebook *casebook, struct piece *piece)
{
    char number[24];
    int64_t day = 0;
    bool is_gone = false;

    if (!replies_next_change(casebook->replies, &day, &is_gone))
        return false;
    snprintf(number, sizeof number, "%lld", (long long)day);
    name_piece(casebook, 'a', number, piece);
    piece->removed = is_gone;
    return true;
}

bool casebook_next_change(struct casebook *casebook, struct piece *piece)
{
    if (casebook->removed_count > 0) {
        OWNED(string) char *key = casebook->removed[--casebook->removed_count];
        name_piece(casebook, 'i', key + strlen("i:"), piece);
        piece->removed = true;
        return true;
    }
    for (size_t i = 0; i < casebook->count; i++) {
        if (!casebook->incidents[i]->is_changed)
            continue;
        casebook->incidents[i]->is_changed = false;
        name_piece(casebook, 'i', casebook->incidents[i]->id, piece);
        return true;
    }
    if (next_day(casebook, piece))
        return true;
    if (casebook->heard_count > 0) {
        struct trail *trail = casebook->heard[--casebook->heard_count];
        trail->is_noted = false;
        name_piece(casebook, 't', trail->subject, piece);
        return true;
    }
    if (!casebook->is_changed)
        return false;
    casebook->is_changed = false;
    name_piece(casebook, 'c', "", piece);
    return true;
}

static void common_write(const struct casebook *casebook, struct text *text)
{
    pack_number(text, CASEBOOK_VERSION);
    pack_number(text, casebook->minute_at);
    pack_number(text, casebook->now);
    surges_write(&casebook->surges, text);
    pack_number(text, (int64_t)casebook->silence_count);
    for (size_t i = 0; i < casebook->silence_count; i++) {
        state_write_string(text, casebook->silences[i].incident);
        state_write_string(text, casebook->silences[i].subject);
        state_write_string(text, casebook->silences[i].actor);
        pack_number(text, casebook->silences[i].until_at);
    }
}

/* What stands behind "i:", "a:" or "t:". */
static struct slice name_in(struct slice key)
{
    return key.length < 2 ? SLICE("") : (struct slice){ key.bytes + 2, key.length - 2 };
}

static int64_t day_in(struct slice key)
{
    OWNED(string) char *number = memory_copy(name_in(key).bytes, name_in(key).length);

    return strtoll(number, NULL, 10);
}

void casebook_write(const struct casebook *casebook, struct slice key, struct text *text)
{
    const struct incident *incident = NULL;
    const struct trail *trail = NULL;

    if (key.length == 0)
        return;
    switch (key.bytes[0]) {
    case 'i':
        incident = casebook_find(casebook, name_in(key));
        if (incident != NULL)
            incident_write(incident, text);
        break;
    case 'a':
        replies_write(casebook->replies, text);
        break;
    case 't':
        trail = casebook_trail(casebook, name_in(key));
        if (trail != NULL)
            trail_write(trail, text);
        break;
    default:
        common_write(casebook, text);
        break;
    }
}

struct slice casebook_new_people(struct casebook *casebook, struct slice key)
{
    if (key.length > 0 && key.bytes[0] == 'a')
        return replies_fresh(casebook->replies, day_in(key));

    struct incident *incident = (struct incident *)casebook_find(casebook, name_in(key));

    if (incident == NULL || key.bytes[0] != 'i')
        return SLICE("");
    text_clear(&casebook->people);
    text_add_bytes(&casebook->people, incident->people.fresh.bytes, incident->people.fresh.length);
    people_flushed(&incident->people);
    return (struct slice){ casebook->people.bytes, casebook->people.length };
}

void casebook_renew(struct casebook *casebook)
{
    struct table_cursor cursor = { 0 };

    for (size_t i = 0; i < casebook->count; i++) {
        casebook->incidents[i]->is_changed = true;
        people_renew(&casebook->incidents[i]->people);
    }
    replies_renew(casebook->replies);
    while (table_next(casebook->trails, &cursor))
        casebook_note_trail(casebook, cursor.value);
    casebook->is_changed = true;
}

static bool common_read(struct casebook *casebook, struct slice content)
{
    struct unpack unpack = unpack_from(content);
    int64_t version = unpack_number(&unpack);

    if (version < OLDEST_VERSION || version > CASEBOOK_VERSION)
        return false;
    casebook->minute_at = unpack_number(&unpack);
    casebook->now = unpack_number(&unpack);
    surges_done(&casebook->surges);
    surges_read(&casebook->surges, &unpack,
                (struct surges_form){ .has_day = version > OLDEST_VERSION,
                                      .has_literal = version >= OF_LITERAL });
    casebook_drop_silences(casebook);
    size_t count = state_read_count(&unpack, 8);
    for (size_t i = 0; i < count && !unpack.failed; i++) {
        MEMORY_GROW(casebook->silences, casebook->silence_count, casebook->silence_capacity);
        struct silence_order *order = &casebook->silences[casebook->silence_count++];
        order->incident = state_read_string(&unpack);
        order->subject = state_read_string(&unpack);
        order->actor = state_need_string(&unpack);
        order->until_at = unpack_number(&unpack);
    }
    return unpack_is_done(&unpack);
}

static bool trail_restore(struct casebook *casebook, struct slice content)
{
    struct trail *trail = trail_read(content);

    if (trail == NULL)
        return false;
    trail_free(table_remove(casebook->trails, slice_of(trail->subject)));
    table_set(casebook->trails, slice_of(trail->subject), trail);
    return true;
}

static bool incident_restore(struct casebook *casebook, struct slice content,
                             struct slice people)
{
    struct incident *incident = incident_read(content);

    if (incident == NULL || casebook_find(casebook, slice_of(incident->id)) != NULL) {
        incident_free(incident);
        return false;
    }
    people_restore(&incident->people, people, incident->opened_at);
    casebook_keep(casebook, incident);
    return true;
}

int casebook_read(struct casebook *casebook, struct slice key, struct slice content,
                  struct slice people, struct fault *fault)
{
    bool is_ours = false;

    if (key.length > 0 && key.bytes[0] == 'i')
        is_ours = incident_restore(casebook, content, people);
    else if (key.length > 0 && key.bytes[0] == 'a')
        is_ours = replies_restore(casebook->replies, content, people);
    else if (key.length > 0 && key.bytes[0] == 't')
        is_ours = trail_restore(casebook, content);
    else if (slice_is(key, "c"))
        is_ours = common_read(casebook, content);
    if (!is_ours)
        return fault_set(fault, FAULT_INPUT, "the piece '%.*s' of the casebook of '%s' is none",
                         (int)key.length, key.bytes, casebook->org);
    return 0;
}
