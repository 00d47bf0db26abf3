#include "wire/erasure.h"

#include "base/pack.h"
#include "base/table.h"
#include "core/trail.h"
#include "wire/keys.h"
#include "wire/writer.h"

#include <assert.h>
#include <string.h>

enum { PEOPLE_LIMIT = 4, VALUE_LIMIT_BYTES = 1 << 26 };

static const char GONE[] = "erased";

struct erasure {
    struct key stranger;
    struct key people[PEOPLE_LIMIT];
    size_t people_count;
    struct table *records; /* "<org>:<id>", encoded → the id's key among the ids */
};

struct erasure *erasure_new(struct key stranger)
{
    struct erasure *erasure = memory_new(sizeof *erasure);

    erasure->stranger = stranger;
    erasure->records = table_new();
    return erasure;
}

void erasure_free(struct erasure *erasure)
{
    if (erasure == NULL)
        return;
    for (struct table_cursor at = { 0 }; table_next(erasure->records, &at);)
        memory_free(at.value);
    table_free(erasure->records);
    memory_free(erasure);
}

void erasure_add_person(struct erasure *erasure, struct key person)
{
    assert(erasure->people_count < PEOPLE_LIMIT);
    erasure->people[erasure->people_count++] = person;
}

/* The encoded organisation in a name like "p:<org>:<piece>". */
static struct slice org_of(struct slice name)
{
    const char *from = memchr(name.bytes, ':', name.length);

    if (from == NULL)
        return SLICE("");
    struct slice rest = { from + 1, (size_t)(name.bytes + name.length - from - 1) };
    const char *end = rest.length == 0 ? NULL : memchr(rest.bytes, ':', rest.length);
    return (struct slice){ rest.bytes, end == NULL ? rest.length : (size_t)(end - rest.bytes) };
}

static void add_place(struct text *text, struct slice encoded_org, struct slice id)
{
    text_add_bytes(text, encoded_org.bytes, encoded_org.length);
    text_add_char(text, ':');
    text_add_bytes(text, id.bytes, id.length);
}

void erasure_add_record(struct erasure *erasure, struct slice org, struct slice id)
{
    OWNED(text) struct text place = { 0 };
    OWNED(text) struct text encoded = { 0 };

    keys_add_name(&encoded, org);
    add_place(&place, (struct slice){ encoded.bytes, encoded.length }, id);
    struct slice name = { text_string(&place), place.length };
    if (table_find(erasure->records, name) != NULL)
        return;
    OWNED(digest) struct digest *digest = digest_new();
    struct key *key = memory_new(sizeof *key);
    digest_add(digest, org); /* as core/fold makes the key of an id */
    digest_add(digest, id);
    *key = digest_finish(digest);
    table_set(erasure->records, name, key);
}

size_t erasure_record_count(const struct erasure *erasure)
{
    return table_count(erasure->records);
}

static bool begins(struct slice name, const char *with)
{
    size_t length = strlen(with);

    return name.length >= length && memcmp(name.bytes, with, length) == 0;
}

bool erasure_concerns(struct slice name)
{
    return begins(name, "n:") || begins(name, "people:") || begins(name, "ids:") ||
           begins(name, "p:") || begins(name, "i:");
}

static bool is_record(const struct erasure *erasure, struct slice org, struct slice id)
{
    OWNED(text) struct text place = { 0 };

    add_place(&place, org, id);
    return table_find(erasure->records, (struct slice){ text_string(&place), place.length }) !=
           NULL;
}

/* ---- packed bytes ---- */

/* Puts others in the place of some bytes, as many; returns how often they stood there. */
static int64_t replace(struct text *text, struct slice old, const char *other)
{
    int64_t count = 0;

    if (text->length < old.length || old.length == 0)
        return 0;
    for (size_t at = 0; at + old.length <= text->length;) {
        const char *found = memchr(text->bytes + at, old.bytes[0], text->length - at);
        if (found == NULL)
            break;
        at = (size_t)(found - text->bytes);
        if (at + old.length > text->length || memcmp(found, old.bytes, old.length) != 0) {
            at++;
            continue;
        }
        memcpy(text->bytes + at, other, old.length);
        at += old.length;
        count++;
    }
    return count;
}

/* Sixteen bytes that stand for a person stand nowhere by chance. */
static int64_t replace_people(const struct erasure *erasure, struct text *text)
{
    int64_t count = 0;

    for (size_t i = 0; i < erasure->people_count; i++)
        count += replace(text,
                         (struct slice){ (const char *)erasure->people[i].bytes, KEY_BYTES },
                         (const char *)erasure->stranger.bytes);
    return count;
}

static int64_t replace_ids(const struct erasure *erasure, struct text *text)
{
    int64_t count = 0;

    for (struct table_cursor at = { 0 }; table_next(erasure->records, &at);) {
        const struct key *key = at.value;
        struct key nobody;
        digest_random(nobody.bytes, sizeof nobody.bytes);
        count += replace(text, (struct slice){ (const char *)key->bytes, KEY_BYTES },
                         (const char *)nobody.bytes);
    }
    return count;
}

