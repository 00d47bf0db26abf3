#include "desk/site.h"

#include "desk/answer.h"
#include "edge/files.h"

#include <string.h>

enum { SITE_FILE_LIMIT_BYTES = 4 * 1024 * 1024 };

static const struct type {
    const char *ending;
    const char *type;
} types[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".ico", "image/x-icon" },
    { ".json", "application/json" },
    { ".webmanifest", "application/manifest+json" },
    { ".woff2", "font/woff2" },
    { ".txt", "text/plain; charset=utf-8" },
};

static const char *type_of(struct slice path)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const size_t length = strlen(types[i].ending);
        if (path.length > length &&
            memcmp(path.bytes + path.length - length, types[i].ending, length) == 0)
            return types[i].type;
    }
    return NULL;
}

/* Names that mean nothing but themselves: no way up, nothing hidden, no second slash. */
static bool is_plain_path(struct slice path)
{
    for (size_t i = 0; i < path.length; i++) {
        const char byte = path.bytes[i];
        const bool starts = i == 0 || path.bytes[i - 1] == '/';
        if (byte == '\\' || (unsigned char)byte < ' ' || (starts && (byte == '.' || byte == '/')))
            return false;
    }
    return true;
}

static bool takes_gzip(const struct request *request)
{
    const char *taken = http_exchange_header(request->exchange, "Accept-Encoding");

    return taken != NULL && strstr(taken, "gzip") != NULL && strstr(taken, "gzip;q=0") == NULL;
}

static void send_file(struct request *request, const char *folder, struct slice path)
{
    OWNED(text) struct text name = { 0 };
    OWNED(text) struct text content = { 0 };
    const char *type = type_of(path);

    OWNED(text) struct text packed = { 0 };

    text_add_format(&name, "%s/%.*s", folder, (int)path.length, path.bytes);
    text_add_format(&packed, "%s.gz", text_string(&name));
    if (type == NULL || !is_plain_path(path)) {
        answer_not_found(request);
        return;
    }
    if (takes_gzip(request) &&
        files_read(text_string(&packed), SITE_FILE_LIMIT_BYTES, &content, NULL) == 0)
        answer_packed(request, type, (struct slice){ text_string(&content), content.length });
    else if (files_read(text_string(&name), SITE_FILE_LIMIT_BYTES, &content, NULL) == 0)
        answer_file(request, type, (struct slice){ text_string(&content), content.length });
    else
        answer_not_found(request);
}

void site_show(struct request *request)
{
    const struct desk *desk = request->desk;
    const char *folder = desk->console_folder != NULL ? desk->console_folder : desk->page_folder;
    struct slice path = request->rest;
    static const char plain[] = "plain/";

    if (path.length >= 3 && memcmp(path.bytes, "v1/", 3) == 0) {
        answer_not_found(request);
        return;
    }
    if (path.length >= sizeof plain - 1 && memcmp(path.bytes, plain, sizeof plain - 1) == 0) {
        folder = desk->page_folder;
        path.bytes += sizeof plain - 1;
        path.length -= sizeof plain - 1;
    }
    send_file(request, folder, path.length == 0 ? SLICE("index.html") : path);
}

void site_openapi(struct request *request)
{
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text content = { 0 };

    text_add_format(&path, "%s/openapi.yaml", request->desk->schema_folder);
    if (files_read(text_string(&path), SITE_FILE_LIMIT_BYTES, &content, NULL) != 0) {
        answer_not_found(request);
        return;
    }
    answer_content(request, "application/yaml",
                   (struct slice){ text_string(&content), content.length });
}
