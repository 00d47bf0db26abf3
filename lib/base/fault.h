/* A fault says what went wrong in one sentence, and by its kind what to do next.
 *
 * The place that knows the facts fills it in; callers may put what they were
 * doing in front with fault_during(); the program at the top logs it, once. */
#pragma once

#include "base/memory.h"

enum fault_kind {
    FAULT_NONE,
    FAULT_INPUT, /* put this message aside and go on */
    FAULT_AWAY,  /* a neighbour does not answer: try again later */
    FAULT_SETUP, /* the configuration is wrong: refuse to start */
};

/* Long enough for several sentences; what does not fit ends in `…`. */
enum { FAULT_TEXT_BYTES = 1024 };

struct fault {
    enum fault_kind kind;
    char text[FAULT_TEXT_BYTES];
};

/* Fills in the fault (NULL is allowed) and returns -1, so that a function can end with it. */
int fault_set(struct fault *fault, enum fault_kind kind, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Puts "what was being done: " in front of the text and returns -1. */
int fault_during(struct fault *fault, const char *format, ...) PRINTF_LIKE(2, 3);

/* "input", "away", "setup" or "none". */
const char *fault_kind_name(enum fault_kind kind);
