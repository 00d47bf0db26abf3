#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char ELLIPSIS[] = "…";

/* Ends a text that was cut with an ellipsis, never inside a character. */
static void mark_cut(char *text)
{
    size_t end = FAULT_TEXT_BYTES - sizeof ELLIPSIS;

    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    memcpy(text + end, ELLIPSIS, sizeof ELLIPSIS);
}

int fault_set(struct fault *fault, enum fault_kind kind, const char *format, ...)
{
    if (fault == NULL)
        return -1;

    char text[FAULT_TEXT_BYTES]; /* an argument may lie in fault->text itself */
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length >= FAULT_TEXT_BYTES)
        mark_cut(text);
    fault->kind = kind;
    memcpy(fault->text, text, sizeof text);
    return -1;
}

int fault_during(struct fault *fault, const char *format, ...)
{
    if (fault == NULL)
        return -1;

    char doing[FAULT_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(doing, sizeof doing, format, arguments);
    va_end(arguments);
    if (length >= FAULT_TEXT_BYTES)
        mark_cut(doing);

    char text[FAULT_TEXT_BYTES];
    length = snprintf(text, sizeof text, "%s: %s", doing, fault->text);
    if (length >= FAULT_TEXT_BYTES)
        mark_cut(text);
    memcpy(fault->text, text, sizeof text);
    return -1;
}

const char *fault_kind_name(enum fault_kind kind)
{
    switch (kind) {
    case FAULT_NONE:
        return "none";
    case FAULT_INPUT:
        return "input";
    case FAULT_AWAY:
        return "away";
    case FAULT_SETUP:
        return "setup";
    }
    return "none";
}
