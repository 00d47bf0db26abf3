#include "wire/record.h"

#include "base/digest.h"
#include "wire/writer.h"

#include <stddef.h>

/* A string member and where it goes. */
struct member {
    const char *name;
    size_t offset;
    bool required;
    bool may_be_empty;
    size_t limit_bytes; /* 0: only the record's own limit */
};

#define FEEDBACK(field) offsetof(struct feedback, field)
#define COMMAND(field)  offsetof(struct command, field)

static const struct member FEEDBACK_MEMBERS[] = {
    { "id", FEEDBACK(id), .required = true, .limit_bytes = RECORD_ID_LIMIT_BYTES },
    { "org", FEEDBACK(org), .required = true, .limit_bytes = RECORD_NAME_LIMIT_BYTES },
    { "source", FEEDBACK(source), .required = true, .limit_bytes = RECORD_NAME_LIMIT_BYTES },
    { "text", FEEDBACK(text), .required = true, .may_be_empty = true },
    { "title", FEEDBACK(title) },
    { "lang", FEEDBACK(language) },
    { "url", FEEDBACK(url) },
    { "region", FEEDBACK(region) },
    { "parent", FEEDBACK(parent) },
    { "status", FEEDBACK(status) },
};

static const struct member COMMAND_MEMBERS[] = {
    { "id", COMMAND(id), .required = true, .limit_bytes = RECORD_ID_LIMIT_BYTES },
    { "org", COMMAND(org), .limit_bytes = RECORD_NAME_LIMIT_BYTES },
    { "actor", COMMAND(actor) },
    { "reason", COMMAND(reason) },
    { "incident", COMMAND(incident) },
    { "subject", COMMAND(subject) },
    { "level", COMMAND(level) },
    { "item", COMMAND(item) },
    { "result", COMMAND(result) },
    { "evidence", COMMAND(evidence) },
    { "source", COMMAND(source), .limit_bytes = RECORD_NAME_LIMIT_BYTES },
    { "version", COMMAND(version) },
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static int read_members(const struct json *document, const struct member *members, size_t count,
                        void *into, struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        const struct member *member = &members[i];
        const struct json *value = json_find(document, member->name);
        if (!json_is_string(value)) {
            if (member->required)
                return fault_set(fault, FAULT_INPUT, "the member '%s' must be a string, not %s",
                                 member->name, json_type_name(value));
            continue;
        }
        if (member->required && !member->may_be_empty && value->text.length == 0)
            return fault_set(fault, FAULT_INPUT, "the member '%s' is empty", member->name);
        if (member->limit_bytes != 0 && value->text.length > member->limit_bytes)
            return fault_set(fault, FAULT_INPUT, "the member '%s' has %zu bytes, over its %zu",
                             member->name, value->text.length, member->limit_bytes);
        *(struct slice *)((char *)into + member->offset) = value->text;
    }
    return 0;
}

static int read_moment(const struct json *document, int64_t *at, struct fault *fault)
{
    const struct json *value = json_find(document, "at");

    if (!json_is_string(value))
        return fault_set(fault, FAULT_INPUT, "the member 'at' must be a string, not %s",
                         json_type_name(value));
    if (!moment_parse(value->text, at))
        return fault_set(fault, FAULT_INPUT, "the member 'at' is no time of RFC 3339");
    return 0;
}

static int64_t optional_moment(const struct json *document, const char *name)
{
    int64_t at = MOMENT_NEVER;

    return moment_parse(json_string(document, name), &at) ? at : MOMENT_NEVER;
}

/* The text of a value: a string's own, else its JSON. */
static struct slice value_text(const struct json *value, struct arena *arena)
{
    if (value->type == JSON_STRING || value->type == JSON_NUMBER)
        return value->text;
    OWNED(text) struct text text = { 0 };
    struct writer writer = writer_on(&text);
    writer_value(&writer, value);
    return (struct slice){ arena_copy(arena, text_string(&text), text.length), text.length };
}

