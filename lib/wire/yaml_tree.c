#include "wire/yaml_tree.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#include <libfyaml.h>

/* What libfyaml's events are read with. */
struct reading_state {
    struct fy_parser *parser;
    struct yaml *yaml;
    size_t depth;
    bool failed;
};

/* --- from events to nodes --- */

static struct yaml_node *node_new(struct yaml *yaml, enum yaml_kind kind, struct fy_token *token)
{
    struct yaml_node *node = arena_take(yaml->arena, sizeof *node);
    const struct fy_mark *mark = token == NULL ? NULL : fy_token_start_mark(token);

    node->yaml = yaml;
    node->kind = kind;
    node->line = mark == NULL ? 1 : mark->line + 1;
    node->column = mark == NULL ? 1 : mark->column + 1;
    return node;
}

static void node_add(struct yaml_node *parent, struct yaml_node *child)
{
    if (parent->count == parent->capacity) {
        size_t capacity = parent->capacity == 0 ? 8 : parent->capacity * 2;
        struct yaml_node **items =
            arena_take(parent->yaml->arena, capacity * sizeof *items);
        if (parent->count > 0)
            memcpy(items, parent->items, parent->count * sizeof *items);
        parent->items = items;
        parent->capacity = capacity;
    }
    parent->items[parent->count++] = child;
}

static struct yaml_node *scalar_read(struct reading_state *state, struct fy_event *event)
{
    struct fy_token *token = event->scalar.value;
    struct yaml_node *node = node_new(state->yaml, YAML_SCALAR, token);
    size_t length = 0;
    const char *text = token == NULL ? "" : fy_token_get_text(token, &length);

    node->text = arena_copy(state->yaml->arena, text == NULL ? "" : text, length);
    node->quoted = token != NULL && fy_token_scalar_style(token) != FYSS_PLAIN;
    if (event->scalar.anchor != NULL || event->scalar.tag != NULL)
        (void)yaml_complain(node, "anchors and tags are not used in rule files"); /* recorded */
    if (memchr(node->text, '\0', length) != NULL)
        (void)yaml_complain(node, "a NUL stands in this text"); /* recorded */
    return node;
}

static struct yaml_node *node_read(struct reading_state *state, struct fy_event *event);

/* The next event's node, or NULL at the end of what encloses it. */
static struct yaml_node *next_read(struct reading_state *state)
{
    struct fy_event *event = fy_parser_parse(state->parser);

    if (event == NULL) {
        state->failed = true;
        return NULL;
    }
    struct yaml_node *node = node_read(state, event);
    fy_parser_event_free(state->parser, event);
    return node;
}

static void sequence_fill(struct reading_state *state, struct yaml_node *sequence)
{
    for (struct yaml_node *item; (item = next_read(state)) != NULL;)
        node_add(sequence, item);
}

static void mapping_fill(struct reading_state *state, struct yaml_node *mapping)
{
    for (struct yaml_node *key; (key = next_read(state)) != NULL;) {
        struct yaml_node *value = next_read(state);
        if (value == NULL)
            return;
        if (key->kind != YAML_SCALAR) {
            (void)yaml_complain(key, "a key must be a plain word"); /* recorded */
            continue;
        }
        value->key = key->text;
        value->key_line = key->line;
        value->key_column = key->column;
        for (size_t i = 0; i < mapping->count; i++)
            if (strcmp(mapping->items[i]->key, value->key) == 0) {
                yaml_complain_about_key(value, "this key is given twice:");
                value->asked = true;
            }
        node_add(mapping, value);
    }
}

static struct yaml_node *node_read(struct reading_state *state, struct fy_event *event)
{
    struct yaml_node *node = NULL;

    if (event->type == FYET_SCALAR)
        return scalar_read(state, event);
    if (event->type == FYET_ALIAS) {
        node = node_new(state->yaml, YAML_SCALAR, event->alias.anchor);
        node->text = "";
        (void)yaml_complain(node, "aliases are not used in rule files"); /* recorded */
        return node;
    }
    if (event->type != FYET_SEQUENCE_START && event->type != FYET_MAPPING_START)
        return NULL;
    bool is_mapping = event->type == FYET_MAPPING_START;
    node = node_new(state->yaml, is_mapping ? YAML_MAPPING : YAML_SEQUENCE,
                    is_mapping ? event->mapping_start.mapping_start
                               : event->sequence_start.sequence_start);
    if (++state->depth > YAML_DEPTH_LIMIT) {
        state->failed = true;
        (void)yaml_complain(node, "more than %d levels of nesting", YAML_DEPTH_LIMIT);
        return node;
    }
    if (is_mapping)
        mapping_fill(state, node);
    else
        sequence_fill(state, node);
    state->depth--;
    return node;
}

