/* One entry of sources.yaml and the preset behind it, for sources.c. */
#pragma once

#include "wire/source_settings.h"
#include "wire/yaml.h"

struct sources_entry {
    struct yaml_node *own;
    struct yaml_node *preset; /* NULL when there is none */
};

/* The entry's own value of that key, else the preset's, else NULL. */
struct yaml_node *sources_entry_find(struct sources_entry *entry, const char *key);
/* Everything but name, organisation and kind, with the limits of the kind. */
void sources_entry_read(struct sources_entry *entry, struct arena *arena,
                        struct source_settings *settings);