static void read_fields(const struct json *fields, struct arena *arena, struct feedback *feedback)
{
    if (fields == NULL || fields->type != JSON_OBJECT)
        return;
    struct field *list = arena_take(arena, fields->count * sizeof *list);
    for (const struct json *field = fields->first; field != NULL; field = field->next) {
        list[feedback->field_count].name = field->name;
        list[feedback->field_count++].value = value_text(field, arena);
    }
    feedback->fields = list;
}

static int read_subjects(const struct json *subjects, struct arena *arena,
                         struct feedback *feedback, struct fault *fault)
{
    if (subjects == NULL || subjects->type != JSON_ARRAY)
        return 0;
    if (subjects->count > RECORD_SUBJECT_LIMIT)
        return fault_set(fault, FAULT_INPUT, "the member 'subjects' names %u, over its %d",
                         subjects->count, RECORD_SUBJECT_LIMIT);
    struct slice *list = arena_take(arena, subjects->count * sizeof *list);
    size_t count = 0;
    for (const struct json *subject = subjects->first; subject != NULL; subject = subject->next) {
        if (!json_is_string(subject) || subject->text.length == 0)
            return 0;
        if (subject->text.length > RECORD_NAME_LIMIT_BYTES)
            return fault_set(fault, FAULT_INPUT, "a subject has %zu bytes, over its %d",
                             subject->text.length, RECORD_NAME_LIMIT_BYTES);
        list[count++] = subject->text;
    }
    feedback->subjects = list;
    feedback->subject_count = count;
    feedback->has_subjects = true;
    return 0;
}

static void read_people(const struct json *document, struct feedback *feedback)
{
    const struct json *author = json_find(document, "author");
    const struct json *outlet = json_find(document, "outlet");

    feedback->author_id = json_string(author, "id");
    feedback->author_name = json_string(author, "name");
    if (!json_integer(json_find(author, "reach"), &feedback->reach) || feedback->reach < 0)
        feedback->reach = 0;
    feedback->outlet_name = json_string(outlet, "name");
    (void)outlet_tier_find(json_string(outlet, "tier"), &feedback->outlet_tier); /* or none */
}

static int read_feedback(const struct json *document, struct arena *arena,
                         struct feedback *feedback, struct fault *fault)
{
    if (read_members(document, FEEDBACK_MEMBERS, COUNT_OF(FEEDBACK_MEMBERS), feedback, fault) != 0)
        return -1;
    const struct json *channel = json_find(document, "channel");
    if (!json_is_string(channel) || !channel_find(channel->text, &feedback->channel))
        return fault_set(fault, FAULT_INPUT, "the member 'channel' names none of the channels");
    if (read_moment(document, &feedback->at, fault) != 0)
        return -1;
    if (read_subjects(json_find(document, "subjects"), arena, feedback, fault) != 0)
        return -1;
    feedback->collected_at = optional_moment(document, "collected_at");
    read_people(document, feedback);
    read_fields(json_find(document, "fields"), arena, feedback);
    (void)letter_rank_find(feedback_field(feedback, "rank"), &feedback->rank); /* or none */
    return 0;
}

static int read_program_command(const struct json *document, struct command *command,
                                struct fault *fault)
{
    int64_t partition = -1;

    if (command->verb == VERB_SOURCE_STATE) {
        struct slice state = json_string(document, "state");
        if (command->org.length == 0 || command->source.length == 0)
            return fault_set(fault, FAULT_INPUT, "a source-state needs 'org' and 'source'");
        if (!slice_is(state, "up") && !slice_is(state, "down"))
            return fault_set(fault, FAULT_INPUT, "a source-state needs 'state': up or down");
        command->source_up = slice_is(state, "up");
        command->through = optional_moment(document, "through");
        return 0;
    }
    if (!json_integer(json_find(document, "partition"), &partition) || partition < 0 ||
        partition > INT32_MAX)
        return fault_set(fault, FAULT_INPUT, "a %s needs the number of its 'partition'",
                         verb_name(command->verb));
    command->partition = (int32_t)partition;
    return 0;
}

