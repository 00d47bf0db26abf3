#include "collect/sources/address.h"

#include <string.h>

static void add_encoded(struct text *to, const char *value)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (; *value != '\0'; value++) {
        if (strchr(plain, *value) != NULL)
            text_add_char(to, *value);
        else
            text_add_format(to, "%%%02X", (unsigned)(unsigned char)*value);
    }
}

/* The value of the mark at `at`, and how long the mark is; NULL when there is none. */
static const char *value_of(const char *at, const struct address_parts *parts, size_t *length)
{
    const struct {
        const char *mark;
        const char *value;
    } marks[] = {
        { "{since}", parts->since }, { "{page}", parts->page }, { "{next}", parts->next }
    };

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        *length = strlen(marks[i].mark);
        if (strncmp(at, marks[i].mark, *length) == 0)
            return marks[i].value == NULL ? "" : marks[i].value;
    }
    return NULL;
}

/* One piece of the template, "since={since}"; false when its mark was empty. */
static bool add_piece(struct text *to, struct slice piece, const struct address_parts *parts)
{
    bool whole = true;

    for (size_t i = 0; i < piece.length;) {
        size_t length = 0;
        const char *value = piece.bytes[i] == '{' ? value_of(piece.bytes + i, parts, &length) : NULL;
        if (value == NULL) {
            text_add_char(to, piece.bytes[i++]);
            continue;
        }
        whole = whole && value[0] != '\0';
        add_encoded(to, value);
        i += length;
    }
    return whole;
}

void address_add(struct text *to, const char *template, const struct address_parts *parts)
{
    size_t path = strcspn(template, "?");
    bool is_first = true;

    (void)add_piece(to, (struct slice){ template, path }, parts); /* a path keeps its place */
    if (template[path] == '\0')
        return;
    for (const char *at = template + path + 1; *at != '\0';) {
        OWNED(text) struct text piece = { 0 };
        size_t length = strcspn(at, "&");
        if (add_piece(&piece, (struct slice){ at, length }, parts)) {
            text_add_char(to, is_first ? '?' : '&');
            text_add_bytes(to, text_string(&piece), piece.length);
            is_first = false;
        }
        at += length + (at[length] == '&');
    }
}
