/* tocsin show, why, why-not: one incident, the clauses that hold, and what the others lack. */
#include "base/screen.h"
#include "program/program.h"
#include "tocsin/client.h"
#include "tocsin/columns.h"
#include "tocsin/shown.h"
#include "tocsin/verbs.h"

#include <stdio.h>

struct settings {
    struct client_settings client;
};

static const struct option rows[] = { CLIENT_ROWS(struct settings, client) };

/* --- parts of the page --- */

static const struct json *first_of(const struct json *object, const char *name)
{
    const struct json *list = json_find(object, name);

    return list == NULL || list->type != JSON_ARRAY ? NULL : list->first;
}

static void print_head(const struct json *incident)
{
    OWNED(text) struct text growth = { 0 };
    int64_t people = 0;
    const struct slice level = json_string(incident, "level");

    printf("%s%.*s%s  %.*s\n", columns_colour(level), (int)level.length, level.bytes,
           columns_plain(), (int)json_string(incident, "state").length,
           json_string(incident, "state").bytes);
    shown_print_member("incident", json_string(incident, "id"));
    shown_print_member("subject", json_string(incident, "subject"));
    shown_print_member("proposed", json_string(incident, "proposed_level"));
    shown_print_member("opened", json_string(incident, "opened_at"));
    shown_print_member("level since", json_string(incident, "level_since"));
    shown_add_growth(&growth, json_find(incident, "growth"));
    shown_print_member("growth", (struct slice){ text_string(&growth), growth.length });
    if (json_integer(json_find(incident, "people"), &people))
        printf("%-12s%lld\n", "people", (long long)people);
    shown_print_member("seen by", json_string(incident, "acknowledged_by"));
}

static void print_clauses(const struct json *incident)
{
    if (first_of(incident, "clauses") == NULL)
        return;
    puts("\nbecause");
    for (const struct json *one = first_of(incident, "clauses"); one != NULL; one = one->next)
        shown_print_clause(one);
}

static bool is_true(const struct json *object, const char *name)
{
    const struct json *value = json_find(object, name);

    return value != NULL && value->boolean;
}

static void print_distance(const struct json *one, const char *sentence)
{
    OWNED(text) struct text clean = { 0 };

    screen_add(&clean, json_string(json_find(one, "clause"), "id"));
    text_add(&clean, " (");
    screen_add(&clean, json_string(json_find(one, "clause"), "place"));
    text_add(&clean, ") → ");
    screen_add(&clean, json_string(one, "level"));
    text_add(&clean, is_true(one, "asks_for_upgrade") ? " asked for: "
                     : is_true(one, "proposed")       ? " proposed: "
                                                      : ": ");
    screen_add(&clean, json_string(one, sentence));
    printf("  %s\n", text_string(&clean));
}

/* What holds by now, or is enough for a proposal, with its numbers. */
static void print_holding(const struct json *incident)
{
    bool is_first = true;

    for (const struct json *one = first_of(incident, "distances"); one != NULL; one = one->next) {
        if (!is_true(one, "holds") && !is_true(one, "proposed"))
            continue;
        if (is_first)
            puts("\nholds now");
        is_first = false;
        print_distance(one, is_true(one, "holds") ? "sentence" : "proposal");
    }
}

static void print_distances(const struct json *incident)
{
    for (const struct json *one = first_of(incident, "distances"); one != NULL; one = one->next)
        if (!is_true(one, "holds"))
            print_distance(one, "sentence");
}

static void print_clocks(const struct json *incident)
{
    OWNED(columns) struct columns *columns = columns_new("  state|due|clock|group|place|what");

    if (first_of(incident, "deadlines") == NULL)
        return;
    puts("\ndeadlines");
    for (const struct json *one = first_of(incident, "deadlines"); one != NULL; one = one->next) {
        const struct slice state = json_string(one, "state");
        columns_add_format(columns, "  %.*s", (int)state.length, state.bytes);
        columns_set_colour(columns, slice_is(state, "overdue") ? columns_alarm() : "");
        columns_add(columns, json_string(one, "due_at"));
        columns_add(columns, json_string(one, "clock"));
        columns_add(columns, json_string(one, "group"));
        columns_add(columns, json_string(one, "place"));
        columns_add(columns, json_string(one, "name"));
    }
    columns_print(columns);
}