static int read_command(const struct json *document, struct arena *arena, struct command *command,
                        struct fault *fault)
{
    const struct json *verb = json_find(document, "verb");
    const struct json *value = json_find(document, "value");

    if (!json_is_string(verb) || !verb_find(verb->text, &command->verb))
        return fault_set(fault, FAULT_INPUT, "the member 'verb' names none of the verbs");
    if (read_members(document, COMMAND_MEMBERS, COUNT_OF(COMMAND_MEMBERS), command, fault) != 0 ||
        read_moment(document, &command->at, fault) != 0)
        return -1;
    if (value != NULL && value->type != JSON_NULL)
        command->value = value_text(value, arena);
    command->has_role = role_find(json_string(document, "role"), &command->role);
    if (!verb_is_personal(command->verb))
        return read_program_command(document, command, fault);
    if (command->org.length == 0)
        return fault_set(fault, FAULT_INPUT, "a command needs 'org'");
    return 0;
}

int record_from_json(const struct json *document, struct arena *arena, struct record *record,
                     struct fault *fault)
{
    struct record result = {
        .document = document,
        .logged_at = MOMENT_NEVER,
        .feedback = { .at = MOMENT_NEVER, .collected_at = MOMENT_NEVER },
        .command = { .at = MOMENT_NEVER, .through = MOMENT_NEVER, .partition = -1 },
    };

    if (document->type != JSON_OBJECT)
        return fault_set(fault, FAULT_INPUT, "a record is an object, not %s",
                         json_type_name(document));
    result.logged_at = optional_moment(document, "logged_at");
    result.kind = json_find(document, "verb") != NULL ? RECORD_COMMAND : RECORD_FEEDBACK;
    if (result.kind == RECORD_COMMAND
            ? read_command(document, arena, &result.command, fault) != 0
            : read_feedback(document, arena, &result.feedback, fault) != 0)
        return -1;
    *record = result;
    return 0;
}

int record_read(struct slice bytes, struct arena *arena, struct record *record,
                struct fault *fault)
{
    const struct json *document = NULL;

    if (json_parse(bytes, RECORD_LIMIT_BYTES, arena, &document, fault) != 0)
        return -1;
    return record_from_json(document, arena, record, fault);
}

static void write_given(struct writer *writer, const char *name, struct slice string)
{
    if (string.length > 0)
        writer_member_slice(writer, name, string);
}

static void write_people(struct writer *writer, const struct feedback *feedback)
{
    if (feedback->author_id.length > 0 || feedback->author_name.length > 0) {
        writer_name(writer, "author");
        writer_object(writer);
        write_given(writer, "id", feedback->author_id);
        write_given(writer, "name", feedback->author_name);
        if (feedback->reach > 0)
            writer_member_integer(writer, "reach", feedback->reach);
        writer_object_end(writer);
    }
    if (feedback->outlet_name.length > 0 || feedback->outlet_tier != OUTLET_NONE) {
        writer_name(writer, "outlet");
        writer_object(writer);
        write_given(writer, "name", feedback->outlet_name);
        if (feedback->outlet_tier != OUTLET_NONE)
            writer_member(writer, "tier", outlet_tier_name(feedback->outlet_tier));
        writer_object_end(writer);
    }
}

