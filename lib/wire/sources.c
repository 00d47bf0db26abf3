#include "wire/sources.h"

#include "wire/sources_entry.h"

#include <string.h>

enum { SOURCES_MOST = 10000, NAME_BYTES_MOST = 128 };

struct sources {
    struct arena *arena;
    struct yaml *yaml;
    struct yaml **presets; /* their texts are borrowed too */
    size_t preset_count;
    size_t preset_capacity;
    struct source_settings *all;
    size_t count;
};

/* Records, folders and Redis keys carry the name. */
static bool is_name(const char *name)
{
    size_t length = strlen(name);

    if (length == 0 || length > NAME_BYTES_MOST)
        return false;
    for (size_t i = 0; i < length; i++) {
        char byte = name[i];
        if (!((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
              (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.'))
            return false;
    }
    return true;
}

/* Kinds whose items have one shape everywhere are their own preset. */
static const char *own_preset(struct yaml_node *own)
{
    struct yaml_node *kind = yaml_find(own, "kind");
    const char *name = NULL;

    if (kind == NULL || yaml_kind(kind) != YAML_SCALAR || !yaml_string(kind, &name))
        return NULL;
    return strcmp(name, "feed") == 0 || strcmp(name, "jetstream") == 0 ? name : NULL;
}

static void read_preset(struct sources *sources, const struct sources_options *options,
                        struct complaints *complaints, struct sources_entry *entry)
{
    struct yaml_node *node = yaml_find(entry->own, "preset");
    const char *name = NULL;

    if (node == NULL) {
        name = own_preset(entry->own);
        node = entry->own;
        if (name == NULL)
            return;
    } else if (!yaml_string(node, &name)) {
        return;
    }
    struct slice content = { 0 };
    if (is_name(name) && options->preset != NULL)
        content = options->preset(options->context, name);
    if (content.bytes == NULL) {
        yaml_complain(node, "there is no preset '%s'", name);
        return;
    }
    OWNED(text) struct text file = { 0 };
    text_add_format(&file, "sources/%s.yaml", name);
    struct yaml *yaml = yaml_read(arena_copy(sources->arena, text_string(&file), file.length),
                                  content, complaints);
    if (yaml == NULL)
        return;
    MEMORY_GROW(sources->presets, sources->preset_count, sources->preset_capacity);
    sources->presets[sources->preset_count++] = yaml;
    entry->preset = yaml_root(yaml);
}

static void read_type(struct sources_entry *entry, struct source_settings *settings)
{
    struct yaml_node *node = sources_entry_find(entry, "kind");
    const char *name = NULL;

    if (node == NULL)
        (void)yaml_need(entry->own, "kind"); /* complains */
    if (!yaml_string(node, &name))
        return;
    if (!source_type_find(name, &settings->type))
        yaml_complain(node, "there is no kind '%s' (spool, json, feed, imap, jetstream, webhook)",
                      name);
}

static void read_entry(struct sources *sources, struct sources_entry *entry,
                       struct source_settings *settings)
{
    struct yaml_node *name = yaml_need(entry->own, "name");
    struct yaml_node *org = yaml_need(entry->own, "org");

    settings->line = yaml_line(entry->own);
    if (yaml_string(name, &settings->name) && !is_name(settings->name))
        yaml_complain(name, "a name has 1 to %d letters, digits, '-', '_' or '.'",
                      (int)NAME_BYTES_MOST);
    if (settings->name != NULL && sources_find(sources, settings->name) != NULL)
        yaml_complain(name, "there are two sources '%s'", settings->name);
    if (yaml_string(org, &settings->org) && settings->org[0] == '\0')
        yaml_complain(org, "an organisation has a name");
    read_type(entry, settings);
    sources_entry_read(entry, sources->arena, settings);
    yaml_finish(entry->own);
    if (entry->preset != NULL)
        yaml_finish(entry->preset);
}

struct sources *sources_read(const struct sources_options *options, struct slice content,
                             struct complaints *complaints)
{
    struct sources *sources = memory_new(sizeof *sources);

    sources->arena = arena_new();
    sources->yaml = yaml_read(options->name, content, complaints);
    if (sources->yaml == NULL)
        return sources;
    struct yaml_node *root = yaml_root(sources->yaml);
    struct yaml_node *list = yaml_need(root, "sources");
    size_t count = yaml_items(list);
    if (count > SOURCES_MOST) {
        yaml_complain(list, "has more than %d sources", (int)SOURCES_MOST);
        count = SOURCES_MOST;
    }
    sources->all = memory_array(count + 1, sizeof *sources->all);
    for (size_t i = 0; i < count; i++) {
        struct sources_entry entry = { .own = yaml_item(list, i) };
        if (yaml_kind(entry.own) != YAML_MAPPING) {
            yaml_complain(entry.own, "must be a source with its members");
            continue;
        }
        read_preset(sources, options, complaints, &entry);
        read_entry(sources, &entry, &sources->all[sources->count]);
        sources->count++;
    }
    yaml_finish(root);
    return sources;
}

void sources_free(struct sources *sources)
{
    if (sources == NULL)
        return;
    for (size_t i = 0; i < sources->preset_count; i++)
        yaml_free(sources->presets[i]);
    memory_free(sources->presets);
    memory_free(sources->all);
    yaml_free(sources->yaml);
    arena_free(sources->arena);
    memory_free(sources);
}

size_t sources_count(const struct sources *sources)
{
    return sources->count;
}

const struct source_settings *sources_at(const struct sources *sources, size_t index)
{
    return &sources->all[index];
}

const struct source_settings *sources_find(const struct sources *sources, const char *name)
{
    for (size_t i = 0; i < sources->count; i++)
        if (sources->all[i].name != NULL && strcmp(sources->all[i].name, name) == 0)
            return &sources->all[i];
    return NULL;
}
