#include "wire/record.h"

#include "wire/writer.h"

#include <stddef.h>

/* The members a record may have, in the order in which records are written. */
enum member_id {
    MEMBER_ID,
    MEMBER_ORG,
    MEMBER_SOURCE,
    MEMBER_CHANNEL,
    MEMBER_AT,
    MEMBER_COLLECTED_AT,
    MEMBER_LOGGED_AT,
    MEMBER_AUTHOR,
    MEMBER_OUTLET,
    MEMBER_TITLE,
    MEMBER_TEXT,
    MEMBER_LANG,
    MEMBER_URL,
    MEMBER_REGION,
    MEMBER_PARENT,
    MEMBER_STATUS,
    MEMBER_SUBJECTS,
    MEMBER_FIELDS,
    MEMBER_VERB,
    MEMBER_ACTOR,
    MEMBER_ROLE,
    MEMBER_REASON,
    MEMBER_INCIDENT,
    MEMBER_SUBJECT,
    MEMBER_LEVEL,
    MEMBER_ITEM,
    MEMBER_RESULT,
    MEMBER_VALUE,
    MEMBER_EVIDENCE,
    MEMBER_STATE,
    MEMBER_THROUGH,
    MEMBER_PARTITION,
    MEMBER_VERSION,
    MEMBER_COUNT
};

static const struct slice NAMES[MEMBER_COUNT] = {
    [MEMBER_ID] = { "id", 2 },
    [MEMBER_ORG] = { "org", 3 },
    [MEMBER_SOURCE] = { "source", 6 },
    [MEMBER_CHANNEL] = { "channel", 7 },
    [MEMBER_AT] = { "at", 2 },
    [MEMBER_COLLECTED_AT] = { "collected_at", 12 },
    [MEMBER_LOGGED_AT] = { "logged_at", 9 },
    [MEMBER_AUTHOR] = { "author", 6 },
    [MEMBER_OUTLET] = { "outlet", 6 },
    [MEMBER_TITLE] = { "title", 5 },
    [MEMBER_TEXT] = { "text", 4 },
    [MEMBER_LANG] = { "lang", 4 },
    [MEMBER_URL] = { "url", 3 },
    [MEMBER_REGION] = { "region", 6 },
    [MEMBER_PARENT] = { "parent", 6 },
    [MEMBER_STATUS] = { "status", 6 },
    [MEMBER_SUBJECTS] = { "subjects", 8 },
    [MEMBER_FIELDS] = { "fields", 6 },
    [MEMBER_VERB] = { "verb", 4 },
    [MEMBER_ACTOR] = { "actor", 5 },
    [MEMBER_ROLE] = { "role", 4 },
    [MEMBER_REASON] = { "reason", 6 },
    [MEMBER_INCIDENT] = { "incident", 8 },
    [MEMBER_SUBJECT] = { "subject", 7 },
    [MEMBER_LEVEL] = { "level", 5 },
    [MEMBER_ITEM] = { "item", 4 },
    [MEMBER_RESULT] = { "result", 6 },
    [MEMBER_VALUE] = { "value", 5 },
    [MEMBER_EVIDENCE] = { "evidence", 8 },
    [MEMBER_STATE] = { "state", 5 },
    [MEMBER_THROUGH] = { "through", 7 },
    [MEMBER_PARTITION] = { "partition", 9 },
    [MEMBER_VERSION] = { "version", 7 },
};

struct members {
    const struct json *of[MEMBER_COUNT]; /* NULL: absent */
};

/* Programs write their members in one order, so behind one that was found the next is tried
 * first. */
static void find_members(const struct json *document, struct members *members)
{
    size_t next = 0;

    for (const struct json *member = document->first; member != NULL; member = member->next) {
        for (size_t tried = 0; tried < MEMBER_COUNT; tried++, next++) {
            next = next < MEMBER_COUNT ? next : 0;
            if (!slice_equals(NAMES[next], member->name))
                continue;
            members->of[next++] = member;
            break;
        }
    }
}

static struct slice string_of(const struct json *value)
{
    return json_is_string(value) ? value->text : SLICE("");
}

/* A string member and where it goes. */
struct member {
    enum member_id id;
    size_t offset;
    bool required;
    bool may_be_empty;
    size_t limit_bytes; /* 0: only the record's own limit */
};

