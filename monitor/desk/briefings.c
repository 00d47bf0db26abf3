#include "desk/briefings.h"

#include "desk/answer.h"
#include "desk/present.h"
#include "edge/files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { BRIEFING_LIMIT_BYTES = 4 * 1024 * 1024, SHOWN_LIMIT = 500, NAME_LIMIT_BYTES = 200 };

static const struct format {
    const char *name;
    const char *type;
} formats[] = {
    { "json", "application/json" },
    { "md", "text/markdown; charset=utf-8" },
    { "html", "text/html; charset=utf-8" },
    { "pdf", "application/pdf" },
};

enum { FORMAT_COUNT = sizeof formats / sizeof formats[0] };

/* The folder of the organisation's briefings, yours to free. */
static char *folder_of(const struct request *request)
{
    OWNED(text) struct text folder = { 0 };

    text_add_format(&folder, "%s/", request->desk->briefings_folder);
    briefings_add_org(&folder, request->view.org.name);
    return text_take(&folder);
}

void briefings_add_org(struct text *text, struct slice org)
{
    for (size_t i = 0; i < org.length; i++) {
        const unsigned char byte = (unsigned char)org.bytes[i];
        if (byte <= ' ' || byte == '/' || byte == '%' || byte == 0x7f || (i == 0 && byte == '.'))
            text_add_format(text, "%%%02X", byte);
        else
            text_add_char(text, (char)byte);
    }
}

static bool is_id(struct slice name)
{
    if (name.length == 0 || name.length > NAME_LIMIT_BYTES || name.bytes[0] == '.')
        return false;
    for (size_t i = 0; i < name.length; i++) {
        const char byte = name.bytes[i];
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                           (byte >= 'A' && byte <= 'Z') || byte == '-';
        if (!plain)
            return false;
    }
    return true;
}

/* --- the list --- */

static int newest_first(const void *left, const void *right)
{
    return -strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The ids in the folder, newest first, in the arena. */
static size_t list(const struct request *request, const char *folder, const char ***ids)
{
    const char **found = NULL;
    size_t count = 0;
    size_t capacity = 0;
    DIR *listing = opendir(folder);

    if (listing == NULL)
        return 0;
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot == NULL || strcmp(dot, ".json") != 0 || entry->d_name[0] == '.')
            continue;
        MEMORY_GROW(found, count, capacity);
        found[count++] =
            arena_copy(request->desk->arena, entry->d_name, (size_t)(dot - entry->d_name));
    }
    closedir(listing);
    if (count > 0)
        qsort(found, count, sizeof *found, newest_first);
    *ids = (const char **)(void *)arena_copy(request->desk->arena, found, count * sizeof *found);
    memory_free(found);
    return count;
}

static void write_formats(struct writer *writer, const char *folder, const char *id)
{
    OWNED(text) struct text path = { 0 };

    writer_name(writer, "formats");
    writer_array(writer);
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        text_clear(&path);
        text_add_format(&path, "%s/%s.%s", folder, id, formats[i].name);
        if (files_exist(text_string(&path)))
            writer_string(writer, formats[i].name);
    }
    writer_array_end(writer);
}

/* Writes the head of a briefing. False when it is of another kind, or cannot be read. */
static bool write_head(struct request *request, struct writer *writer, const char *folder,
                       const char *id)
{
    static const char *const members[] = { "kind", "from", "to",       "written_at",
                                           "late", "level", "incident", "title" };
    const char *kind = http_exchange_argument(request->exchange, "kind");
    const struct json *document = NULL;
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text content = { 0 };

    text_add_format(&path, "%s/%s.json", folder, id);
    if (files_read(text_string(&path), BRIEFING_LIMIT_BYTES, &content, NULL) != 0 ||
        json_parse((struct slice){ arena_copy(request->desk->arena, content.bytes, content.length),
                                   content.length },
                   BRIEFING_LIMIT_BYTES, request->desk->arena, &document, NULL) != 0 ||
        (kind != NULL && !slice_is(json_string(document, "kind"), kind)))
        return false;
    writer_object(writer);
    writer_member(writer, "id", id);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const struct json *member = json_find(document, members[i]);
        if (member == NULL)
            continue;
        writer_name(writer, members[i]);
        writer_value(writer, member);
    }
    write_formats(writer, folder, id);
    writer_object_end(writer);
    return true;
}

void briefings_list(struct request *request)
{
    OWNED(string) char *folder = folder_of(request);
    const char *given_limit = http_exchange_argument(request->exchange, "limit");
    const char *cursor = http_exchange_argument(request->exchange, "cursor");
    const char **ids = NULL;
    const size_t count = list(request, folder, &ids);
    int64_t limit = given_limit == NULL ? 50 : strtoll(given_limit, NULL, 10);
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);
    const char *last = NULL;
    bool more = false;

    limit = limit < 1 ? 1 : limit > SHOWN_LIMIT ? SHOWN_LIMIT : limit;
    writer_object(&writer);
    writer_name(&writer, "briefings");
    writer_array(&writer);
    for (size_t i = 0; i < count; i++) {
        if (cursor != NULL && strcmp(ids[i], cursor) >= 0)
            continue;
        more = limit == 0;
        if (more)
            break;
        if (write_head(request, &writer, folder, ids[i])) {
            limit--;
            last = ids[i];
        }
    }
    writer_array_end(&writer);
    if (more && last != NULL)
        writer_member(&writer, "next", last);
    writer_object_end(&writer);
    answer_json(request, &json);
}

static bool answer_translated(struct request *request, const char *folder)
{
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text content = { 0 };

    text_add_format(&path, "%s/%.*s.json", folder, (int)request->rest.length,
                    request->rest.bytes);
    return is_id(request->rest) &&
           files_read(text_string(&path), BRIEFING_LIMIT_BYTES, &content, NULL) == 0 &&
           present_translated(request,
                              (struct slice){ text_string(&content), content.length });
}

void briefings_show(struct request *request)
{
    OWNED(string) char *folder = folder_of(request);
    const char *wanted = http_exchange_argument(request->exchange, "format");
    const struct format *format = NULL;
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text content = { 0 };

    if (slice_is(request->rest, "now")) {
        present_briefing(request);
        return;
    }
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].name, wanted == NULL ? "json" : wanted) == 0)
            format = &formats[i];
    }
    if (format == NULL) {
        answer_problem(request, 422, "format", "'format' is json, md, html or pdf");
        return;
    }
    if (strcmp(format->name, "md") == 0 && answer_translated(request, folder))
        return;
    text_add_format(&path, "%s/%.*s.%s", folder, (int)request->rest.length, request->rest.bytes,
                    format->name);
    if (!is_id(request->rest) ||
        files_read(text_string(&path), BRIEFING_LIMIT_BYTES, &content, NULL) != 0) {
        answer_not_found(request);
        return;
    }
    answer_document(request, format->type,
                    (struct slice){ text_string(&content), content.length });
}
