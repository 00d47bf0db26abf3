#include "wire/record.h"

#include "base/digest.h"
#include "wire/writer.h"

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
