#include "wire/json_item.h"

#include "wire/writer.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* One step of a path: a name, and what stands in brackets behind it. */
struct path_step {
    struct slice name;
    bool has_index;
    bool is_all;
    size_t index;
};

/* Takes the next step off the path; false at its end. */
static bool next_step(const char **path, struct path_step *step)
{
    const char *at = *path;

    if (*at == '.')
        at++;
    if (*at == '\0')
        return false;
    *step = (struct path_step){ .name = { at, strcspn(at, ".[") } };
    at += step->name.length;
    if (*at == '[') {
        step->has_index = true;
        step->is_all = at[1] == ']';
        step->index = (size_t)strtoul(at + 1, NULL, 10);
        at += strcspn(at, "]");
        if (*at == ']')
            at++;
    }
    *path = at;
    return true;
}

static const struct json *member(const struct json *value, struct slice name)
{
    if (value == NULL || value->type != JSON_OBJECT)
        return NULL;
    for (const struct json *one = value->first; one != NULL; one = one->next)
        if (slice_equals(one->name, name))
            return one;
    return NULL;
}

static const struct json *element(const struct json *value, size_t index)
{
    if (value == NULL || value->type != JSON_ARRAY)
        return NULL;
    const struct json *one = value->first;
    for (; one != NULL && index > 0; index--)
        one = one->next;
    return one;
}

static void add_scalar(const struct json *value, struct text *text)
{
    if (value == NULL || value->type == JSON_NULL || value->type == JSON_ARRAY ||
        value->type == JSON_OBJECT)
        return;
    if (text->length > 0)
        text_add_char(text, ',');
    if (value->type == JSON_BOOL)
        text_add(text, value->boolean ? "true" : "false");
    else
        text_add_bytes(text, value->text.bytes, value->text.length);
}

const struct json *json_item_find(const struct json *value, const char *path)
{
    struct path_step step;

    while (value != NULL && next_step(&path, &step)) {
        if (step.name.length > 0)
            value = member(value, step.name);
        if (step.has_index && !step.is_all)
            value = element(value, step.index);
    }
    return value;
}

/* Everything the path leads to, all elements of a "[]" included. */
static void add_all(const struct json *value, const char *path, struct text *text)
{
    struct path_step step;

    while (value != NULL && next_step(&path, &step)) {
        if (step.name.length > 0)
            value = member(value, step.name);
        if (step.is_all && value != NULL) {
            if (value->type == JSON_ARRAY)
                for (const struct json *one = value->first; one != NULL; one = one->next)
                    add_all(one, path, text);
            return;
        }
        if (step.has_index)
            value = element(value, step.index);
    }
    add_scalar(value, text);
}

struct slice json_item_value(void *context, const char *path)
{
    struct json_item *item = context;

    if (strstr(path, "[]") != NULL) {
        OWNED(text) struct text text = { 0 };
        add_all(item->value, path, &text);
        return (struct slice){ arena_copy(item->arena, text_string(&text), text.length),
                               text.length };
    }
    const struct json *value = json_item_find(item->value, path);
    if (value == NULL || value->type == JSON_NULL || value->type == JSON_ARRAY ||
        value->type == JSON_OBJECT)
        return (struct slice){ 0 };
    if (value->type == JSON_BOOL)
        return value->boolean ? SLICE("true") : SLICE("false");
    return value->text;
}

void json_item_add(const struct json *value, struct text *text)
{
    struct writer writer = writer_on(text);

    writer_value(&writer, value);
}

static void add_item(struct json_items *items, const struct json *item)
{
    if (items->items != NULL)
        items->items[items->count] = item;
    items->count++;
    items->found = true;
}

/* Walks the path; every array at its end gives its elements, an object inside "[]" is one. */
static void gather(const struct json *value, const char *path, struct json_items *items)
{
    struct path_step step;

    while (value != NULL && next_step(&path, &step)) {
        if (step.name.length > 0)
            value = member(value, step.name);
        if (step.is_all && value != NULL) {
            items->found = items->found || value->type == JSON_ARRAY;
            const struct json *one = value->type == JSON_ARRAY ? value->first : NULL;
            for (; one != NULL; one = one->next) {
                if (*path == '\0' && one->type == JSON_OBJECT)
                    add_item(items, one);
                else
                    gather(one, path, items);
            }
            return;
        }
        if (step.has_index)
            value = element(value, step.index);
    }
    if (value == NULL || value->type != JSON_ARRAY)
        return;
    items->found = true;
    for (const struct json *one = value->first; one != NULL; one = one->next)
        add_item(items, one);
}

bool json_item_all(const struct json *value, const char *path, struct arena *arena,
                   struct json_items *items)
{
    struct json_items found = { 0 };

    gather(value, path, &found); /* first only counts */
    if (!found.found)
        return false;
    found.items = arena_take(arena, (found.count + 1) * sizeof *found.items);
    found.count = 0;
    gather(value, path, &found);
    *items = found;
    return true;
}
