#include "story/order.h"

#include <string.h>

static int wrong(struct fault *fault, const char *what, struct slice word)
{
    return fault_set(fault, FAULT_INPUT, "%s, not '%.*s'", what, (int)word.length, word.bytes);
}

/* "confirms" and "confirm", "verifies" and "verify". */
static bool find_verb(struct slice word, enum verb *verb)
{
    if (slice_is(word, "verifies")) {
        *verb = VERB_VERIFY;
        return true;
    }
    if (verb_find(word, verb))
        return verb_is_personal(*verb);
    if (word.length > 1 && word.bytes[word.length - 1] == 's')
        word.length--;
    return verb_find(word, verb) && verb_is_personal(*verb);
}

static bool is_result(struct slice word)
{
    return slice_is(word, "met") || slice_is(word, "waived") || slice_is(word, "true") ||
           slice_is(word, "false");
}

static void detail_read(struct line *line, struct command *command)
{
    struct slice word = line_next(line);
    enum level level;

    if (slice_is(word, "because"))
        command->reason = line_rest(line);
    else if (slice_is(word, "value") || slice_is(word, "for"))
        command->value = line_next(line);
    else if (slice_is(word, "evidence"))
        command->evidence = line_next(line);
    else if (is_result(word))
        command->result = word;
    else if (level_find(word, &level))
        command->level = word;
    else
        command->item = word;
}

int order_happens(struct world *world, struct line *line, struct fault *fault)
{
    OWNED(text) struct text id = { 0 };
    struct command command = { .org = SLICE("acme"), .at = world_now(world), .has_role = true };
    struct slice role = line_next(line);

    if (!role_find(role, &command.role))
        return wrong(fault, "an event or a role is wanted", role);
    command.actor = line_next(line);
    struct slice verb = line_next(line);
    if (!find_verb(verb, &command.verb))
        return wrong(fault, "what the person does is wanted", verb);
    command.subject = line_next(line);
    while (!line_is_done(line))
        detail_read(line, &command);
    text_add_format(&id, "c%zu", world_trigger_count(world));
    command.id = slice_of(text_string(&id));
    world_command(world, &command);
    return 0;
}
