/* The inner side of engine.h. */
#pragma once

#include "base/digest.h"
#include "engine/engine.h"
#include "engine/ruleset.h"

struct engine {
    char *folder;
    char *key;
    size_t key_length;
    struct hmac *authors; /* with that key */
    bool reads_texts;
    bool keeps_no_register;
    struct ruleset **rulesets; /* the latest last; partitions may still decide by older ones */
    size_t ruleset_count;
    size_t ruleset_capacity;
};

const struct ruleset *engine_find_ruleset(const struct engine *engine, struct slice version);
const struct ruleset *engine_latest(const struct engine *engine);
