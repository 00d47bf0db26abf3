#include "wire/yaml.h"

#include "wire/yaml_tree.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void complaints_done(struct complaints *complaints)
{
    text_done(&complaints->text);
}

void complaints_add(struct complaints *complaints, const char *sentence)
{
    if (complaints->count++ > 0)
        text_add_char(&complaints->text, '\n');
    for (const char *at = sentence; *at != '\0'; at++)
        text_add_char(&complaints->text, *at == '\n' ? ' ' : *at);
}

int complaints_settle(const struct complaints *complaints, struct fault *fault)
{
    if (complaints->count == 0)
        return 0;
    return fault_set(fault, FAULT_SETUP, "%s", text_string(&complaints->text));
}

void yaml_complain_at(struct yaml *yaml, int line, int column, const char *sentence)
{
    OWNED(text) struct text whole = { 0 };

    text_add_format(&whole, "%s:%d:%d: %s", yaml->name, line, column, sentence);
    complaints_add(yaml->complaints, text_string(&whole));
}

bool yaml_complain(const struct yaml_node *node, const char *format, ...)
{
    OWNED(text) struct text sentence = { 0 };
    va_list arguments;

    va_start(arguments, format);
    char *made = NULL;
    int length = vasprintf(&made, format, arguments);
    va_end(arguments);
    if (length >= 0)
        text_add_bytes(&sentence, made, (size_t)length);
    free(made);
    yaml_complain_at(node->yaml, node->line, node->column, text_string(&sentence));
    return false;
}

void yaml_complain_about_key(const struct yaml_node *value, const char *what)
{
    OWNED(text) struct text sentence = { 0 };

    text_add_format(&sentence, "%s '%s'", what, value->key);
    yaml_complain_at(value->yaml, value->key_line, value->key_column, text_string(&sentence));
}

/* --- asking --- */

struct yaml_node *yaml_root(struct yaml *yaml)
{
    return yaml->root;
}

enum yaml_kind yaml_kind(const struct yaml_node *node)
{
    return node->kind;
}

int yaml_line(const struct yaml_node *node)
{
    return node->line;
}

const char *yaml_place(struct arena *arena, const struct yaml_node *node)
{
    OWNED(text) struct text place = { 0 };

    text_add_format(&place, "%s:%d:%d", node->yaml->name, node->line, node->column);
    return arena_copy(arena, text_string(&place), place.length);
}

const char *yaml_file(const struct yaml_node *node)
{
    return node->yaml->name;
}

struct yaml_node *yaml_find(struct yaml_node *mapping, const char *key)
{
    if (mapping == NULL)
        return NULL;
    if (mapping->kind != YAML_MAPPING) {
        if (!mapping->complained)
            (void)yaml_complain(mapping, "keys are wanted here, such as '%s:'", key);
        mapping->complained = true;
        return NULL;
    }
    for (size_t i = 0; i < mapping->count; i++) {
        if (strcmp(mapping->items[i]->key, key) == 0) {
            mapping->items[i]->asked = true;
            return mapping->items[i];
        }
    }
    return NULL;
}

struct yaml_node *yaml_need(struct yaml_node *mapping, const char *key)
{
    struct yaml_node *value = yaml_find(mapping, key);

    if (value == NULL && mapping != NULL && mapping->kind == YAML_MAPPING)
        (void)yaml_complain(mapping, "the key '%s' is missing", key); /* recorded */
    return value;
}

void yaml_finish(struct yaml_node *mapping)
{
    if (mapping == NULL || mapping->kind != YAML_MAPPING)
        return;
    for (size_t i = 0; i < mapping->count; i++)
        if (!mapping->items[i]->asked)
            yaml_complain_about_key(mapping->items[i], "nobody knows the key");
}

size_t yaml_count(const struct yaml_node *node)
{
    return node == NULL ? 0 : node->count;
}

size_t yaml_items(const struct yaml_node *list)
{
    if (list == NULL || list->kind == YAML_SEQUENCE)
        return yaml_count(list);
    (void)yaml_complain(list, "a list is wanted here"); /* recorded */
    return 0;
}

size_t yaml_members(const struct yaml_node *mapping)
{
    if (mapping == NULL || mapping->kind == YAML_MAPPING)
        return yaml_count(mapping);
    (void)yaml_complain(mapping, "names and their values are wanted here"); /* recorded */
    return 0;
}

