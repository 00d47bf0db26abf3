/* `tocsin check [DIR]`: are the rules right? Everything that is wrong is said at once. */
#include "base/options.h"
#include "collect/listing.h"
#include "edge/place.h"
#include "engine/ruleset.h"
#include "program/program.h"
#include "read/reader.h"
#include "tocsin/verbs.h"
#include "wire/complaints.h"

#include <stdio.h>

struct check_settings {
    const char *rules;
    const char *sources;
    bool json;
};

static const struct option rows[] = {
    { .name = "rules", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the rules, where DIR is not given; without it TOCSIN_RULES, or those beside "
                  "the program",
      .place = offsetof(struct check_settings, rules) },
    { .name = "sources", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "check this sources.yaml too",
      .place = offsetof(struct check_settings, sources) },
    { .name = "json", .type = OPTION_FLAG, .sentence = "print one object of JSON and nothing else",
      .place = offsetof(struct check_settings, json) },
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

/* What was read, as far as it could be, and what is wrong with it. */
struct findings {
    struct complaints complaints;
    struct ruleset *ruleset;
    struct listing *listing;
    enum exit_code code;
};

static void findings_release(struct findings *findings)
{
    complaints_done(&findings->complaints);
    ruleset_free(findings->ruleset);
    listing_free(findings->listing);
}

static void add_line(void *context, const char *sentence)
{
    struct findings *findings = context;

    complaints_add(&findings->complaints, sentence);
    findings->code = EXIT_REFUSED;
}

/* The fault repeats the complaints where there are any, and may be cut. */
static void add_fault(struct findings *findings, const struct fault *fault)
{
    if (findings->complaints.count == 0)
        complaints_add(&findings->complaints, fault->text);
    findings->code = exit_code_of(fault);
}

static void check(const struct check_settings *settings, const char *wanted,
                  struct findings *findings)
{
    OWNED(string) char *folder = NULL;
    struct fault fault = { 0 };

    if (place_rules(wanted, &folder, &fault) != 0 ||
        ruleset_open(folder, &findings->ruleset, &findings->complaints, &fault) != 0) {
        add_fault(findings, &fault);
        return;
    }
    if (reader_check(findings->ruleset->reader, add_line, findings) == 0 &&
        settings->sources != NULL &&
        listing_check(settings->sources, folder, &findings->complaints, &findings->listing,
                      &fault) != 0)
        add_fault(findings, &fault);
}

static void print_json(const struct findings *findings)
{
    const struct ruleset *ruleset = findings->ruleset;
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_object(&writer);
    writer_member_bool(&writer, "good", findings->code == EXIT_DONE);
    if (ruleset != NULL) {
        writer_member(&writer, "version", ruleset->version);
        writer_member_integer(&writer, "profiles", (int64_t)ruleset->rules->plan_count);
        writer_member_integer(&writer, "organisations", (int64_t)ruleset->rules->org_count);
    }
    if (findings->listing != NULL)
        writer_member_integer(&writer, "sources",
                              (int64_t)sources_count(findings->listing->sources));
    writer_name(&writer, "complaints");
    complaints_write(&writer, &findings->complaints);
    writer_object_end(&writer);
    puts(text_string(&json));
}

static void print_sentences(const struct findings *findings)
{
    const struct ruleset *ruleset = findings->ruleset;
    const size_t count = findings->complaints.count;

    if (count > 0)
        fprintf(stderr, "%s\ntocsin check: %zu complaint%s\n",
                text_string(&findings->complaints.text), count, count == 1 ? "" : "s");
    else
        printf("rules %s: %zu profiles, %zu organisations\n", ruleset->version,
               ruleset->rules->plan_count, ruleset->rules->org_count);
    if (findings->listing != NULL)
        printf("sources: %zu\n", sources_count(findings->listing->sources));
}

int tocsin_check(int argc, char **argv)
{
    struct check_settings settings = { 0 };
    struct options_given given;
    OWNED(findings) struct findings findings = { .code = EXIT_DONE };

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    check(&settings, given.count > 0 ? given.arguments[0] : settings.rules, &findings);
    memory_free(given.arguments);
    if (settings.json)
        print_json(&findings);
    else
        print_sentences(&findings);
    return findings.code;
}
