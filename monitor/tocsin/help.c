#include "program/program.h"
#include "tocsin/verbs.h"

#include <stdio.h>

int tocsin_help(int argc, char **argv)
{
    if (argc > 1) {
        const struct verb_row *verb = verbs_find(argv[1]);
        if (verb == NULL) {
            fprintf(stderr, "tocsin: there is no verb '%s'\n", argv[1]);
            return EXIT_USAGE;
        }
        if (verb->run != tocsin_help)
            return verb->run(2, (char *[]){ argv[1], (char *)"--help", NULL });
    }
    puts("usage: tocsin VERB [OPTION…]\n");
    puts("Watches what people say about an organisation, and carries out its emergency plan.\n");
    for (size_t i = 0; verbs_at(i) != NULL; i++)
        printf("  %-12s%s\n", verbs_at(i)->name, verbs_at(i)->sentence);
    puts("\n`tocsin VERB --help` shows the options of a verb.");
    puts("exit status: 0 done; 1 no, or something is wrong; 2 wrong usage; 3 configuration or\n"
         "rules refused; 4 a needed neighbour cannot be reached");
    return EXIT_DONE;
}