struct yaml_node *yaml_item(struct yaml_node *node, size_t index)
{
    return node->items[index];
}

const char *yaml_key(struct yaml_node *node, size_t index)
{
    node->items[index]->asked = true;
    return node->items[index]->key;
}

/* --- values --- */

static bool scalar_is(const struct yaml_node *node, const char *wanted)
{
    if (node == NULL)
        return false;
    return node->kind == YAML_SCALAR || yaml_complain(node, "%s is wanted here", wanted);
}

bool yaml_string(const struct yaml_node *node, const char **string)
{
    if (!scalar_is(node, "a text"))
        return false;
    *string = node->text;
    return true;
}

bool yaml_bool(const struct yaml_node *node, bool *value)
{
    if (!scalar_is(node, "yes or no"))
        return false;
    bool yes = strcmp(node->text, "yes") == 0 || strcmp(node->text, "true") == 0;
    if (!yes && strcmp(node->text, "no") != 0 && strcmp(node->text, "false") != 0)
        return yaml_complain(node, "yes or no is wanted here, not '%s'", node->text);
    *value = yes;
    return true;
}

bool yaml_integer(const struct yaml_node *node, int64_t low, int64_t high, int64_t *value)
{
    if (!scalar_is(node, "a whole number"))
        return false;
    char *end = NULL;
    errno = 0;
    long long number = strtoll(node->text, &end, 10);
    if (errno != 0 || end == node->text || *end != '\0')
        return yaml_complain(node, "a whole number is wanted here, not '%s'", node->text);
    if (number < low || number > high)
        return yaml_complain(node, "%lld is outside %lld … %lld", number, (long long)low,
                             (long long)high);
    *value = number;
    return true;
}

/* The number at the beginning of a scalar; `*unit` is what stands behind it. */
static bool number_before(const struct yaml_node *node, double *value, const char **unit)
{
    char *end = NULL;

    errno = 0;
    double number = strtod(node->text, &end);
    if (errno != 0 || end == node->text || !isfinite(number) ||
        strspn(node->text, "+-.0123456789eE") < (size_t)(end - node->text))
        return false;
    *value = number;
    *unit = end;
    return true;
}

static bool range_is_kept(const struct yaml_node *node, double number, double low, double high)
{
    if (number >= low && number <= high)
        return true;
    return yaml_complain(node, "'%s' is outside %g … %g", node->text, low, high);
}

bool yaml_number(const struct yaml_node *node, double low, double high, double *value)
{
    double number = 0;
    const char *unit = NULL;

    if (!scalar_is(node, "a number"))
        return false;
    if (!number_before(node, &number, &unit) || *unit != '\0')
        return yaml_complain(node, "a number is wanted here, not '%s'", node->text);
    if (!range_is_kept(node, number, low, high))
        return false;
    *value = number;
    return true;
}

bool yaml_percent(const struct yaml_node *node, double low, double high, double *percent)
{
    double number = 0;
    const char *unit = NULL;

    if (!scalar_is(node, "a share such as 300%"))
        return false;
    if (!number_before(node, &number, &unit) || strcmp(unit, "%") != 0)
        return yaml_complain(node, "a share with its unit is wanted here, such as 300%%, not '%s'",
                             node->text);
    if (!range_is_kept(node, number, low, high))
        return false;
    *percent = number;
    return true;
}

bool yaml_length(const struct yaml_node *node, int64_t *length_ms)
{
    static const struct {
        const char *unit;
        int64_t milliseconds;
    } UNITS[] = {
        { "ms", 1 }, { "s", 1000 }, { "min", 60000 }, { "h", 3600000 }, { "d", 86400000 },
    };
    double number = 0;
    const char *unit = NULL;

    if (!scalar_is(node, "a length of time such as 72h"))
        return false;
    if (number_before(node, &number, &unit) && number >= 0 && number <= 1e9) {
        for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
            if (strcmp(unit, UNITS[i].unit) != 0)
                continue;
            *length_ms = llround(number * (double)UNITS[i].milliseconds);
            return true;
        }
    }
    return yaml_complain(node,
                         "a length of time with its unit (ms, s, min, h, d) is wanted here, such "
                         "as 72h, not '%s'",
                         node->text);
}
