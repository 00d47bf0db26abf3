/* tocsin sources: is each heard, and since when not. */
#include "program/program.h"
#include "tocsin/client.h"
#include "tocsin/columns.h"
#include "tocsin/shown.h"
#include "tocsin/verbs.h"

struct settings {
    struct client_settings client;
};

static const struct option rows[] = { CLIENT_ROWS(struct settings, client) };

static const struct options options = {
    .program = "tocsin sources",
    .sentence = "Lists the sources, and since when one is silent.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .more = "Exit status 1 when one is not up.",
};

/* What the collector says; empty where others feed the log. */
static void add_collector(struct columns *columns, const struct json *collector)
{
    static const char *const names[] = { "items", "refused", "waiting" };
    const struct slice reason = json_string(collector, "reason");

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int64_t count = 0;
        if (json_integer(json_find(collector, names[i]), &count))
            columns_add_format(columns, "%lld", (long long)count);
        else
            columns_add(columns, SLICE(""));
    }
    columns_add(columns, reason.length > 0 ? reason : json_string(collector, "trouble"));
}

static bool print_table(const struct json *list, bool json)
{
    OWNED(columns) struct columns *columns =
        columns_new("source|state|required|24 h|last record|through|down since|items|refused|waiting|trouble");
    bool all_up = true;

    for (const struct json *one = list->first; one != NULL; one = one->next) {
        const struct json *required = json_find(one, "required");
        const bool up = slice_is(json_string(one, "state"), "up");
        int64_t count = 0;
        all_up = all_up && up;
        (void)json_integer(json_find(json_find(one, "last_24h"), "mentions"), &count); /* 0 */
        columns_add(columns, json_string(one, "name"));
        columns_set_colour(columns, up ? "" : columns_alarm());
        columns_add(columns, json_string(one, "state"));
        columns_add(columns, required != NULL && required->boolean ? SLICE("yes") : SLICE("no"));
        columns_add_format(columns, "%lld", (long long)count);
        columns_add(columns, json_string(one, "last_at"));
        columns_add(columns, json_string(one, "through"));
        columns_add(columns, json_string(one, "since"));
        add_collector(columns, json_find(one, "collector"));
    }
    if (!json)
        columns_print(columns);
    return all_up;
}

int tocsin_sources(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct client client = { 0 };
    struct fault fault = { 0 };
    const struct json *answer = NULL;
    OWNED(text) struct text path = { 0 };
    int code = 0;

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    text_add(&path, "/v1/sources");
    if (client_open(&settings.client, &client, &fault) == 0)
        client_add_org(&client, &path);
    if (client.base == NULL ||
        client_get(&client, text_string(&path), &answer, &fault) != 0) {
        code = client_fail("sources", &fault);
    } else {
        const struct json *list = json_find(answer, "sources");
        if (settings.client.json && list != NULL)
            shown_print_lines(list);
        code = list != NULL && print_table(list, settings.client.json) ? EXIT_DONE : EXIT_NO;
    }
    client_done(&client);
    return code;
}
