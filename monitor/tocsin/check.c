/* `tocsin check [DIR]`: are the rules right? Everything that is wrong is said at once. */
#include "base/options.h"
#include "collect/listing.h"
#include "edge/place.h"
#include "engine/ruleset.h"
#include "program/program.h"
#include "read/reader.h"
#include "tocsin/verbs.h"

#include <stdio.h>

struct check_settings {
    const char *rules;
    const char *sources;
};

static const struct option rows[] = {
    { .name = "rules", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the rules, where DIR is not given; without it TOCSIN_RULES, or those beside "
                  "the program",
      .place = offsetof(struct check_settings, rules) },
    { .name = "sources", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "check this sources.yaml too",
      .place = offsetof(struct check_settings, sources) },
};

static const struct options options = {
    .program = "tocsin check",
    .sentence = "Checks the rule files, and sources, and says everything that is wrong with them.",
    .arguments = "[DIR]",
    .least_arguments = 0,
    .most_arguments = 1,
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
    .more = "Each complaint names file, line and column. Exit status 3 when there are any.",
};

static void print_line(void *context, const char *sentence)
{
    (void)context; /* there is one standard error */
    fprintf(stderr, "%s\n", sentence);
}

static int check(const char *folder)
{
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(ruleset) struct ruleset *ruleset = NULL;
    struct fault fault = { 0 };

    if (ruleset_open(folder, &ruleset, &complaints, &fault) != 0) {
        if (complaints.count > 0)
            fprintf(stderr, "%s\ntocsin check: %zu complaint%s\n", text_string(&complaints.text),
                    complaints.count, complaints.count == 1 ? "" : "s");
        else
            fprintf(stderr, "tocsin check: %s\n", fault.text);
        return exit_code_of(&fault);
    }
    size_t failed = reader_check(ruleset->reader, print_line, NULL);
    if (failed > 0) {
        fprintf(stderr, "tocsin check: %zu line%s of the text rules failed\n", failed,
                failed == 1 ? "" : "s");
        return EXIT_REFUSED;
    }
    printf("rules %s: %zu profiles, %zu organisations\n", ruleset->version,
           ruleset->rules->plan_count, ruleset->rules->org_count);
    return EXIT_DONE;
}

/* Everything that is wrong with sources.yaml, one line each. */
static int check_sources(const char *path, const char *rules)
{
    OWNED(listing) struct listing *listing = NULL;
    struct fault fault = { 0 };

    if (listing_read(path, rules, &listing, &fault) != 0) {
        fprintf(stderr, "%s\n", fault.text);
        return exit_code_of(&fault);
    }
    printf("sources: %zu\n", sources_count(listing->sources));
    return EXIT_DONE;
}

int tocsin_check(int argc, char **argv)
{
    struct check_settings settings = { 0 };
    struct options_given given;
    struct fault fault = { 0 };
    OWNED(string) char *folder = NULL;

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    const char *wanted = given.count > 0 ? given.arguments[0] : settings.rules;
    int status = place_rules(wanted, &folder, &fault);
    memory_free(given.arguments);
    if (status != 0) {
        fprintf(stderr, "tocsin check: %s\n", fault.text);
        return exit_code_of(&fault);
    }
    int result = check(folder);
    return settings.sources == NULL || result != EXIT_DONE ? result
                                                           : check_sources(settings.sources, folder);
}
