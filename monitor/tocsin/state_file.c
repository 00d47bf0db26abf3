#include "tocsin/state_file.h"

#include "base/base64.h"
#include "base/digest.h"
#include "base/moment.h"
#include "edge/clock.h"
#include "edge/files.h"
#include "edge/place.h"
#include "edge/redis_flush.h"
#include "program/state.h"
#include "wire/json.h"
#include "wire/writer.h"

#include <inttypes.h>
#include <string.h>

#define FILE_LIMIT_BYTES ((size_t)4 << 30)
enum { LINE_LIMIT_BYTES = 1 << 30 };

static void add_head(struct text *content, const struct text *key)
{
    struct writer writer = writer_on(content);

    writer_object(&writer);
    writer_member(&writer, "what", "tocsin state");
    writer_member_integer(&writer, "layout", REDIS_LAYOUT);
    writer_member_moment(&writer, "exported_at", clock_wall());
    writer_name(&writer, "install_key");
    writer_hex(&writer, key->bytes, key->length);
    writer_object_end(&writer);
    text_add_char(content, '\n');
}

static void add_line(struct text *content, const char *name, struct slice value)
{
    OWNED(text) struct text encoded = { 0 };
    struct writer writer = writer_on(content);

    base64_add(&encoded, value);
    writer_object(&writer);
    writer_member(&writer, "key", name);
    writer_member_slice(&writer, "dump", (struct slice){ encoded.bytes, encoded.length });
    writer_object_end(&writer);
    text_add_char(content, '\n');
}

static int add_keys(struct redis *redis, const struct redis_reply *keys, struct text *content,
                    int64_t *count, struct fault *fault)
{
    for (size_t i = 0; i < redis_reply_count(keys); i++) {
        OWNED(redis_reply) struct redis_reply *value = NULL;
        struct slice name = redis_reply_text(redis_reply_item(keys, i));
        if (redis_ask(redis, (struct slice[]){ SLICE("DUMP"), name }, 2, &value, fault) != 0)
            return -1;
        if (redis_reply_kind(value) != REDIS_TEXT)
            continue; /* gone meanwhile */
        add_line(content, name.bytes, redis_reply_text(value));
        ++*count;
    }
    return 0;
}

static int add_all(struct redis *redis, struct text *content, int64_t *count, struct fault *fault)
{
    OWNED(string) char *cursor = memory_copy("0", 1);

    do {
        OWNED(redis_reply) struct redis_reply *reply = NULL;
        if (redis_ask_words(redis, &reply, fault, "SCAN", cursor, "MATCH", "tocsin:*", "COUNT",
                            "1000", NULL) != 0)
            return -1;
        struct slice next = redis_reply_text(redis_reply_item(reply, 0));
        memory_free(cursor);
        cursor = memory_copy(next.bytes, next.length);
        if (add_keys(redis, redis_reply_item(reply, 1), content, count, fault) != 0)
            return -1;
    } while (strcmp(cursor, "0") != 0);
    return 0;
}

int state_file_export(struct redis *redis, const char *folder, const char *path,
                      enum state_form form, struct fault *fault)
{
    OWNED(string) char *state = place_state(folder);
    OWNED(text) struct text key = { 0 };
    OWNED(text) struct text content = { 0 };
    struct writer writer = writer_on(&content);
    int64_t count = 0;

    if (state_read_key(state, &key, fault) != 0)
        return -1;
    add_head(&content, &key);
    if (add_all(redis, &content, &count, fault) != 0)
        return -1;
    writer_object(&writer);
    writer_member_integer(&writer, "count", count);
    writer_object_end(&writer);
    text_add_char(&content, '\n');
    if (files_write(path, (struct slice){ content.bytes, content.length }, 0600, fault) != 0)
        return -1;
    state_show_exported(form, path, count);
    return 0;
}

/* The next line as JSON; false at the end. */
static bool next_line(struct slice *rest, struct arena *arena, const struct json **line,
                      struct fault *fault)
{
    const char *end = rest->length == 0 ? NULL : memchr(rest->bytes, '\n', rest->length);

    if (end == NULL)
        return false;
    struct slice bytes = { rest->bytes, (size_t)(end - rest->bytes) };
    rest->length -= bytes.length + 1;
    rest->bytes = end + 1;
    return json_parse(bytes, LINE_LIMIT_BYTES, arena, line, fault) == 0;
}

