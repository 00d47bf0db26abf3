/* Reading rule files: YAML as a small tree that knows where each thing stands.
 *
 * Nothing is refused at the first fault. Every getter that finds something wrong writes one line,
 * "file:line:column: sentence", into the complaints and returns false; the caller goes on, and the
 * person who wrote the file reads everything at once. A document with complaints must not be used.
 * Keys given twice are complained about by the parser, keys nobody asked for by yaml_finish().
 * Lengths and shares carry their unit ("72h", "300%"); anchors, aliases and tags are refused. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* What is wrong in any number of files, one line each. */
struct complaints {
    struct text text;
    size_t count;
};

void complaints_done(struct complaints *complaints);
static inline void complaints_release(struct complaints *complaints)
{
    complaints_done(complaints);
}
/* Adds a line; line feeds in it become spaces. */
void complaints_add(struct complaints *complaints, const char *sentence);
/* FAULT_SETUP with all the lines when there are any, else 0. */
MUST_CHECK int complaints_settle(const struct complaints *complaints, struct fault *fault);

enum { YAML_LIMIT_BYTES = 4 * 1024 * 1024, YAML_DEPTH_LIMIT = 32 };

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml;
struct yaml_node;

/* Parses one document. NULL when it cannot be read; why stands in the complaints. `name` is how
 * the file is called in complaints. The complaints must outlive the document. */
struct yaml *yaml_read(const char *name, struct slice content, struct complaints *complaints);
void yaml_free(struct yaml *yaml);
RELEASE_WITH(yaml, struct yaml, yaml_free)

/* The topmost node; an empty file is an empty mapping. */
struct yaml_node *yaml_root(struct yaml *yaml);
enum yaml_kind yaml_kind(const struct yaml_node *node);
int yaml_line(const struct yaml_node *node);
/* "file:line:column" in the arena, for what others find wrong with it. */
const char *yaml_place(struct arena *arena, const struct yaml_node *node);
const char *yaml_file(const struct yaml_node *node);

/* Writes one complaint about that place. Always returns false. */
bool yaml_complain(const struct yaml_node *node, const char *format, ...) PRINTF_LIKE(2, 3);

/* The value of a key, or NULL; asked for, so yaml_finish() is content with it. A node that is no
 * mapping is complained about once. */
struct yaml_node *yaml_find(struct yaml_node *mapping, const char *key);
/* The same, and its absence is complained about. */
struct yaml_node *yaml_need(struct yaml_node *mapping, const char *key);
/* Complains about every key that nobody asked for. */
void yaml_finish(struct yaml_node *mapping);

/* Items of a sequence or values of a mapping, in the order of the file. A scalar has none. */
size_t yaml_count(const struct yaml_node *node);
/* The same of a list only, or of a mapping only: anything else has none, and is complained about. */
size_t yaml_items(const struct yaml_node *list);
size_t yaml_members(const struct yaml_node *mapping);
struct yaml_node *yaml_item(struct yaml_node *node, size_t index);
/* The key of a mapping's value; it counts as asked for. Borrowed from the document. */
const char *yaml_key(struct yaml_node *node, size_t index);

/* Each returns false and complains when the value is not what is wanted, and does nothing but
 * return false when `node` is NULL. Strings are borrowed from the document. */
bool yaml_string(const struct yaml_node *node, const char **string);
bool yaml_bool(const struct yaml_node *node, bool *value);
bool yaml_integer(const struct yaml_node *node, int64_t low, int64_t high, int64_t *value);
bool yaml_number(const struct yaml_node *node, double low, double high, double *value);
/* "300%" is 300.0. */
bool yaml_percent(const struct yaml_node *node, double low, double high, double *percent);
/* "250ms", "30s", "15min", "72h", "7d" as milliseconds, not negative. */
bool yaml_length(const struct yaml_node *node, int64_t *length_ms);
