/* `tocsin VERB …`: the operator's command. Everything is in the verbs. */
#include "program/program.h"
#include "tocsin/verbs.h"

#include <stdio.h>
#include <string.h>

static int print_verbs(void)
{
    for (size_t i = 0; verbs_at(i) != NULL; i++)
        puts(verbs_at(i)->name);
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        (void)tocsin_help(1, argv);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return tocsin_help(argc - 1, argv + 1);
    if (strcmp(argv[1], "--completion") == 0)
        return print_verbs();

    const struct verb_row *verb = verbs_find(argv[1]);
    if (verb == NULL) {
        fprintf(stderr, "tocsin: there is no verb '%s' (tocsin help lists them)\n", argv[1]);
        return EXIT_USAGE;
    }
    return verb->run(argc - 1, argv + 1);
}