void record_write_feedback(struct text *text, const struct feedback *feedback)
{
    struct writer writer = writer_on(text);

    writer_object(&writer);
    writer_member_slice(&writer, "id", feedback->id);
    writer_member_slice(&writer, "org", feedback->org);
    writer_member_slice(&writer, "source", feedback->source);
    writer_member(&writer, "channel", channel_name(feedback->channel));
    writer_member_moment(&writer, "at", feedback->at);
    if (feedback->collected_at != MOMENT_NEVER)
        writer_member_moment(&writer, "collected_at", feedback->collected_at);
    write_people(&writer, feedback);
    write_given(&writer, "title", feedback->title);
    writer_member_slice(&writer, "text", feedback->text);
    write_given(&writer, "lang", feedback->language);
    write_given(&writer, "url", feedback->url);
    write_given(&writer, "region", feedback->region);
    write_given(&writer, "parent", feedback->parent);
    write_given(&writer, "status", feedback->status);
    if (feedback->has_subjects) {
        writer_name(&writer, "subjects");
        writer_array(&writer);
        for (size_t i = 0; i < feedback->subject_count; i++)
            writer_slice(&writer, feedback->subjects[i]);
        writer_array_end(&writer);
    }
    if (feedback->field_count > 0) {
        writer_name(&writer, "fields");
        writer_object(&writer);
        for (size_t i = 0; i < feedback->field_count; i++) {
            writer_name_slice(&writer, feedback->fields[i].name);
            writer_slice(&writer, feedback->fields[i].value);
        }
        writer_object_end(&writer);
    }
    writer_object_end(&writer);
}

void record_write_command(struct text *text, const struct command *command)
{
    struct writer writer = writer_on(text);

    writer_object(&writer);
    writer_member_slice(&writer, "id", command->id);
    write_given(&writer, "org", command->org);
    writer_member(&writer, "verb", verb_name(command->verb));
    writer_member_moment(&writer, "at", command->at);
    write_given(&writer, "actor", command->actor);
    if (command->has_role)
        writer_member(&writer, "role", role_name(command->role));
    write_given(&writer, "reason", command->reason);
    write_given(&writer, "incident", command->incident);
    write_given(&writer, "subject", command->subject);
    write_given(&writer, "level", command->level);
    write_given(&writer, "item", command->item);
    write_given(&writer, "result", command->result);
    write_given(&writer, "value", command->value);
    write_given(&writer, "evidence", command->evidence);
    if (command->verb == VERB_SOURCE_STATE) {
        writer_member_slice(&writer, "source", command->source);
        writer_member(&writer, "state", command->source_up ? "up" : "down");
        if (command->through != MOMENT_NEVER)
            writer_member_moment(&writer, "through", command->through);
    } else if (!verb_is_personal(command->verb)) {
        writer_member_integer(&writer, "partition", command->partition);
        write_given(&writer, "version", command->version);
    }
    writer_object_end(&writer);
}

/* The hexadecimal HMAC over the canonical document. */
static void add_signature(struct text *text, const struct json *document, struct slice key)
{
    OWNED(text) struct text canonical = { 0 };
    struct writer writer = writer_on(&canonical);
    unsigned char hmac[HMAC_BYTES];

    writer_canonical(&writer, document, "signature");
    digest_hmac(key, (struct slice){ canonical.bytes, canonical.length }, hmac);
    text_add_hex(text, hmac, sizeof hmac);
}

bool record_is_signed(const struct json *document, struct slice key)
{
    OWNED(text) struct text expected = { 0 };

    add_signature(&expected, document, key);
    return digest_secret_equals(json_string(document, "signature"),
                                (struct slice){ expected.bytes, expected.length });
}

void record_sign(struct text *text, const struct json *document, struct slice key)
{
    OWNED(text) struct text signature = { 0 };
    struct writer writer = writer_on(text);

    add_signature(&signature, document, key);
    writer_object(&writer);
    for (const struct json *member = document->first; member != NULL; member = member->next) {
        if (slice_is(member->name, "signature"))
            continue;
        writer_name_slice(&writer, member->name);
        writer_value(&writer, member);
    }
    writer_member(&writer, "signature", text_string(&signature));
    writer_object_end(&writer);
}

void record_write_signed(struct text *text, const struct command *command, struct slice key)
{
    OWNED(text) struct text plain = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    const struct json *document = NULL;
    struct fault fault = { 0 };

    record_write_command(&plain, command);
    if (json_parse((struct slice){ plain.bytes, plain.length }, plain.length, arena, &document,
                   &fault) != 0)
        return; /* cannot be: we wrote it; an unsigned command would be quarantined loudly */
    record_sign(text, document, key);
}
