#include "desk/own_item.h"

#include "collect/sources/hide.h"
#include "collect/sources/listener.h"
#include "core/form.h"
#include "wire/record.h"
#include "wire/writer.h"

/* One item; its tree is copied where something of it changes. */
struct item {
    const struct own_item *own;
    bool is_private;
    struct slice incomplete; /* goes into its fields */
};

typedef void hiding(const struct item *item, struct json *value);

static void hide_each(const struct item *item, struct json *parent, hiding *hide)
{
    const struct json **end = &parent->first;

    for (const struct json *one = parent->first; one != NULL; one = one->next) {
        struct json *copy = arena_take(item->own->arena, sizeof *copy);
        *copy = *one;
        hide(item, copy);
        *end = copy;
        end = &copy->next;
    }
}

static void become_string(struct json *value, struct slice text)
{
    value->type = JSON_STRING;
    value->text = text;
}

static void hide_any(const struct item *item, struct json *value)
{
    switch (value->type) {
    case JSON_NUMBER: /* also a telephone's */
    case JSON_STRING: {
        const struct slice hidden = hide_inside(item->own->around, value->text, item->own->arena);
        if (hidden.bytes != value->text.bytes)
            become_string(value, hidden);
        return;
    }
    case JSON_ARRAY:
    case JSON_OBJECT:
        hide_each(item, value, hide_any);
        return;
    case JSON_NULL:
    case JSON_BOOL:
        return;
    }
}

static void become_digest(const struct item *item, struct json *value)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);
    struct slice whole = value->text;

    if (value->type == JSON_ARRAY || value->type == JSON_OBJECT) {
        writer_value(&writer, value);
        whole = text_slice(&json);
    }
    become_string(value, hide_whole(item->own->around, whole, item->own->arena));
}

static void hide_of_author(const struct item *item, struct json *value)
{
    if (slice_is(value->name, "id")) {
        if (item->is_private)
            become_digest(item, value);
    } else if (!slice_is(value->name, "reach")) {
        hide_any(item, value);
    }
}

static void hide_field(const struct item *item, struct json *value)
{
    if (hide_is_personal(item->own->around, value->name))
        become_digest(item, value);
    else
        hide_any(item, value);
}

/* What tells items, places and times apart stays. */
static bool is_plain(struct slice name)
{
    static const char *const names[] = { "id",   "org", "source", "channel", "at",
                                         "url",  "lang", "region", "parent",  "collected_at",
                                         "status", "subjects", "outlet" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_is(name, names[i]))
            return true;
    return false;
}

static struct json *string_of(const struct own_item *own, const char *name, struct slice text)
{
    struct json *value = arena_take(own->arena, sizeof *value);

    *value = (struct json){ .type = JSON_STRING, .name = slice_of(name), .text = text };
    return value;
}

static struct json *object_of(const struct own_item *own, const char *name)
{
    struct json *value = arena_take(own->arena, sizeof *value);

    *value = (struct json){ .type = JSON_OBJECT, .name = slice_of(name) };
    return value;
}

/* In front of all others, where the object has none of that name. */
static void add(struct json *object, struct json *value)
{
    value->next = object->first;
    object->first = value;
    object->count++;
}

static void hide_fields(const struct item *item, struct json *fields)
{
    hide_each(item, fields, hide_field);
    if (item->incomplete.length > 0 && json_find(fields, "incomplete") == NULL)
        add(fields, string_of(item->own, "incomplete", item->incomplete));
}

static void hide_member(const struct item *item, struct json *value)
{
    if (is_plain(value->name))
        return;
    if (slice_is(value->name, "author") && value->type == JSON_OBJECT)
        hide_each(item, value, hide_of_author);
    else if (slice_is(value->name, "fields") && value->type == JSON_OBJECT)
        hide_fields(item, value);
    else
        hide_any(item, value);
}

/* What the form of its channel asks for and the item lacks. */
static struct slice incomplete(const struct own_item *own, const struct feedback *feedback)
{
    OWNED(text) struct text missing = { 0 };

    form_add_missing(&own->around->forms->channels[feedback->channel], feedback, &missing);
    return (struct slice){ arena_copy(own->arena, text_string(&missing), missing.length),
                           missing.length };
}

int own_item_write(const struct own_item *own, const struct json *object, struct text *record,
                   struct slice *org, struct fault *fault)
{
    struct writer writer = writer_on(record);
    struct record read = { 0 };
    struct json whole = *object;

    if (object->type != JSON_OBJECT || json_find(object, "verb") != NULL)
        return fault_set(fault, FAULT_INPUT, "an item is no feedback record");
    if (json_find(object, "org") == NULL)
        add(&whole, string_of(own, "org", own->org));
    if (json_find(object, "source") == NULL)
        add(&whole, string_of(own, "source", own->source));
    if (record_from_json(&whole, own->arena, &read, fault) != 0)
        return -1;
    const struct item item = { own, hide_is_private(read.feedback.channel),
                               incomplete(own, &read.feedback) };
    if (item.incomplete.length > 0 && json_find(&whole, "fields") == NULL)
        add(&whole, object_of(own, "fields"));
    hide_each(&item, &whole, hide_member);
    writer_value(&writer, &whole);
    if (record->length > RECORD_LIMIT_BYTES)
        return fault_set(fault, FAULT_INPUT, "a record is larger than 256 KiB");
    *org = read.feedback.org;
    return 0;
}