/* Reads events up to the first node, and after it to the end. */
static void document_read(struct reading_state *state)
{
    struct yaml *yaml = state->yaml;

    for (struct fy_event *event; !state->failed &&
                                 (event = fy_parser_parse(state->parser)) != NULL;) {
        enum fy_event_type type = event->type;
        bool starts = type == FYET_SCALAR || type == FYET_MAPPING_START ||
                      type == FYET_SEQUENCE_START || type == FYET_ALIAS;
        struct yaml_node *node = starts ? node_read(state, event) : NULL;
        fy_parser_event_free(state->parser, event);
        if (node != NULL && yaml->root != NULL)
            (void)yaml_complain(node, "only one document belongs into a file"); /* recorded */
        else if (node != NULL)
            yaml->root = node;
    }
    if (yaml->root == NULL ||
        (yaml->root->kind == YAML_SCALAR && yaml->root->text[0] == '\0' && !yaml->root->quoted))
        yaml->root = node_new(yaml, YAML_MAPPING, NULL);
}

/* One line of the library, "<memory…>:3:4: error: what": its place and words become a complaint. */
static void diagnosis_take(struct fy_diag *diag, void *user, const char *bytes, size_t length)
{
    struct yaml *yaml = user;
    OWNED(text) struct text line = { 0 };
    int row = 1;
    int column = 1;

    (void)diag; /* the words are all there is */
    text_add_bytes(&line, bytes, length);
    while (line.length > 0 && line.bytes[line.length - 1] == '\n')
        line.bytes[--line.length] = '\0';
    const char *place = strstr(text_string(&line), ">:");
    const char *words = strstr(text_string(&line), "error: ");
    if (words == NULL)
        return;
    if (place != NULL)
        (void)sscanf(place, ">:%d:%d", &row, &column); /* else it is the file's beginning */
    yaml_complain_at(yaml, row, column, words + strlen("error: "));
}

/* The parser takes a NUL for the end, and would say nothing of the rules behind it. */
static bool has_nul(struct yaml *yaml, struct slice content)
{
    const char *nul = content.length == 0 ? NULL : memchr(content.bytes, '\0', content.length);
    int line = 1;

    if (nul == NULL)
        return false;
    for (const char *byte = content.bytes; byte < nul; byte++)
        line += *byte == '\n';
    yaml_complain_at(yaml, line, 1, "a NUL stands in this line");
    return true;
}

static bool content_is_sound(struct yaml *yaml, struct slice content)
{
    if (content.length > YAML_LIMIT_BYTES)
        yaml_complain_at(yaml, 1, 1, "the file is too large");
    else if (!utf8_is_valid(content))
        yaml_complain_at(yaml, 1, 1, "the file is not UTF-8");
    else
        return !has_nul(yaml, content);
    return false;
}

static void parse(struct yaml *yaml, struct slice content)
{
    size_t before = yaml->complaints->count;
    struct fy_diag_cfg settings;
    fy_diag_cfg_default(&settings);
    settings.fp = NULL;
    settings.output_fn = diagnosis_take;
    settings.user = yaml;
    settings.level = FYET_ERROR;
    settings.colorize = false;
    settings.show_source = false;
    settings.show_position = true;
    settings.show_type = true;
    struct fy_diag *diag = fy_diag_create(&settings);
    struct fy_parse_cfg configuration = {
        .flags = FYPCF_ALLOW_DUPLICATE_KEYS | FYPCF_DISABLE_RECYCLING,
        .diag = diag,
    };
    struct fy_parser *parser = fy_parser_create(&configuration);
    struct reading_state state = { .parser = parser, .yaml = yaml };

    if (content.length > 0 && fy_parser_set_string(parser, content.bytes, content.length) == 0)
        document_read(&state);
    else
        yaml->root = node_new(yaml, YAML_MAPPING, NULL);
    if (fy_parser_get_stream_error(parser) && yaml->complaints->count == before)
        yaml_complain_at(yaml, 1, 1, "this is not YAML");
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
}

struct yaml *yaml_read(const char *name, struct slice content, struct complaints *complaints)
{
    OWNED(yaml) struct yaml *yaml = memory_new(sizeof *yaml);
    size_t before = complaints->count;

    yaml->arena = arena_new();
    yaml->name = arena_copy(yaml->arena, name, strlen(name));
    yaml->complaints = complaints;
    if (content_is_sound(yaml, content))
        parse(yaml, content);
    return complaints->count > before && yaml->root == NULL ? NULL : TAKE(yaml);
}

void yaml_free(struct yaml *yaml)
{
    if (yaml == NULL)
        return;
    arena_free(yaml->arena);
    memory_free(yaml);
}
