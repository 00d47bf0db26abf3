#include "core/text_rules.h"

static const char *const guard_places[GUARD_PLACE_COUNT] = {
    [GUARD_JUST_BEFORE] = "just-before",
    [GUARD_JUST_AFTER] = "just-after",
    [GUARD_OVER] = "over",
    [GUARD_CLAUSE_BEFORE] = "clause-before",
    [GUARD_CLAUSE_AFTER] = "clause-after",
    [GUARD_CLAUSE] = "clause",
    [GUARD_SENTENCE] = "sentence",
    [GUARD_SENTENCE_BEFORE] = "sentence-before",
    [GUARD_TEXT] = "text",
};

bool guard_place_find(struct slice name, enum guard_place *place)
{
    for (size_t i = 0; i < GUARD_PLACE_COUNT; i++) {
        if (slice_is(name, guard_places[i])) {
            *place = (enum guard_place)i;
            return true;
        }
    }
    return false;
}

static const char *const voices[VOICE_COUNT] = {
    [VOICE_SELF] = "self",
    [VOICE_HEARSAY] = "hearsay",
    [VOICE_OTHER] = "other",
};

bool voice_find(struct slice name, enum voice *voice)
{
    for (size_t i = 0; i < VOICE_COUNT; i++) {
        if (slice_is(name, voices[i])) {
            *voice = (enum voice)i;
            return true;
        }
    }
    return false;
}

struct text_rules *text_rules_new(void)
{
    struct text_rules *rules = memory_new(sizeof *rules);

    rules->arena = arena_new();
    return rules;
}

void text_rules_free(struct text_rules *rules)
{
    if (rules == NULL)
        return;
    memory_free(rules->markers);
    memory_free(rules->guards);
    memory_free(rules->voices);
    memory_free(rules->categories);
    memory_free(rules->filters);
    memory_free(rules->calibrations);
    arena_free(rules->arena);
    memory_free(rules);
}

const struct calibration *text_rules_calibration(const struct text_rules *rules,
                                                 struct slice source)
{
    const struct calibration *other = NULL;

    for (size_t i = 0; i < rules->calibration_count; i++) {
        if (slice_equals(rules->calibrations[i].source, source))
            return &rules->calibrations[i];
        if (slice_is(rules->calibrations[i].source, "*"))
            other = &rules->calibrations[i];
    }
    return other;
}