/* An incident's state names records as strings behind their length; dashes take their place. */
static int64_t replace_names(const struct erasure *erasure, struct slice org, struct text *text)
{
    int64_t count = 0;

    for (struct table_cursor at = { 0 }; table_next(erasure->records, &at);) {
        OWNED(text) struct text old = { 0 };
        OWNED(text) struct text other = { 0 };
        if (at.name.length <= org.length || at.name.bytes[org.length] != ':' ||
            memcmp(at.name.bytes, org.bytes, org.length) != 0)
            continue;
        struct slice id = { at.name.bytes + org.length + 1, at.name.length - org.length - 1 };
        pack_string(&old, id);
        text_add_bytes(&other, old.bytes, old.length - id.length);
        for (size_t i = 0; i < id.length; i++)
            text_add_char(&other, '-');
        count += replace(text, (struct slice){ old.bytes, old.length }, text_string(&other));
    }
    return count;
}

/* ---- what was last heard of a subject ---- */

static void put(char **place, const char *string)
{
    memory_free(*place);
    *place = memory_copy(string, strlen(string));
}

static int apply_trail(const struct erasure *erasure, struct slice org, struct text *value,
                       struct erased *erased, struct fault *fault)
{
    struct trail *trail = trail_read((struct slice){ value->bytes, value->length });
    bool changed = false;

    if (trail == NULL)
        return fault_set(fault, FAULT_INPUT, "is no trail that this program writes");
    for (size_t i = 0; i < trail->item_count; i++) {
        struct trail_item *item = &trail->items[i];
        if (item->parent != NULL && is_record(erasure, org, slice_of(item->parent))) {
            put(&item->parent, GONE);
            changed = true;
        }
        if (item->id == NULL || !is_record(erasure, org, slice_of(item->id)))
            continue;
        put(&item->id, GONE);
        put(&item->excerpt, "");
        changed = true;
        erased->evidence++;
    }
    if (changed) {
        text_clear(value);
        trail_write(trail, value);
    }
    trail_free(trail);
    return 0;
}

/* ---- what readers are shown ---- */

struct copying {
    const struct erasure *erasure;
    struct slice org;
    struct writer writer;
    int64_t *evidence;
};

static bool names_record(const struct copying *copying, const struct json *value)
{
    return json_is_string(value) && is_record(copying->erasure, copying->org, value->text);
}

static void copy_value(struct copying *copying, const struct json *value);

static void copy_object(struct copying *copying, const struct json *object)
{
    bool is_theirs = names_record(copying, json_find(object, "id"));

    writer_object(&copying->writer);
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        writer_name_slice(&copying->writer, member->name);
        if (is_theirs && slice_is(member->name, "excerpt"))
            writer_string(&copying->writer, "");
        else
            copy_value(copying, member);
    }
    writer_object_end(&copying->writer);
}

/* No deeper than what json_parse() lets through. */
static void copy_value(struct copying *copying, const struct json *value)
{
    if (names_record(copying, value)) {
        writer_string(&copying->writer, GONE);
        ++*copying->evidence;
    } else if (value->type == JSON_OBJECT) {
        copy_object(copying, value);
    } else if (value->type == JSON_ARRAY) {
        writer_array(&copying->writer);
        for (const struct json *item = value->first; item != NULL; item = item->next)
            copy_value(copying, item);
        writer_array_end(&copying->writer);
    } else {
        writer_value(&copying->writer, value);
    }
}

static int apply_json(const struct erasure *erasure, struct slice org, struct text *value,
                      struct erased *erased, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text copy = { 0 };
    const struct json *document = NULL;
    int64_t before = erased->evidence;
    struct copying copying = { erasure, org, writer_on(&copy), &erased->evidence };

    if (json_parse((struct slice){ value->bytes, value->length }, VALUE_LIMIT_BYTES, arena,
                   &document, fault) != 0)
        return -1;
    copy_value(&copying, document);
    if (erased->evidence == before)
        return 0;
    text_clear(value);
    text_add_bytes(value, copy.bytes, copy.length);
    return 0;
}

/* ---- each kind of value ---- */

static int apply_piece(const struct erasure *erasure, struct slice name, struct text *value,
                       struct erased *erased, struct fault *fault)
{
    struct slice org = org_of(name);
    const char *piece = org.bytes + org.length; /* ":t%3A…" or ":i%3A…" or ":c" */
    size_t left = (size_t)(name.bytes + name.length - piece);

    erased->people += replace_people(erasure, value);
    if (left >= 5 && memcmp(piece, ":t%3A", 5) == 0)
        return apply_trail(erasure, org, value, erased, fault);
    erased->evidence += replace_names(erasure, org, value);
    return 0;
}

int erasure_apply(const struct erasure *erasure, struct slice name, struct text *value,
                  struct erased *erased, struct fault *fault)
{
    if (begins(name, "n:"))
        erased->claims += replace_people(erasure, value);
    else if (begins(name, "people:")) { /* or complaints that wait for an answer */
        erased->people += replace_people(erasure, value);
        erased->ids += replace_ids(erasure, value);
    } else if (begins(name, "ids:"))
        erased->ids += replace_ids(erasure, value);
    else if (begins(name, "p:"))
        return apply_piece(erasure, name, value, erased, fault);
    else if (begins(name, "i:"))
        return apply_json(erasure, org_of(name), value, erased, fault);
    return 0;
}
