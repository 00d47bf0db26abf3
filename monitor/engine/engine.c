#include "engine/engine.h"

#include "engine/engine_parts.h"

#include <string.h>

int engine_open(const struct engine_setup *setup, struct engine **result, struct fault *fault)
{
    OWNED(engine) struct engine *engine = memory_new(sizeof *engine);

    engine->folder = memory_copy(setup->rules_folder, strlen(setup->rules_folder));
    engine->key = memory_copy(setup->install_key.bytes, setup->install_key.length);
    engine->key_length = setup->install_key.length;
    engine->authors = hmac_new(setup->install_key);
    engine->reads_texts = setup->reads_texts;
    engine->keeps_no_register = setup->keeps_no_register;
    if (engine_reload(engine, setup->complaints, fault) != 0)
        return -1;
    *result = TAKE(engine);
    return 0;
}

void engine_free(struct engine *engine)
{
    if (engine == NULL)
        return;
    for (size_t i = 0; i < engine->ruleset_count; i++)
        ruleset_free(engine->rulesets[i]);
    memory_free(engine->rulesets);
    memory_free(engine->folder);
    hmac_free(engine->authors);
    memory_free(engine->key);
    memory_free(engine);
}

int engine_reload(struct engine *engine, struct complaints *complaints, struct fault *fault)
{
    struct ruleset *ruleset = NULL;

    if (ruleset_open(engine->folder, &ruleset, complaints, fault) != 0)
        return -1;
    if (engine_find_ruleset(engine, slice_of(ruleset->version)) != NULL) {
        ruleset_free(ruleset); /* nothing has changed */
        return 0;
    }
    MEMORY_GROW(engine->rulesets, engine->ruleset_count, engine->ruleset_capacity);
    engine->rulesets[engine->ruleset_count++] = ruleset;
    return 0;
}

const struct ruleset *engine_find_ruleset(const struct engine *engine, struct slice version)
{
    for (size_t i = 0; i < engine->ruleset_count; i++) {
        if (slice_is(version, engine->rulesets[i]->version))
            return engine->rulesets[i];
    }
    return NULL;
}

const struct ruleset *engine_latest(const struct engine *engine)
{
    return engine->rulesets[engine->ruleset_count - 1];
}

const char *engine_version(const struct engine *engine)
{
    return engine_latest(engine)->version;
}

const struct rules *engine_rules(const struct engine *engine)
{
    return engine_latest(engine)->rules;
}

struct reader *engine_reader(const struct engine *engine)
{
    return engine_latest(engine)->reader;
}
