#include "core/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct answer answer_with(const struct scene *scene, bool is_done, const char *format, ...)
{
    char *made = NULL;
    va_list arguments;

    va_start(arguments, format);
    int length = vasprintf(&made, format, arguments);
    va_end(arguments);
    const char *words =
        arena_copy(scene->effects->arena, length < 0 ? "" : made, length < 0 ? 0 : (size_t)length);
    free(made);
    return (struct answer){ .is_done = is_done, .words = words };
}

bool decision_is_open_to(const struct decision_case *it, enum decision decision)
{
    return (it->scene->plan->decisions[decision].roles & BIT(it->command->role)) != 0;
}
