#include "collect/shift.h"

#include "edge/files.h"
#include "program/state.h"
#include "wire/json.h"
#include "wire/writer.h"

enum { SHIFT_LIMIT_BYTES = 4096 };

int shift_read(const char *state, struct shift *shift, bool *found, struct fault *fault)
{
    OWNED(string) char *path = state_path(state, "shift.json");
    OWNED(text) struct text content = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    const struct json *document = NULL;
    struct shift kept = { 0 };

    *found = files_exist(path);
    if (!*found)
        return 0;
    if (files_read(path, SHIFT_LIMIT_BYTES, &content, fault) != 0 ||
        json_parse((struct slice){ content.bytes, content.length }, SHIFT_LIMIT_BYTES, arena,
                   &document, fault) != 0)
        return fault_during(fault, "reading '%s'", path);
    if (!json_integer(json_find(document, "first_at"), &kept.first_at) ||
        !json_integer(json_find(document, "shift_ms"), &kept.shift_ms))
        return fault_set(fault, FAULT_SETUP, "'%s' does not say how far the feed is moved", path);
    *shift = kept;
    return 0;
}

int shift_write(const char *state, const struct shift *shift, struct fault *fault)
{
    OWNED(string) char *path = state_path(state, "shift.json");
    OWNED(text) struct text content = { 0 };
    struct writer writer = writer_on(&content);

    writer_object(&writer);
    writer_member_integer(&writer, "first_at", shift->first_at);
    writer_member_integer(&writer, "shift_ms", shift->shift_ms);
    writer_object_end(&writer);
    text_add(&content, "\n");
    return files_write(path, (struct slice){ content.bytes, content.length }, 0600, fault);
}
