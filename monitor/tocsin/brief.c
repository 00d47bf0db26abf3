/* tocsin brief: the newest briefing, one of the others, or one of this minute. */
#include "base/screen.h"
#include "edge/place.h"
#include "edge/shell.h"
#include "program/program.h"
#include "tocsin/client.h"
#include "tocsin/columns.h"
#include "tocsin/shown.h"
#include "tocsin/verbs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PAPER_LIMIT_MS = 20000 };

struct settings {
    struct client_settings client;
    bool now;
    bool list;
    const char *kind;
    int format;
    const char *dossier;
    const char *incident;
};

static const char *const formats[] = { "md", "html", "json", "pdf" };

static const struct option rows[] = {
    CLIENT_ROWS(struct settings, client),
    { "now", OPTION_FLAG, .sentence = "of the hour that runs, written this minute",
      .place = offsetof(struct settings, now) },
    { "list", OPTION_FLAG, .sentence = "what there is, newest first",
      .place = offsetof(struct settings, list) },
    { "kind", OPTION_TEXT, "KIND", .sentence = "hourly, flash, daily, release, dossier, upward, progress, notice or closing",
      .place = offsetof(struct settings, kind) },
    { "dossier", OPTION_TEXT, "INCIDENT", .sentence = "the dossier of that incident",
      .place = offsetof(struct settings, dossier) },
    { "incident", OPTION_TEXT, "INCIDENT",
      .sentence = "with --kind: the report of that kind about it, written this minute",
      .place = offsetof(struct settings, incident) },
    { "format", OPTION_CHOICE, "FORMAT", .words = "md|html|json|pdf", .standard = "md",
      .sentence = "the form it is printed in", .place = offsetof(struct settings, format) },
};

static const struct options options = {
    .program = "tocsin brief",
    .sentence = "Prints the newest briefing, or the one of that id.",
    .arguments = "[ID]",
    .most_arguments = 1,
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
};

static int list(struct client *client, const struct settings *settings,
                const struct json **briefings, struct fault *fault)
{
    OWNED(text) struct text path = { 0 };
    const struct json *answer = NULL;

    text_add_format(&path, "/v1/briefings?limit=%d", settings->list ? 200 : 1);
    text_add_format(&path, "%s%s", settings->kind == NULL ? "" : "&kind=",
                    settings->kind == NULL ? "" : settings->kind);
    client_add_org(client, &path);
    if (client_get(client, text_string(&path), &answer, fault) != 0)
        return -1;
    *briefings = json_find(answer, "briefings");
    if (*briefings == NULL || (*briefings)->count == 0)
        return fault_set(fault, FAULT_INPUT, "there is no briefing yet (--now writes one)");
    return 0;
}

static void print_list(const struct json *briefings)
{
    OWNED(columns) struct columns *columns = columns_new("id|kind|level|from|late|title");

    for (const struct json *one = briefings->first; one != NULL; one = one->next) {
        const struct json *late = json_find(one, "late");
        columns_add(columns, json_string(one, "id"));
        columns_set_colour(columns, columns_colour(json_string(one, "level")));
        columns_add(columns, json_string(one, "kind"));
        columns_add(columns, json_string(one, "level"));
        columns_add(columns, json_string(one, "from"));
        columns_add(columns, late != NULL && late->boolean ? SLICE("late") : SLICE(""));
        columns_add(columns, json_string(one, "title"));
    }
    columns_print(columns);
}

/* Line by line, so that line breaks stay and everything else is made harmless. */
static void print_harmless(const struct text *document)
{
    struct slice rest = { text_string(document), document->length };

    while (rest.length > 0) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        const size_t length = end == NULL ? rest.length : (size_t)(end - rest.bytes);
        OWNED(text) struct text line = { 0 };
        screen_add(&line, (struct slice){ rest.bytes, length });
        puts(text_string(&line));
        rest.bytes += end == NULL ? length : length + 1;
        rest.length -= end == NULL ? length : length + 1;
    }
}

/* Sets the page on paper here, so that every report has this form, whoever rendered it. */
static int print_paper(const struct text *page, struct fault *fault)
{
    OWNED(string) char *program = NULL;
    OWNED(text) struct text variable = { 0 };
    int code = 0;

    if (isatty(STDOUT_FILENO))
        return fault_set(fault, FAULT_SETUP, "a PDF goes into a file: tocsin brief --format pdf > FILE");
    if (place_program("tocsin-pdf", &program, fault) != 0)
        return -1;
    text_add_format(&variable, "TOCSIN_PDF=%s", program);
    const char *const environment[] = { text_string(&variable), NULL };
    const struct shell shell = { .command = "exec \"$TOCSIN_PDF\" - -",
                                 .input = { text_string(page), page->length },
                                 .environment = environment,
                                 .limit_ms = PAPER_LIMIT_MS };
    if (shell_run(&shell, &code, fault) != 0)
        return -1;
    return code == 0 ? 0 : fault_set(fault, FAULT_INPUT, "the page could not be set on paper");
}

/* The report of one incident, written when it is asked for. */
static int add_report(struct client *client, const char *wanted, const char *kind,
                      struct text *path, struct fault *fault)
{
    const struct json *incident = NULL;

    if (client_find_incident(client, wanted, &incident, fault) != 0)
        return -1;
    text_add(path, "/v1/incidents/");
    http_call_add_part(path, json_string(incident, "id"));
    text_add_char(path, '/');
    http_call_add_part(path, slice_of(kind));
    return 0;
}

static int add_path(struct client *client, const struct settings *settings, const char *id,
                    struct text *path, struct fault *fault)
{
    const struct json *briefings = NULL;

    if (settings->dossier != NULL)
        return add_report(client, settings->dossier, "dossier", path, fault);
    if (settings->incident != NULL)
        return add_report(client, settings->incident,
                          settings->kind == NULL ? "dossier" : settings->kind, path, fault);
    text_add(path, "/v1/briefings/");
    if (id != NULL || settings->now) {
        http_call_add_part(path, slice_of(settings->now ? "now" : id));
        return 0;
    }
    if (list(client, settings, &briefings, fault) != 0)
        return -1;
    http_call_add_part(path, json_string(briefings->first, "id"));
    return 0;
}

static int run(struct client *client, const struct settings *settings, const char *id)
{
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text document = { 0 };
    const struct json *briefings = NULL;
    struct fault fault = { 0 };
    const char *format = settings->client.json ? "json" : formats[settings->format];
    const bool paper = strcmp(format, "pdf") == 0;

    if (settings->list) {
        if (list(client, settings, &briefings, &fault) != 0)
            return client_fail("brief", &fault);
        if (settings->client.json)
            shown_print_lines(briefings);
        else
            print_list(briefings);
        return EXIT_DONE;
    }
    if (add_path(client, settings, id, &path, &fault) != 0)
        return client_fail("brief", &fault);
    text_add_format(&path, "?format=%s", paper ? "html" : format);
    client_add_org(client, &path);
    if (client_get_text(client, text_string(&path), &document, &fault) != 0)
        return client_fail("brief", &fault);
    if (paper && print_paper(&document, &fault) != 0)
        return client_fail("brief", &fault);
    if (!paper)
        print_harmless(&document);
    return EXIT_DONE;
}

int tocsin_brief(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct client client = { 0 };
    struct fault fault = { 0 };

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    const int code = client_open(&settings.client, &client, &fault) != 0
                         ? client_fail("brief", &fault)
                         : run(&client, &settings, given.count > 0 ? given.arguments[0] : NULL);
    client_done(&client);
    memory_free(given.arguments);
    return code;
}