static void print_checklist(const struct json *incident)
{
    if (first_of(incident, "checklist") == NULL)
        return;
    puts("\nto release it");
    for (const struct json *one = first_of(incident, "checklist"); one != NULL; one = one->next) {
        OWNED(text) struct text clean = { 0 };
        const struct json *met = json_find(one, "met");
        screen_add(&clean, json_string(one, "item"));
        text_add(&clean, "  ");
        screen_add(&clean, json_string(one, "sentence"));
        printf("  [%s] %s\n", met != NULL && met->boolean ? "x" : " ", text_string(&clean));
    }
}

static void print_evidence(const struct json *incident)
{
    if (first_of(incident, "evidence") == NULL)
        return;
    puts("\nevidence");
    for (const struct json *one = first_of(incident, "evidence"); one != NULL; one = one->next) {
        OWNED(text) struct text clean = { 0 };
        screen_add(&clean, shown_short_moment(json_string(one, "at")));
        text_add(&clean, "  ");
        screen_add(&clean, json_string(one, "source"));
        text_add(&clean, "  ");
        screen_add(&clean, json_string(one, "excerpt"));
        printf("  %s\n", text_string(&clean));
    }
}

static void print_timeline(const struct json *incident)
{
    if (first_of(incident, "timeline") == NULL)
        return;
    puts("\nwhat happened");
    for (const struct json *one = first_of(incident, "timeline"); one != NULL; one = one->next) {
        static const char *const names[] = { "what", "level", "actor", "role", "reason" };
        OWNED(text) struct text clean = { 0 };
        screen_add(&clean, shown_short_moment(json_string(one, "at")));
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (json_string(one, names[i]).length > 0)
                text_add(&clean, "  ");
            screen_add(&clean, json_string(one, names[i]));
        }
        printf("  %s\n", text_string(&clean));
    }
}

/* --- the verbs --- */

enum page { PAGE_SHOW, PAGE_WHY, PAGE_WHY_NOT };

static int print_page(enum page page, const struct json *incident)
{
    switch (page) {
    case PAGE_SHOW:
        print_head(incident);
        print_clauses(incident);
        print_clocks(incident);
        print_checklist(incident);
        print_evidence(incident);
        print_timeline(incident);
        return EXIT_DONE;
    case PAGE_WHY:
        print_head(incident);
        print_clauses(incident);
        print_holding(incident);
        return first_of(incident, "clauses") != NULL ? EXIT_DONE : EXIT_NO;
    case PAGE_WHY_NOT:
        print_distances(incident);
        return EXIT_DONE;
    }
    return EXIT_DONE;
}

/* Of --json, `why` and `why-not` print their own part. */
static int print_json(enum page page, const struct json *incident)
{
    const struct json *part = page == PAGE_WHY       ? json_find(incident, "clauses")
                              : page == PAGE_WHY_NOT ? json_find(incident, "distances")
                                                     : NULL;

    if (page == PAGE_SHOW)
        shown_print_json(incident);
    else if (part != NULL)
        shown_print_lines(part);
    return EXIT_DONE;
}

static int run(const struct options *options, enum page page, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct client client = { 0 };
    struct fault fault = { 0 };
    const struct json *incident = NULL;

    if (!program_options(options, argv, &settings, &given))
        return given.exit_code;
    int code = 0;
    if (client_open(&settings.client, &client, &fault) != 0 ||
        client_find_incident(&client, given.arguments[0], &incident, &fault) != 0)
        code = client_fail(argv[0], &fault);
    else
        code = settings.client.json ? print_json(page, incident) : print_page(page, incident);
    client_done(&client);
    memory_free(given.arguments);
    return code;
}

#define PAGE_OPTIONS(name, words)                                                                  \
    { .program = "tocsin " name, .sentence = words, .arguments = "INCIDENT|SUBJECT",               \
      .least_arguments = 1, .most_arguments = 1, .rows = rows,                                     \
      .count = sizeof rows / sizeof rows[0],                                                       \
      .more = "INCIDENT is an id or at least the first four characters of one." }

int tocsin_show(int argc, char **argv)
{
    static const struct options options =
        PAGE_OPTIONS("show", "Shows an incident: state, clocks, checklist, evidence, history.");

    (void)argc; /* argv ends in a NULL */
    return run(&options, PAGE_SHOW, argv);
}

int tocsin_why(int argc, char **argv)
{
    static const struct options options =
        PAGE_OPTIONS("why", "Prints the clauses that hold, with their words and numbers.");

    (void)argc; /* argv ends in a NULL */
    return run(&options, PAGE_WHY, argv);
}

int tocsin_why_not(int argc, char **argv)
{
    static const struct options options =
        PAGE_OPTIONS("why-not", "Prints what each clause lacks that does not hold.");

    (void)argc; /* argv ends in a NULL */
    return run(&options, PAGE_WHY_NOT, argv);
}
