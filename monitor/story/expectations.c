#include "story/expectations.h"

#include <string.h>

void expectations_done(struct expectations *expectations)
{
    memory_free(expectations->seen);
    *expectations = (struct expectations){ 0 };
}

static void describe(struct text *text, const struct trigger *trigger)
{
    const char *type = trigger_type_name(trigger->type) + strlen("tocsin.");

    text_add_format(text, "%.*s %s", (int)(strlen(type) - strlen(".v1")), type,
                    level_name(trigger->level));
    for (size_t i = 0; i < trigger->clause_count; i++)
        text_add_format(text, " %s", trigger->clauses[i].id);
    if (trigger->subject != NULL)
        text_add_format(text, " for %s", trigger->subject);
    if (trigger->stage != NULL)
        text_add_format(text, " at %s", trigger->stage);
    if (trigger->reason != NULL && trigger->type == TRIGGER_COMMAND_REFUSED)
        text_add_format(text, " (%s)", trigger->reason);
}

static bool needs_no_word(const struct trigger *trigger)
{
    return trigger->type == TRIGGER_CLOCK_DUE || trigger->type == TRIGGER_CLOCK_OVERDUE ||
           trigger->type == TRIGGER_COMMAND_DONE;
}

static bool was_seen(const struct expectations *expectations, size_t index)
{
    return index - expectations->from < expectations->capacity &&
           expectations->seen[index - expectations->from];
}

static void mark_seen(struct expectations *expectations, size_t index)
{
    size_t need = index - expectations->from + 1;

    if (need > expectations->capacity) {
        expectations->seen = memory_resize(expectations->seen, need, sizeof(bool));
        memset(expectations->seen + expectations->capacity, 0,
               (need - expectations->capacity) * sizeof(bool));
        expectations->capacity = need;
    }
    expectations->seen[index - expectations->from] = true;
}

static int refuse_unexpected(const struct expectations *expectations, const struct world *world,
                             struct fault *fault)
{
    for (size_t i = expectations->from; i < world_trigger_count(world); i++) {
        const struct trigger *trigger = world_trigger(world, i);
        if (needs_no_word(trigger) || was_seen(expectations, i))
            continue;
        OWNED(text) struct text words = { 0 };
        describe(&words, trigger);
        return fault_set(fault, FAULT_INPUT, "unexpected: %s", text_string(&words));
    }
    return 0;
}

int expectations_begin(struct expectations *expectations, const struct world *world,
                       struct fault *fault)
{
    if (refuse_unexpected(expectations, world, fault) != 0)
        return -1;
    expectations->from = world_trigger_count(world);
    expectations->capacity = 0;
    return 0;
}

/* Does the word fit the trigger: a level, a clause, a stage, a series of the growth? */
static bool fits_word(const struct trigger *trigger, struct slice word)
{
    enum level level;

    if (level_find(word, &level))
        return trigger->level == level;
    for (size_t i = 0; i < trigger->clause_count; i++)
        if (slice_is(word, trigger->clauses[i].id))
            return true;
    if (trigger->clock != NULL && slice_is(word, trigger->clock))
        return true;
    if (slice_is(word, "active"))
        return trigger->mode == MODE_ACTIVE;
    if (slice_is(word, "passive"))
        return trigger->mode == MODE_PASSIVE;
    if (slice_is(word, "suspected_coordination"))
        return trigger->has_growth && trigger->growth.suspected_coordination;
    return false;
}

static bool fits(const struct trigger *trigger, struct line line)
{
    OWNED(text) struct text type = { 0 };
    struct slice first = line_next(&line);
    enum level level;

    if (slice_is(first, "done"))
        text_add(&type, "tocsin.command.done.v1");
    else if (slice_is(first, "refused"))
        text_add(&type, "tocsin.command.refused.v1");
    else
        text_add_format(&type, "tocsin.%.*s.v1", (int)first.length, first.bytes);
    if (strcmp(text_string(&type), trigger_type_name(trigger->type)) != 0)
        return false;
    while (!line_is_done(&line)) {
        struct slice word = line_next(&line);
        struct slice next = { 0 };
        if (slice_is(word, "for") || slice_is(word, "at") || slice_is(word, "was") ||
            slice_is(word, "saying"))
            next = line_next(&line);
        if (slice_is(word, "for") ? trigger->subject == NULL || !slice_is(next, trigger->subject)
            : slice_is(word, "at") ? trigger->stage == NULL || !slice_is(next, trigger->stage)
            : slice_is(word, "was")
                ? !level_find(next, &level) || trigger->previous_level != level
            : slice_is(word, "saying")
                ? trigger->reason == NULL ||
                      memmem(trigger->reason, strlen(trigger->reason), next.bytes,
                             next.length) == NULL
                : !fits_word(trigger, word))
            return false;
    }
    return true;
}

static void describe_all(struct text *text, const struct expectations *expectations,
                         const struct world *world)
{
    const char *separator = "";

    for (size_t i = expectations->from; i < world_trigger_count(world); i++) {
        text_add(text, separator);
        describe(text, world_trigger(world, i));
        separator = "; ";
    }
    if (separator[0] == '\0')
        text_add(text, "nothing");
}

int expectations_meet(struct expectations *expectations, const struct world *world,
                      struct line *line, struct fault *fault)
{
    OWNED(text) struct text came = { 0 };
    struct line sentence = *line;

    if (line_take(line, "nothing"))
        return refuse_unexpected(expectations, world, fault);
    bool unwanted = line_take(&sentence, "no");
    for (size_t i = expectations->from; i < world_trigger_count(world); i++) {
        if (was_seen(expectations, i) || !fits(world_trigger(world, i), sentence))
            continue;
        if (unwanted)
            return fault_set(fault, FAULT_INPUT, "it came all the same");
        mark_seen(expectations, i);
        return 0;
    }
    if (unwanted)
        return 0;
    describe_all(&came, expectations, world);
    return fault_set(fault, FAULT_INPUT, "expected %.*s; what came: %s", (int)line->rest.length,
                     line->rest.bytes, text_string(&came));
}
