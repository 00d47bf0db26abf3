#include "wire/envelope.h"

#include "base/utf8.h"
#include "wire/json_scan.h"

#include <yajl/yajl_parse.h>

enum member {
    MEMBER_OTHER,
    MEMBER_ORG,
    MEMBER_AT,
    MEMBER_VERB,
    MEMBER_LOGGED_AT,
    MEMBER_PARTITION,
    MEMBER_RAW,
};

enum { PARTITION_DIGITS = 4 }; /* Kafka has no topic of ours with more partitions */

static const struct envelope NOTHING_FOUND = {
    .at = MOMENT_NEVER,
    .logged_at = MOMENT_NEVER,
    .partition = -1,
};

struct reading_state {
    struct arena *arena;
    struct envelope found;
    bool has_org;
    bool is_object;
    size_t depth;
    enum member member; /* of the outermost object, whose value comes next */
};

/* Remembers nothing but the outermost members' values. */
static int take_value(struct reading_state *state)
{
    if (state->depth == 1 && state->member == MEMBER_ORG)
        state->has_org = false; /* the last `org` is no string */
    if (state->depth == 1)
        state->member = MEMBER_OTHER;
    return 1;
}

static int on_null(void *context)
{
    return take_value(context);
}

static int on_boolean(void *context, int value)
{
    (void)value;
    return take_value(context);
}

static void found_number(struct reading_state *state, struct slice digits)
{
    int32_t number = 0;

    if (state->member != MEMBER_PARTITION || digits.length > PARTITION_DIGITS)
        return;
    for (size_t i = 0; i < digits.length; i++) {
        int digit = digits.bytes[i] - '0';
        if (digit < 0 || digit > 9)
            return;
        number = number * 10 + digit;
    }
    state->found.partition = number;
}

static int on_number(void *context, const char *digits, size_t length)
{
    struct reading_state *state = context;

    if (state->depth == 1)
        found_number(state, (struct slice){ digits, length });
    return take_value(state);
}

/* The string lives as long as the arena. */
static void found_string(struct reading_state *state, struct slice string)
{
    if (state->member == MEMBER_ORG) {
        state->has_org = true;
        state->found.org = string;
    } else if (state->member == MEMBER_AT && !moment_parse(string, &state->found.at)) {
        state->found.at = MOMENT_NEVER;
    } else if (state->member == MEMBER_LOGGED_AT && !moment_parse(string, &state->found.logged_at)) {
        state->found.logged_at = MOMENT_NEVER;
    } else if (state->member == MEMBER_RAW) {
        state->found.raw = string;
    }
}

static int on_string(void *context, const unsigned char *bytes, size_t length)
{
    struct reading_state *state = context;
    bool is_wanted = state->depth == 1 && state->member != MEMBER_OTHER;

    if (is_wanted)
        found_string(state, (struct slice){ arena_copy(state->arena, bytes, length), length });
    if (!is_wanted || state->member != MEMBER_ORG)
        return take_value(state);
    state->member = MEMBER_OTHER;
    return 1;
}

static void found_name(struct reading_state *state, struct slice name)
{
    state->member = slice_is(name, "org")    ? MEMBER_ORG
                    : slice_is(name, "at")   ? MEMBER_AT
                    : slice_is(name, "verb") ? MEMBER_VERB
                    : slice_is(name, "raw")  ? MEMBER_RAW
                    : slice_is(name, "logged_at") ? MEMBER_LOGGED_AT
                    : slice_is(name, "partition") ? MEMBER_PARTITION
                                                  : MEMBER_OTHER;
    if (state->member == MEMBER_VERB)
        state->found.is_command = true;
}

static int on_key(void *context, const unsigned char *bytes, size_t length)
{
    struct reading_state *state = context;

    if (state->depth == 1)
        found_name(state, (struct slice){ (const char *)bytes, length });
    return 1;
}

static int on_open(struct reading_state *state, bool is_object)
{
    if (state->depth == 0)
        state->is_object = is_object;
    (void)take_value(state);
    state->depth++;
    return 1;
}

static int on_object(void *context)
{
    return on_open(context, true);
}

static int on_array(void *context)
{
    return on_open(context, false);
}

static int on_close(void *context)
{
    struct reading_state *state = context;

    state->depth--;
    return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_close,
    .yajl_start_array = on_array,
    .yajl_end_array = on_close,
};

/* Nearly every line is plain, and then its tree serves whoever reads the record too. */
static bool read_plain(struct reading_state *state, struct slice line)
{
    if (line.length == 0 || !json_scan(line, state->arena, &state->found.document))
        return false;
    state->is_object = state->found.document->type == JSON_OBJECT;
    for (const struct json *value = state->is_object ? state->found.document->first : NULL;
         value != NULL; value = value->next) {
        found_name(state, value->name);
        if (value->type == JSON_STRING)
            found_string(state, value->text);
        else if (value->type == JSON_NUMBER)
            found_number(state, value->text);
    }
    return true;
}

static bool read_any(struct reading_state *state, struct slice line)
{
    yajl_handle parser = yajl_alloc(&callbacks, NULL, state);

    (void)yajl_config(parser, yajl_dont_validate_strings, 1); /* done before, and strictly */
    bool whole = yajl_parse(parser, (const unsigned char *)line.bytes, line.length) ==
                     yajl_status_ok &&
                 yajl_complete_parse(parser) == yajl_status_ok;
    yajl_free(parser);
    return whole;
}

int envelope_read(struct slice line, struct arena *arena, struct envelope *envelope,
                  struct fault *fault)
{
    struct reading_state state = { .arena = arena, .found = NOTHING_FOUND };

    if (!utf8_is_valid(line))
        return fault_set(fault, FAULT_INPUT, "the line is not UTF-8");
    if (!read_plain(&state, line) && !read_any(&state, line))
        return fault_set(fault, FAULT_INPUT, "the line is no JSON");
    if (!state.is_object)
        return fault_set(fault, FAULT_INPUT, "the line is JSON, but no object");
    bool is_dumped = state.found.partition >= 0 && state.found.logged_at != MOMENT_NEVER;
    if (!state.has_org && !is_dumped)
        return fault_set(fault, FAULT_INPUT, "the object has no text `org`");
    *envelope = state.found;
    return 0;
}
