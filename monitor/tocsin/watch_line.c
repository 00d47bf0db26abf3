#include "tocsin/watch.h"

#include "base/screen.h"

void watch_add_line(struct text *line, const struct json *event)
{
    const struct json *data = json_find(event, "data");
    const struct json *clauses = json_find(data, "clauses");
    static const char *const names[] = { "subject", "source", "clock",  "growth",
                                         "actor",   "reason", "note" };

    screen_add(line, slice_cut(json_string(event, "time"), 19));
    text_add_char(line, ' ');
    screen_add(line, json_string(data, "level"));
    text_add_char(line, ' ');
    screen_add(line, json_string(event, "type"));
    if (json_find(data, "drill") != NULL)
        text_add(line, "  【演练】");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (json_string(data, names[i]).length == 0)
            continue;
        text_add(line, "  ");
        screen_add(line, json_string(data, names[i]));
    }
    for (const struct json *one = clauses == NULL ? NULL : clauses->first; one != NULL;
         one = one->next) {
        text_add(line, "  ");
        screen_add(line, json_string(one, "id"));
        text_add(line, " 「");
        screen_add(line, json_string(one, "quote"));
        text_add(line, "」");
    }
}
