/* What a person is told about a command, and what it is decided with. */
#pragma once

#include "core/decide.h"
#include "core/episode.h"

/* Everything one command is decided with. */
struct decision_case {
    const struct scene *scene;
    struct incident *incident;
    const struct trail *trail;
    const struct command *command;
    struct mover mover;
};

/* An answer with words for the person. */
struct answer answer_with(const struct scene *scene, bool is_done, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* Do the plan's roles for that decision hold the person's? */
bool decision_is_open_to(const struct decision_case *it, enum decision decision);
