#include "tocsin/shown.h"

#include "base/screen.h"
#include "wire/writer.h"

#include <stdio.h>

void shown_add_growth(struct text *text, const struct json *growth)
{
    double ratio = 0;
    double percent = 0;

    if (json_decimal(json_find(growth, "ratio"), &ratio) &&
        json_decimal(json_find(growth, "growth_percent"), &percent))
        text_add_format(text, "%.1f× = %.0f%% of the mean = %+.0f%%", ratio, 100 * ratio,
                        percent);
}

void shown_print_json(const struct json *value)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_value(&writer, value);
    puts(text_string(&json));
}

void shown_print_lines(const struct json *list)
{
    for (const struct json *one = list->first; one != NULL; one = one->next)
        shown_print_json(one);
}

void shown_say(const char *sentence)
{
    fprintf(stderr, "%s\n", sentence);
}

void shown_print_member(const char *name, struct slice value)
{
    OWNED(text) struct text clean = { 0 };

    if (value.length == 0)
        return;
    screen_add(&clean, value);
    printf("%-12s%s\n", name, text_string(&clean));
}

void shown_print_clause(const struct json *clause)
{
    OWNED(text) struct text clean = { 0 };

    screen_add(&clean, json_string(clause, "id"));
    if (json_string(clause, "place").length > 0) {
        text_add(&clean, " (");
        screen_add(&clean, json_string(clause, "place"));
        text_add(&clean, ")");
    }
    if (json_string(clause, "quote").length > 0) {
        text_add(&clean, " 「");
        screen_add(&clean, json_string(clause, "quote"));
        text_add(&clean, "」");
    }
    printf("  %s\n", text_string(&clean));
}

struct slice shown_short_moment(struct slice moment)
{
    enum { YEAR = 5, UNTIL_MINUTE = 16 };

    if (moment.length < UNTIL_MINUTE)
        return moment;
    return (struct slice){ moment.bytes + YEAR, UNTIL_MINUTE - YEAR };
}
