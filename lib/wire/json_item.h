/* A JSON object as an item of wire/mapping.h, and the array of items in somebody's answer.
 *
 * A path is member names with dots between: "user.screen_name". "[2]" behind a name is the third of
 * an array, "[]" all of it, joined by commas. "." is the value itself. */
#pragma once

#include "base/fault.h"
#include "wire/json.h"

/* The value at the path, or NULL. */
const struct json *json_item_find(const struct json *value, const char *path);

struct json_item {
    const struct json *value;
    struct arena *arena; /* joined texts live here */
};

/* For struct mapping_item: `item` is a struct json_item. Numbers and booleans answer as written,
 * null, objects and arrays as nothing. */
struct slice json_item_value(void *item, const char *path);

/* Items of an answer, in the arena. */
struct json_items {
    const struct json **items;
    size_t count;
    bool found;
};

/* The elements of the array at the path. "a[].b" are those of all arrays `b` together, and so are
 * "a[]" the elements of arrays inside `a`. False when there is no array. */
bool json_item_all(const struct json *value, const char *path, struct arena *arena,
                   struct json_items *items);

/* The item's JSON as text, for the quarantine. */
void json_item_add(const struct json *value, struct text *text);
