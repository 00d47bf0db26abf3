#include "collect/sources/spool_items.h"

#include "edge/files.h"
#include "wire/clean.h"
#include "wire/csv_rows.h"
#include "wire/json_item.h"
#include "wire/json_mend.h"

#include <string.h>

enum { TRANSCRIPT_LIMIT_BYTES = 1024 * 1024, LINE_LIMIT_BYTES = 1024 * 1024 };

/* The item that is being mapped. */
struct current {
    struct spool_items *items;
    size_t row;
    struct json_item json;
    struct arena *arena;
};

struct spool_items {
    const struct source_settings *settings;
    struct csv_rows *rows; /* of CSV */
    struct text content;   /* of JSON lines */
    struct slice *lines;
    size_t line_count;
    size_t line_capacity;
    struct current current;
};

static void split_lines(struct spool_items *items)
{
    const char *at = text_string(&items->content);
    const char *end = at + items->content.length;

    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t length = line_end == NULL ? (size_t)(end - at) : (size_t)(line_end - at);
        struct slice line = { at, length };
        if (line.length > 0 && line.bytes[line.length - 1] == '\r')
            line.length--;
        if (line.length > 0) {
            MEMORY_GROW(items->lines, items->line_count, items->line_capacity);
            items->lines[items->line_count++] = line;
        }
        at += length + 1;
    }
}

static bool is_plain_column(const char *path)
{
    return path[0] != '@' && path[0] != '#' && strchr(path, '|') == NULL;
}

/* A file without a mapped column is another file than the one that was agreed on. */
static int check_columns(const struct spool_items *items, struct fault *fault)
{
    static const enum map_target wanted[] = { MAP_ID, MAP_AT, MAP_TEXT };
    const struct mapping *mapping = &items->settings->mapping;

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const struct map_paths *paths = &mapping->targets[wanted[i]];
        for (size_t j = 0; j < paths->count; j++)
            if (is_plain_column(paths->paths[j]) && !csv_rows_has(items->rows, paths->paths[j]))
                return fault_set(fault, FAULT_INPUT, "the file has no column '%s'",
                                 paths->paths[j]);
    }
    return 0;
}

int spool_items_read(const struct source_settings *settings, struct text *content,
                     struct spool_items **result, struct fault *fault)
{
    OWNED(spool_items) struct spool_items *items = memory_new(sizeof *items);
    struct slice bytes = { text_string(content), content->length };

    items->settings = settings;
    if (!clean_add_charset(&items->content, settings->charset, bytes))
        return fault_set(fault, FAULT_INPUT, "the charset '%s' is unknown", settings->charset);
    if (settings->format == SPOOL_JSON_LINES) {
        split_lines(items);
        *result = TAKE(items);
        return 0;
    }
    const struct csv_options options = {
        .delimiter = settings->delimiter,
        .has_header = settings->has_header,
        .columns = settings->columns,
        .column_count = settings->column_count,
    };
    struct slice text = { text_string(&items->content), items->content.length };
    if (memchr(text.bytes, '\0', text.length) != NULL)
        return fault_set(fault, FAULT_INPUT, "the file holds NUL bytes: it is no text");
    if (csv_rows_read(&options, text, &items->rows, fault) != 0 ||
        check_columns(items, fault) != 0)
        return -1;
    text_done(&items->content);
    *result = TAKE(items);
    return 0;
}

void spool_items_free(struct spool_items *items)
{
    if (items == NULL)
        return;
    csv_rows_free(items->rows);
    text_done(&items->content);
    memory_free(items->lines);
    memory_free(items);
}

size_t spool_items_count(const struct spool_items *items)
{
    return items->rows != NULL ? csv_rows_count(items->rows) : items->line_count;
}

/* --- transcripts --- */

/* The path of the item's transcript; empty when it has none to expect. */
static void add_transcript_path(const struct spool_items *items, struct slice id,
                                struct text *path)
{
    if (id.length == 0 || id.bytes[0] == '.' || memchr(id.bytes, '/', id.length) != NULL ||
        memchr(id.bytes, '\0', id.length) != NULL)
        return;
    text_add_format(path, "%s/%.*s.txt", items->settings->transcripts, (int)id.length, id.bytes);
}

static struct slice transcript(const struct current *current, struct slice id)
{
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text raw = { 0 };
    OWNED(text) struct text read = { 0 };
    struct fault fault = { 0 };

    if (current->items->settings->transcripts == NULL)
        return (struct slice){ 0 };
    add_transcript_path(current->items, id, &path);
    /* A transcript that is not there leaves the item without a description: it is marked so. */
    if (path.length == 0 ||
        files_read(text_string(&path), TRANSCRIPT_LIMIT_BYTES, &raw, &fault) != 0)
        return (struct slice){ 0 };
    (void)clean_add_charset(&read, "auto", (struct slice){ raw.bytes, raw.length });
    return (struct slice){ arena_copy(current->arena, text_string(&read), read.length),
                           read.length };
}

bool spool_items_wait(const struct spool_items *items, int64_t age_ms)
{
    const struct source_settings *settings = items->settings;

    if (settings->transcripts == NULL || items->rows == NULL ||
        age_ms >= settings->transcript_wait_ms)
        return false;
    for (size_t i = 0; i < csv_rows_count(items->rows); i++) {
        OWNED(text) struct text path = { 0 };
        add_transcript_path(items, csv_rows_cell(items->rows, i, settings->transcript_id), &path);
        if (path.length > 0 && !files_exist(text_string(&path)))
            return true;
    }
    return false;
}

/* --- items --- */

static struct slice value_at(void *context, const char *path)
{
    struct current *current = context;
    const struct source_settings *settings = current->items->settings;

    if (strcmp(path, "@transcript") == 0)
        return settings->transcript_id == NULL
                   ? (struct slice){ 0 }
                   : transcript(current, value_at(context, settings->transcript_id));
    if (current->items->rows != NULL)
        return csv_rows_cell(current->items->rows, current->row, path);
    return json_item_value(&current->json, path);
}

int spool_items_at(struct spool_items *items, size_t index, struct arena *arena,
                   struct listener_item *item, struct fault *fault)
{
    items->current = (struct current){ .items = items, .row = index, .arena = arena };
    item->value = value_at;
    item->item = &items->current;
    if (items->rows != NULL) {
        OWNED(text) struct text row = { 0 };
        csv_rows_add_row(items->rows, index, &row);
        item->content =
            (struct slice){ arena_copy(arena, text_string(&row), row.length), row.length };
        return 0;
    }
    item->content = items->lines[index];
    items->current.json.arena = arena;
    return json_parse(json_mend(item->content, arena), LINE_LIMIT_BYTES, arena,
                      &items->current.json.value, fault);
}