#define FEEDBACK(field) offsetof(struct feedback, field)
#define COMMAND(field)  offsetof(struct command, field)

static const struct member FEEDBACK_MEMBERS[] = {
    { MEMBER_ID, FEEDBACK(id), .required = true, .limit_bytes = RECORD_ID_LIMIT_BYTES },
    { MEMBER_ORG, FEEDBACK(org), .required = true, .limit_bytes = RECORD_NAME_LIMIT_BYTES },
    { MEMBER_SOURCE, FEEDBACK(source), .required = true, .limit_bytes = RECORD_NAME_LIMIT_BYTES },
    { MEMBER_TEXT, FEEDBACK(text), .required = true, .may_be_empty = true },
    { MEMBER_TITLE, FEEDBACK(title) },
    { MEMBER_LANG, FEEDBACK(language) },
    { MEMBER_URL, FEEDBACK(url) },
    { MEMBER_REGION, FEEDBACK(region) },
    { MEMBER_PARENT, FEEDBACK(parent) },
    { MEMBER_STATUS, FEEDBACK(status) },
};

static const struct member COMMAND_MEMBERS[] = {
    { MEMBER_ID, COMMAND(id), .required = true, .limit_bytes = RECORD_ID_LIMIT_BYTES },
    { MEMBER_ORG, COMMAND(org), .limit_bytes = RECORD_NAME_LIMIT_BYTES },
    { MEMBER_ACTOR, COMMAND(actor) },
    { MEMBER_REASON, COMMAND(reason) },
    { MEMBER_INCIDENT, COMMAND(incident) },
    { MEMBER_SUBJECT, COMMAND(subject) },
    { MEMBER_LEVEL, COMMAND(level) },
    { MEMBER_ITEM, COMMAND(item) },
    { MEMBER_RESULT, COMMAND(result) },
    { MEMBER_EVIDENCE, COMMAND(evidence) },
    { MEMBER_SOURCE, COMMAND(source), .limit_bytes = RECORD_NAME_LIMIT_BYTES },
    { MEMBER_VERSION, COMMAND(version) },
};

struct member_list {
    const struct member *list;
    size_t count;
};

#define LIST_OF(array) ((struct member_list){ array, sizeof(array) / sizeof((array)[0]) })

static int read_strings(const struct members *members, struct member_list wanted, void *into,
                        struct fault *fault)
{
    for (size_t i = 0; i < wanted.count; i++) {
        const struct member *member = &wanted.list[i];
        const struct json *value = members->of[member->id];
        const char *name = NAMES[member->id].bytes;
        if (!json_is_string(value)) {
            if (member->required)
                return fault_set(fault, FAULT_INPUT, "the member '%s' must be a string, not %s",
                                 name, json_type_name(value));
            continue;
        }
        if (member->required && !member->may_be_empty && value->text.length == 0)
            return fault_set(fault, FAULT_INPUT, "the member '%s' is empty", name);
        if (member->limit_bytes != 0 && value->text.length > member->limit_bytes)
            return fault_set(fault, FAULT_INPUT, "the member '%s' has %zu bytes, over its %zu",
                             name, value->text.length, member->limit_bytes);
        *(struct slice *)((char *)into + member->offset) = value->text;
    }
    return 0;
}

static int read_moment(const struct json *value, int64_t *at, struct fault *fault)
{
    if (!json_is_string(value))
        return fault_set(fault, FAULT_INPUT, "the member 'at' must be a string, not %s",
                         json_type_name(value));
    if (!moment_parse(value->text, at))
        return fault_set(fault, FAULT_INPUT, "the member 'at' is no time of RFC 3339");
    return 0;
}

