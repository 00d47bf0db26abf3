#include "wire/json_judge.h"

#include "base/table.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_parse.h>

/* Above this many members a table looks for repeated names, below it every pair is compared. */
enum { PAIRWISE_MEMBERS = 48 };

struct builder {
    struct arena *arena;
    struct json *open[JSON_DEPTH_LIMIT]; /* 1. the arrays and objects around the current value */
    struct json *last[JSON_DEPTH_LIMIT]; /* 2. the newest child of each */
    int depth;
    struct slice name;
    struct json *document;
    bool has_escapes; /* 3. only then can a string hold NUL or half a surrogate pair */
    const char *refusal;
};

static int refuse(struct builder *builder, const char *reason)
{
    builder->refusal = reason;
    return 0;
}

static struct json *add(struct builder *builder, enum json_type type)
{
    struct json *value = arena_take(builder->arena, sizeof *value);

    value->type = type;
    if (builder->depth == 0) {
        builder->document = value;
        return value;
    }
    struct json *around = builder->open[builder->depth - 1];
    if (around->type == JSON_OBJECT)
        value->name = builder->name;
    if (around->first == NULL)
        around->first = value;
    else
        builder->last[builder->depth - 1]->next = value;
    builder->last[builder->depth - 1] = value;
    around->count++;
    return value;
}

static int on_null(void *context)
{
    add(context, JSON_NULL);
    return 1;
}

static int on_boolean(void *context, int boolean)
{
    add(context, JSON_BOOL)->boolean = boolean != 0;
    return 1;
}

static struct slice keep(struct builder *builder, const void *bytes, size_t length)
{
    return (struct slice){ arena_copy(builder->arena, bytes, length), length };
}

static int on_number(void *context, const char *digits, size_t length)
{
    add(context, JSON_NUMBER)->text = keep(context, digits, length);
    return 1;
}

static bool is_text(const struct builder *builder, struct slice string)
{
    return !builder->has_escapes || (memchr(string.bytes, '\0', string.length) == NULL &&
                                     utf8_valid_length(string) == string.length);
}

static int on_string(void *context, const unsigned char *bytes, size_t length)
{
    struct builder *builder = context;
    struct slice text = keep(builder, bytes, length);

    if (!is_text(builder, text))
        return refuse(builder, "a string holds NUL or half a surrogate pair");
    add(builder, JSON_STRING)->text = text;
    return 1;
}

static int on_name(void *context, const unsigned char *bytes, size_t length)
{
    struct builder *builder = context;

    builder->name = keep(builder, bytes, length);
    if (!is_text(builder, builder->name))
        return refuse(builder, "a name holds NUL or half a surrogate pair");
    return 1;
}

static int open_level(struct builder *builder, enum json_type type)
{
    if (builder->depth == JSON_DEPTH_LIMIT)
        return refuse(builder, "it is nested deeper than 32 levels");
    struct json *value = add(builder, type);
    builder->open[builder->depth++] = value;
    return 1;
}

static int on_object(void *context)
{
    return open_level(context, JSON_OBJECT);
}

static int on_array(void *context)
{
    return open_level(context, JSON_ARRAY);
}

static bool has_repeated_name(struct json *object)
{
    if (object->count > PAIRWISE_MEMBERS) {
        OWNED(table) struct table *seen = table_new();
        for (const struct json *member = object->first; member != NULL; member = member->next)
            table_set(seen, member->name, object);
        return table_count(seen) != object->count;
    }
    for (const struct json *left = object->first; left != NULL; left = left->next) {
        for (const struct json *right = left->next; right != NULL; right = right->next) {
            if (slice_equals(left->name, right->name))
                return true;
        }
    }
    return false;
}

static int on_object_end(void *context)
{
    struct builder *builder = context;

    if (has_repeated_name(builder->open[--builder->depth]))
        return refuse(builder, "an object names a member twice");
    return 1;
}

static int on_array_end(void *context)
{
    struct builder *builder = context;

    builder->depth--;
    return 1;
}

static const yajl_callbacks CALLBACKS = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_name,
    .yajl_end_map = on_object_end,
    .yajl_start_array = on_array,
    .yajl_end_array = on_array_end,
};

static void yajl_release(yajl_handle *handle)
{
    yajl_free(*handle);
}

static int explain(yajl_handle handle, const struct builder *builder, struct fault *fault)
{
    size_t offset = yajl_get_bytes_consumed(handle);

    if (builder->refusal != NULL)
        return fault_set(fault, FAULT_INPUT, "refused at byte %zu: %s", offset, builder->refusal);
    return fault_set(fault, FAULT_INPUT, "no JSON at byte %zu", offset);
}

int json_judge(struct slice bytes, struct arena *arena, const struct json **document,
               struct fault *fault)
{
    struct builder builder = {
        .arena = arena,
        .has_escapes = bytes.length > 0 && memmem(bytes.bytes, bytes.length, "\\u", 2) != NULL,
    };
    OWNED(yajl) yajl_handle handle = yajl_alloc(&CALLBACKS, NULL, &builder);
    if (handle == NULL)
        abort(); /* out of memory */
    yajl_config(handle, yajl_dont_validate_strings, 1); /* we did */
    if (yajl_parse(handle, (const unsigned char *)bytes.bytes, bytes.length) != yajl_status_ok ||
        yajl_complete_parse(handle) != yajl_status_ok)
        return explain(handle, &builder, fault);
    if (builder.document == NULL)
        return fault_set(fault, FAULT_INPUT, "no JSON: there is nothing");
    *document = builder.document;
    return 0;
}