static int digit_of(char character)
{
    const char *digits = "0123456789abcdef";
    const char *found = character == '\0' ? NULL : strchr(digits, character);

    return found == NULL ? -1 : (int)(found - digits);
}

/* A state folder without a key gets the one that came along. */
static int take_key(const struct json *head, const char *state, enum state_form form,
                    struct fault *fault)
{
    OWNED(string) char *path = state_path(state, "install.key");
    OWNED(text) struct text key = { 0 };
    struct slice hex = json_string(head, "install_key");

    if (files_exist(path))
        return 0;
    for (size_t i = 0; i + 1 < hex.length; i += 2) {
        int high = digit_of(hex.bytes[i]), low = digit_of(hex.bytes[i + 1]);
        if (high < 0 || low < 0)
            return fault_set(fault, FAULT_SETUP, "has no key that can be read");
        text_add_char(&key, (char)(high * 16 + low));
    }
    if (key.length == 0)
        return fault_set(fault, FAULT_SETUP, "has no key");
    if (files_make_folder(state, fault) != 0 ||
        files_write(path, (struct slice){ key.bytes, key.length }, 0600, fault) != 0)
        return -1;
    state_show_key(form, path);
    return 0;
}

static int check_head(const struct json *head, const struct state_import *import,
                      struct fault *fault)
{
    OWNED(string) char *state = place_state(import->folder);
    OWNED(text) struct text key = { 0 };
    OWNED(text) struct text hex = { 0 };
    int64_t layout = 0;

    if (!slice_is(json_string(head, "what"), "tocsin state") ||
        !json_integer(json_find(head, "layout"), &layout))
        return fault_set(fault, FAULT_SETUP, "is no exported state");
    if (layout != REDIS_LAYOUT)
        return fault_set(fault, FAULT_SETUP, "has layout %" PRId64 ", this program writes %d",
                         layout, REDIS_LAYOUT);
    if (take_key(head, state, import->form, fault) != 0 || state_read_key(state, &key, fault) != 0)
        return -1;
    text_add_hex(&hex, key.bytes, key.length);
    if (!slice_is(json_string(head, "install_key"), text_string(&hex)))
        return fault_set(fault, FAULT_SETUP,
                         "belongs to another installation's key than the one in %s/install.key; "
                         "a state folder without a key takes the one in the file", state);
    return 0;
}

static int check_empty(struct redis *redis, const struct state_import *import, struct fault *fault)
{
    OWNED(text) struct text ignored = { 0 };
    int64_t count = 0;

    if (import->replace)
        return 0;
    if (add_all(redis, &ignored, &count, fault) != 0)
        return -1;
    if (count > 0)
        return fault_set(fault, FAULT_SETUP, "%" PRId64 " keys are stored already (--replace)",
                         count);
    return 0;
}

static int restore_line(struct redis *redis, const struct json *line, struct arena *arena,
                        struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    const struct slice arguments[] = { SLICE("RESTORE"), json_string(line, "key"), SLICE("0"),
                                       base64_decode(json_string(line, "dump"), arena),
                                       SLICE("REPLACE") };

    return redis_ask(redis, arguments, 5, &reply, fault);
}

static int restore_all(struct redis *redis, struct slice rest, const struct state_import *import,
                       struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    const struct json *line = NULL;
    int64_t count = 0, expected = -1;

    while (next_line(&rest, arena, &line, fault)) {
        if (json_integer(json_find(line, "count"), &expected))
            break;
        if (restore_line(redis, line, arena, fault) != 0)
            return -1;
        count++;
        arena_clear(arena);
    }
    if (expected != count)
        return fault_set(fault, FAULT_INPUT, "was cut: %" PRId64 " keys were imported", count);
    state_show_imported(import->form, import->path, count);
    return 0;
}

int state_file_import(struct redis *redis, const struct state_import *import, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text content = { 0 };
    const struct json *head = NULL;

    if (files_read(import->path, FILE_LIMIT_BYTES, &content, fault) != 0)
        return -1;
    struct slice rest = { content.bytes, content.length };
    if (!next_line(&rest, arena, &head, fault))
        return fault_set(fault, FAULT_SETUP, "'%s' is no exported state", import->path);
    if (check_head(head, import, fault) != 0)
        return fault_during(fault, "'%s'", import->path);
    if (check_empty(redis, import, fault) != 0 || restore_all(redis, rest, import, fault) != 0)
        return fault_during(fault, "'%s'", import->path);
    return 0;
}
