/* tocsin series: what is counted, or the counts of one series. */
#include "program/program.h"
#include "tocsin/client.h"
#include "tocsin/columns.h"
#include "tocsin/shown.h"
#include "tocsin/verbs.h"

#include <stdio.h>

struct settings {
    struct client_settings client;
    bool minutes;
    const char *from;
    const char *to;
};

static const struct option rows[] = {
    CLIENT_ROWS(struct settings, client),
    { "minutes", OPTION_FLAG, .sentence = "the minutes of the last day, not hours",
      .place = offsetof(struct settings, minutes) },
    { "from", OPTION_TEXT, "MOMENT", .sentence = "from then on",
      .place = offsetof(struct settings, from) },
    { "to", OPTION_TEXT, "MOMENT", .sentence = "until then",
      .place = offsetof(struct settings, to) },
};

static const struct options options = {
    .program = "tocsin series",
    .sentence = "Lists what is counted, or prints the counts of one series.",
    .arguments = "[SERIES]",
    .most_arguments = 1,
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .more = "A series is *, subject/battery, channel/hotline, source/…, category/… or region/….",
};

static void add_count(struct columns *columns, const struct json *count, const char *name)
{
    int64_t number = 0;

    (void)json_integer(json_find(count, name), &number); /* 0 when it is not there */
    columns_add_format(columns, "%lld", (long long)number);
}

/* Eight heights of a bar for each hour of the day. */
static void add_bars(struct columns *columns, const struct json *hours)
{
    static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    OWNED(text) struct text text = { 0 };
    int64_t most = 1;
    int64_t number = 0;

    for (const struct json *one = hours == NULL ? NULL : hours->first; one != NULL;
         one = one->next) {
        if (json_integer(one, &number) && number > most)
            most = number;
    }
    for (const struct json *one = hours == NULL ? NULL : hours->first; one != NULL;
         one = one->next) {
        (void)json_integer(one, &number); /* the one before then */
        text_add(&text, number == 0 ? "·" : bars[number * 7 / most]);
    }
    columns_add(columns, (struct slice){ text_string(&text), text.length });
}

static void print_list(const struct json *list)
{
    OWNED(columns) struct columns *columns =
        columns_new("series|distinct 24 h|complaints|mentions|last hour|growth|24 hours");

    for (const struct json *one = list->first; one != NULL; one = one->next) {
        const struct json *day = json_find(one, "last_24h");
        OWNED(text) struct text growth = { 0 };
        int64_t tier = 0;
        shown_add_growth(&growth, json_find(one, "growth"));
        (void)json_integer(json_find(json_find(one, "growth"), "tier"), &tier); /* 0 */
        columns_add(columns, json_string(one, "name"));
        columns_set_colour(columns, tier >= 200 ? columns_alarm() : "");
        add_count(columns, day, "distinct");
        add_count(columns, day, "complaints");
        add_count(columns, day, "mentions");
        add_count(columns, json_find(one, "last_hour"), "distinct");
        columns_add(columns, (struct slice){ text_string(&growth), growth.length });
        add_bars(columns, json_find(one, "hours"));
    }
    columns_print(columns);
}

static void print_points(const struct json *points)
{
    OWNED(columns) struct columns *columns =
        columns_new("start|mentions|complaints|distinct|negative");

    for (const struct json *one = points->first; one != NULL; one = one->next) {
        for (const struct json *cell = one->first; cell != NULL; cell = cell->next)
            columns_add(columns, cell->text);
    }
    columns_print(columns);
}

static void add_path(struct text *path, const struct settings *settings, const char *series)
{
    if (series == NULL) {
        text_add(path, "/v1/series");
        return;
    }
    text_add(path, "/v1/series/");
    http_call_add_part(path, slice_of(series));
    text_add_format(path, "?step=%s", settings->minutes ? "minute" : "hour");
    if (settings->from != NULL) {
        text_add(path, "&from=");
        http_call_add_part(path, slice_of(settings->from));
    }
    if (settings->to != NULL) {
        text_add(path, "&to=");
        http_call_add_part(path, slice_of(settings->to));
    }
}

static int run(struct client *client, const struct settings *settings, const char *series)
{
    OWNED(text) struct text path = { 0 };
    struct fault fault = { 0 };
    const struct json *answer = NULL;

    add_path(&path, settings, series);
    client_add_org(client, &path);
    if (client_get(client, text_string(&path), &answer, &fault) != 0)
        return client_fail("series", &fault);
    const struct json *list = json_find(answer, series == NULL ? "series" : "points");
    if (list == NULL)
        return EXIT_NO;
    if (settings->client.json)
        shown_print_lines(list);
    else if (series == NULL)
        print_list(list);
    else
        print_points(list);
    return EXIT_DONE;
}

int tocsin_series(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct client client = { 0 };
    struct fault fault = { 0 };

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    const int code = client_open(&settings.client, &client, &fault) != 0
                         ? client_fail("series", &fault)
                         : run(&client, &settings, given.count > 0 ? given.arguments[0] : NULL);
    client_done(&client);
    memory_free(given.arguments);
    return code;
}
