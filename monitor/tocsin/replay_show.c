#include "tocsin/replay_show.h"

#include "base/moment.h"
#include "base/table.h"
#include "wire/json.h"
#include "wire/writer.h"

#include <stdio.h>

/* A series whose growth is in force is told again every 6 h (DESIGN.md §12): a quarter of an hour
 * before they are over, since what comes next may come that much later. */
#define TOLD_AGAIN_MS (6 * HOUR_MS - 15 * MINUTE_MS)

/* What was last told of one series. */
struct told {
    int tier;
    int64_t at;
};

struct replay_show {
    const struct replay_settings *settings;
    struct table *told; /* organisation and series → struct told */
    struct text line;
    struct arena *arena;
    bool has_heading;
};

struct replay_show *replay_show_new(const struct replay_settings *settings)
{
    struct replay_show *show = memory_new(sizeof *show);

    show->settings = settings;
    show->told = table_new();
    show->arena = arena_new();
    return show;
}

void replay_show_free(struct replay_show *show)
{
    if (show == NULL)
        return;
    for (struct table_cursor at = { 0 }; table_next(show->told, &at);)
        memory_free(at.value);
    table_free(show->told);
    text_done(&show->line);
    arena_free(show->arena);
    memory_free(show);
}

static void print_line(struct replay_show *show)
{
    text_add_char(&show->line, '\n');
    (void)fwrite(show->line.bytes, 1, show->line.length, stdout); /* the end is checked */
    text_clear(&show->line);
}

/* ---- the table ---- */

static void add_column(struct text *line, struct slice value, size_t width)
{
    text_add_bytes(line, value.bytes, value.length);
    for (size_t i = value.length; i < width; i++)
        text_add_char(line, ' ');
    text_add(line, "  ");
}

static void add_clauses(struct text *line, const struct json *clauses)
{
    for (const struct json *clause = clauses == NULL ? NULL : clauses->first; clause != NULL;
         clause = clause->next) {
        struct slice id = json_string(clause, "id");
        struct slice quote = json_string(clause, "quote");
        text_add_bytes(line, id.bytes, id.length);
        text_add_char(line, ' ');
        text_add_bytes(line, quote.bytes, quote.length);
        text_add(line, clause->next == NULL ? "" : "; ");
    }
}

static void print_row(struct replay_show *show, struct slice event)
{
    const struct json *document = NULL;

    arena_clear(show->arena);
    if (json_parse(event, event.length, show->arena, &document, NULL) != 0)
        return; /* cannot be: we wrote it */
    const struct json *data = json_find(document, "data");
    if (!show->has_heading) {
        add_column(&show->line, SLICE("time"), 24);
        add_column(&show->line, SLICE("type"), 32);
        add_column(&show->line, SLICE("subject"), 16);
        add_column(&show->line, SLICE("level"), 8);
        text_add(&show->line, "growth and clauses");
        print_line(show);
        show->has_heading = true;
    }
    add_column(&show->line, json_string(document, "time"), 24);
    add_column(&show->line, json_string(document, "type"), 32);
    add_column(&show->line, json_string(document, "subject"), 16);
    add_column(&show->line, json_string(data, "level"), 8);
    struct slice growth = json_string(data, "growth");
    if (growth.length > 0)
        add_column(&show->line, growth, 0);
    struct slice reason = json_string(data, "reason");
    if (reason.length > 0)
        add_column(&show->line, reason, 0);
    add_clauses(&show->line, json_find(data, "clauses"));
    print_line(show);
}

/* ---- growth of the series ---- */

static struct told *told_of(struct replay_show *show, const struct org *org, struct slice series)
{
    OWNED(text) struct text name = { 0 };

    text_add(&name, org->name);
    text_add_char(&name, ' ');
    text_add_bytes(&name, series.bytes, series.length);
    struct told *told = table_find(show->told, (struct slice){ name.bytes, name.length });
    if (told != NULL)
        return told;
    told = memory_new(sizeof *told);
    table_set(show->told, (struct slice){ name.bytes, name.length }, told);
    return told;
}

static void print_level(struct replay_show *show, struct org *org, struct tracked *tracked,
                        int64_t now)
{
    struct series_context context = org_context(org, tracked, now);
    struct writer writer = writer_on(&show->line);

    writer_object(&writer);
    writer_member(&writer, "org", org->name);
    writer_member_slice(&writer, "series", series_name(tracked->series));
    writer_member_integer(&writer, "time", now / SECOND_MS);
    writer_member_integer(&writer, "level", series_tier(tracked->series));
    writer_member_decimal(&writer, "score", series_growth(tracked->series, &context, now)->score);
    writer_object_end(&writer);
    print_line(show);
}

static void print_levels(struct replay_show *show, struct org *org, int64_t now)
{
    size_t count = 0;
    struct tracked *const *all = org_sorted_series(org, &count);

    for (size_t i = 0; i < count; i++) {
        struct told *told = told_of(show, org, series_name(all[i]->series));
        int tier = series_tier(all[i]->series);
        if (tier == told->tier && (tier == 0 || now - told->at < TOLD_AGAIN_MS))
            continue;
        *told = (struct told){ tier, now };
        print_level(show, org, all[i], now);
    }
}

void replay_show_decisions(struct replay_show *show, struct engine_partition *partition)
{
    size_t count = 0;
    const struct slice *events = engine_triggers(partition, &count);
    int64_t now = engine_now(partition);

    if (show->settings->from_at != MOMENT_NEVER && now < show->settings->from_at)
        return;
    if (show->settings->output == REPLAY_LEVELS) {
        const struct fold *fold = engine_fold(partition);
        for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);)
            print_levels(show, at.value, now);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (show->settings->output == REPLAY_TABLE) {
            print_row(show, events[i]);
            continue;
        }
        text_add_bytes(&show->line, events[i].bytes, events[i].length);
        print_line(show);
    }
}
