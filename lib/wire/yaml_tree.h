/* The tree behind wire/yaml.h: for the file that builds it and the one that answers from it. */
#pragma once

#include "wire/yaml.h"

struct yaml_node {
    struct yaml *yaml;
    enum yaml_kind kind;
    int line;
    int column;
    const char *text;    /* of a scalar */
    bool quoted;
    const char *key;     /* inside a mapping */
    int key_line;
    int key_column;
    bool asked;
    bool complained;     /* no mapping where one was wanted: said once */
    struct yaml_node **items;
    size_t count;
    size_t capacity;
};

struct yaml {
    struct arena *arena;
    const char *name;
    struct complaints *complaints;
    struct yaml_node *root;
};

void yaml_complain_at(struct yaml *yaml, int line, int column, const char *sentence);
/* Complains where the key of this value stands: "what 'key'". */
void yaml_complain_about_key(const struct yaml_node *value, const char *what);
