/* What every program does alike: it reads its table of options, answers --help, and ends with one
 * of five exit codes. */
#pragma once

#include "base/fault.h"
#include "base/options.h"

/* DESIGN.md §12. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_NO = 1,      /* the answer is no, or something was found wrong */
    EXIT_USAGE = 2,   /* wrong usage */
    EXIT_REFUSED = 3, /* configuration or rules refused */
    EXIT_AWAY = 4,    /* a needed neighbour cannot be reached */
};

/* The exit code that goes with a fault: input is "no", setup is "refused", away is "away". */
enum exit_code exit_code_of(const struct fault *fault);

/* Reads argv into the settings. True: go on, and memory_free() given->arguments at the end. False:
 * help was printed, or a fault was, and the program ends with given->exit_code. */
bool program_options(const struct options *options, char **argv, void *settings,
                     struct options_given *given);
