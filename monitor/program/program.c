#include "program/program.h"

#include "base/options_page.h"

#include <stdio.h>

enum exit_code exit_code_of(const struct fault *fault)
{
    switch (fault->kind) {
    case FAULT_NONE:
        return EXIT_DONE;
    case FAULT_INPUT:
        return EXIT_NO;
    case FAULT_AWAY:
        return EXIT_AWAY;
    case FAULT_SETUP:
        return EXIT_REFUSED;
    }
    return EXIT_NO;
}

static void print_page(const struct options *options, enum options_wish wish)
{
    OWNED(text) struct text page = { 0 };

    switch (wish) {
    case OPTIONS_RUN:
        return;
    case OPTIONS_HELP:
        options_page_help(options, &page);
        break;
    case OPTIONS_MANUAL:
        options_page_manual(options, &page);
        break;
    case OPTIONS_COMPLETION:
        options_page_completion(options, &page);
        break;
    }
    (void)fputs(text_string(&page), stdout); /* a reader that went away needs no help */
}

bool program_options(const struct options *options, char **argv, void *settings,
                     struct options_given *given)
{
    struct fault fault = { 0 };

    if (options_read(options, argv, settings, given, &fault) != 0) {
        fprintf(stderr, "%s: %s (--help shows what there is)\n", options->program, fault.text);
        *given = (struct options_given){ .exit_code = EXIT_USAGE };
        return false;
    }
    if (given->wish == OPTIONS_RUN)
        return true;
    print_page(options, given->wish);
    memory_free(given->arguments);
    *given = (struct options_given){ .exit_code = EXIT_DONE };
    return false;
}