static int64_t optional_moment(const struct json *value)
{
    int64_t at = MOMENT_NEVER;

    return moment_parse(string_of(value), &at) ? at : MOMENT_NEVER;
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

static void read_people(const struct members *members, struct feedback *feedback)
{
    const struct json *author = members->of[MEMBER_AUTHOR];
    const struct json *outlet = members->of[MEMBER_OUTLET];

    feedback->author_id = json_string(author, "id");
    feedback->author_name = json_string(author, "name");
    if (!json_integer(json_find(author, "reach"), &feedback->reach) || feedback->reach < 0)
        feedback->reach = 0;
    feedback->outlet_name = json_string(outlet, "name");
    (void)outlet_tier_find(json_string(outlet, "tier"), &feedback->outlet_tier); /* or none */
}

static int read_feedback(const struct members *members, struct arena *arena,
                         struct feedback *feedback, struct fault *fault)
{
    if (read_strings(members, LIST_OF(FEEDBACK_MEMBERS), feedback, fault) != 0)
        return -1;
    const struct json *channel = members->of[MEMBER_CHANNEL];
    if (!json_is_string(channel) || !channel_find(channel->text, &feedback->channel))
        return fault_set(fault, FAULT_INPUT, "the member 'channel' names none of the channels");
    if (read_moment(members->of[MEMBER_AT], &feedback->at, fault) != 0)
        return -1;
    if (read_subjects(members->of[MEMBER_SUBJECTS], arena, feedback, fault) != 0)
        return -1;
    feedback->collected_at = optional_moment(members->of[MEMBER_COLLECTED_AT]);
    read_people(members, feedback);
    read_fields(members->of[MEMBER_FIELDS], arena, feedback);
    (void)letter_rank_find(feedback_field(feedback, "rank"), &feedback->rank); /* or none */
    return 0;
}

static int read_program_command(const struct members *members, struct command *command,
                                struct fault *fault)
{
    int64_t partition = -1;

    if (command->verb == VERB_SOURCE_STATE) {
        struct slice state = string_of(members->of[MEMBER_STATE]);
        if (command->org.length == 0 || command->source.length == 0)
            return fault_set(fault, FAULT_INPUT, "a source-state needs 'org' and 'source'");
        if (!slice_is(state, "up") && !slice_is(state, "down"))
            return fault_set(fault, FAULT_INPUT, "a source-state needs 'state': up or down");
        command->source_up = slice_is(state, "up");
        command->through = optional_moment(members->of[MEMBER_THROUGH]);
        return 0;
    }
    if (!json_integer(members->of[MEMBER_PARTITION], &partition) || partition < 0 ||
        partition > INT32_MAX)
        return fault_set(fault, FAULT_INPUT, "a %s needs the number of its 'partition'",
                         verb_name(command->verb));
    command->partition = (int32_t)partition;
    return 0;
}

static int read_command(const struct members *members, struct arena *arena, struct command *command,
                        struct fault *fault)
{
    const struct json *verb = members->of[MEMBER_VERB];
    const struct json *value = members->of[MEMBER_VALUE];

    if (!json_is_string(verb) || !verb_find(verb->text, &command->verb))
        return fault_set(fault, FAULT_INPUT, "the member 'verb' names none of the verbs");
    if (read_strings(members, LIST_OF(COMMAND_MEMBERS), command, fault) != 0 ||
        read_moment(members->of[MEMBER_AT], &command->at, fault) != 0)
        return -1;
    if (value != NULL && value->type != JSON_NULL)
        command->value = value_text(value, arena);
    command->has_role = role_find(string_of(members->of[MEMBER_ROLE]), &command->role);
    if (!verb_is_personal(command->verb))
        return read_program_command(members, command, fault);
    if (command->org.length == 0)
        return fault_set(fault, FAULT_INPUT, "a command needs 'org'");
    return 0;
}

int record_from_json(const struct json *document, struct arena *arena, struct record *record,
                     struct fault *fault)
{
    struct members members = { 0 };
    struct record result = {
        .document = document,
        .logged_at = MOMENT_NEVER,
        .feedback = { .at = MOMENT_NEVER, .collected_at = MOMENT_NEVER },
        .command = { .at = MOMENT_NEVER, .through = MOMENT_NEVER, .partition = -1 },
    };

    if (document->type != JSON_OBJECT)
        return fault_set(fault, FAULT_INPUT, "a record is an object, not %s",
                         json_type_name(document));
    find_members(document, &members);
    result.logged_at = optional_moment(members.of[MEMBER_LOGGED_AT]);
    result.kind = members.of[MEMBER_VERB] != NULL ? RECORD_COMMAND : RECORD_FEEDBACK;
    if (result.kind == RECORD_COMMAND
            ? read_command(&members, arena, &result.command, fault) != 0
            : read_feedback(&members, arena, &result.feedback, fault) != 0)
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
