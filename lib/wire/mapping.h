/* From an item of somebody else's to feedback: which of its values goes where.
 *
 * An item is whatever can answer "what stands at this path?": a row of CSV by column, a JSON object
 * by members. A target may have several paths, which are joined; a path "a|b" is the first of both
 * that is not empty, a path "=word" the word itself. The mapping only moves and cleans texts: it hashes nothing and hides nothing.
 *
 * An item whose status is not an opening one is two things: the item itself, and the news that its
 * status changed. mapping_update() makes the second from the first. */
#pragma once

#include "core/calendar.h"
#include "core/record.h"
#include "wire/yaml.h"

#include <stdbool.h>

enum map_target {
    MAP_ID,
    MAP_AT,
    MAP_AUTHOR,
    MAP_NAME,
    MAP_REACH,
    MAP_TITLE,
    MAP_TEXT,
    MAP_LANGUAGE,
    MAP_URL,
    MAP_REGION,
    MAP_PARENT,
    MAP_STATUS,
    MAP_SUBJECTS,
    MAP_OUTLET,
    MAP_TIER,
    MAP_RANK,
    MAP_TARGET_COUNT,
};

enum { MAP_PATHS_MOST = 8, MAP_FIELDS_MOST = 48 };

struct map_paths {
    const char *paths[MAP_PATHS_MOST]; /* enough for date, time and zone in columns of their own */
    size_t count;
};

struct map_field {
    const char *name;
    struct map_paths paths;
};

/* "已关闭" means "closed". */
struct map_word {
    const char *from;
    const char *to;
};

struct mapping {
    struct map_paths targets[MAP_TARGET_COUNT];
    struct map_field fields[MAP_FIELDS_MOST];
    size_t field_count;
    struct map_word *statuses;
    size_t status_count;
    bool html; /* title and text are HTML */
};

/* Answers what stands at the path as text; empty when nothing does. */
typedef struct slice mapping_value(void *item, const char *path);

struct mapping_item {
    mapping_value *value;
    void *item;
    const char *source;              /* ids become "<source>:<id>" */
    const struct calendar *calendar; /* of times without zone */
};

/* Reads the `map` and `statuses` members of the mapping node; what is set already stays. Borrowed
 * from the document and the arena. */
void mapping_read(struct yaml_node *entry, struct arena *arena, struct mapping *mapping);

/* Fills in what the item says; the rest of `feedback` is left alone. An item without a time, or with
 * one that cannot be read (kept as fields.at), has MOMENT_NEVER. An item without an id gets one made
 * of what it says. FAULT_INPUT when it has neither id nor text nor title. */
MUST_CHECK int mapping_apply(const struct mapping *mapping, const struct mapping_item *item,
                             struct arena *arena, struct feedback *feedback, struct fault *fault);

/* Is its status one of an item that was dealt with? Then `update` becomes the news of it: an id of
 * its own, the item as its parent. The item itself loses its status. */
bool mapping_update(struct feedback *feedback, struct arena *arena, struct feedback *update);
