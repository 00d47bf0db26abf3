/* tocsin incidents: what is open, worst first. */
#include "program/program.h"
#include "tocsin/client.h"
#include "tocsin/columns.h"
#include "tocsin/shown.h"
#include "tocsin/verbs.h"

struct settings {
    struct client_settings client;
    bool all;
};

static const struct option rows[] = {
    CLIENT_ROWS(struct settings, client),
    { "all", OPTION_FLAG, .sentence = "released and closed ones too",
      .place = offsetof(struct settings, all) },
};

static const struct options options = {
    .program = "tocsin incidents",
    .sentence = "Lists the incidents, worst first.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .more = "Exit status 1 when none is open.",
};

static void print_table(const struct json *list)
{
    OWNED(columns) struct columns *columns =
        columns_new("incident|level|subject|state|growth|people|opened|proposed");

    for (const struct json *one = list->first; one != NULL; one = one->next) {
        OWNED(text) struct text growth = { 0 };
        int64_t people = 0;
        shown_add_growth(&growth, json_find(one, "growth"));
        columns_add(columns, slice_cut(json_string(one, "id"), 8));
        columns_set_colour(columns, columns_colour(json_string(one, "level")));
        columns_add(columns, json_string(one, "level"));
        columns_add(columns, json_string(one, "subject"));
        columns_add(columns, json_string(one, "state"));
        columns_add(columns, (struct slice){ text_string(&growth), growth.length });
        if (json_integer(json_find(one, "people"), &people))
            columns_add_format(columns, "%lld", (long long)people);
        else
            columns_add(columns, SLICE(""));
        columns_add(columns, json_string(one, "opened_at"));
        columns_add(columns, json_string(one, "proposed_level"));
    }
    columns_print(columns);
}

static int run(struct client *client, const struct settings *settings, struct fault *fault)
{
    OWNED(text) struct text path = { 0 };
    const struct json *answer = NULL;

    text_add_format(&path, "/v1/incidents?limit=500&state=%s", settings->all ? "all" : "open");
    client_add_org(client, &path);
    if (client_get(client, text_string(&path), &answer, fault) != 0)
        return client_fail("incidents", fault);
    const struct json *list = json_find(answer, "incidents");
    if (list == NULL || list->count == 0) {
        if (!settings->client.json)
            shown_say("no incident is open");
        return EXIT_NO;
    }
    if (settings->client.json)
        shown_print_lines(list);
    else
        print_table(list);
    return EXIT_DONE;
}

int tocsin_incidents(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct client client = { 0 };
    struct fault fault = { 0 };

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    const int code = client_open(&settings.client, &client, &fault) != 0
                         ? client_fail("incidents", &fault)
                         : run(&client, &settings, &fault);
    client_done(&client);
    return code;
}
