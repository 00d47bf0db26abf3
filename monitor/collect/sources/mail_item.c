#include "collect/sources/mail_item.h"

#include "base/moment.h"
#include "collect/sources/offering.h"
#include "wire/clean.h"

enum { TITLE_LIMIT_BYTES = 1024, TEXT_LIMIT_BYTES = 60 * 1024, FIELDS_MOST = 4 };

static struct slice keep(struct listener *listener, const struct text *text)
{
    return (struct slice){ arena_copy(listener->arena, text_string(text), text->length),
                           text->length };
}

static struct slice clean(struct listener *listener, const struct text *text, size_t limit_bytes)
{
    OWNED(text) struct text cleaned = { 0 };

    clean_add_text(&cleaned, (struct slice){ text_string(text), text->length }, limit_bytes);
    return keep(listener, &cleaned);
}

static struct slice id_of(struct listener *listener, const struct text *message_id,
                          const struct mail_item *item)
{
    OWNED(text) struct text id = { 0 };

    text_add_format(&id, "%s:", listener->settings->name);
    if (message_id->length > 0)
        text_add_bytes(&id, message_id->bytes, message_id->length);
    else
        text_add_format(&id, "%s:%u:%u", item->mailbox, item->validity, item->uid);
    return keep(listener, &id);
}

static void add_fields(struct listener *listener, const struct mail *mail,
                       const struct mail_item *item, struct feedback *feedback)
{
    struct field *fields = arena_take(listener->arena, FIELDS_MOST * sizeof *fields);

    fields[feedback->field_count++] = (struct field){ SLICE("mailbox"), slice_of(item->mailbox) };
    if (mail->attachments.length > 0)
        fields[feedback->field_count++] =
            (struct field){ SLICE("attachments"), keep(listener, &mail->attachments) };
    if (mail->is_cut)
        fields[feedback->field_count++] = (struct field){ SLICE("cut"), SLICE("true") };
    feedback->fields = fields;
}

/* A mail without a date, or with one that cannot be, is of the time at which it came. */
static int64_t moment_of(const struct mail *mail, const struct mail_item *item)
{
    bool is_possible = mail->at != MOMENT_NEVER &&
                       (item->came_at == MOMENT_NEVER || mail->at <= item->came_at + DAY_MS);

    return is_possible ? mail->at : item->came_at;
}

static enum offering_outcome refuse(struct listener *listener, struct intake *intake,
                                    const struct mail_item *item, const char *reason)
{
    intake_refuse(intake, &listener->source, item->bytes, reason);
    return OFFERING_REFUSED;
}

enum offering_outcome mail_item_offer(struct listener *listener, struct intake *intake,
                                      const struct mail_item *item)
{
    OWNED(mail) struct mail mail = { 0 };
    struct fault fault = { 0 };
    struct feedback feedback = listener_feedback(listener);

    if (mail_read(item->bytes, &mail, &fault) != 0)
        return refuse(listener, intake, item, fault.text);
    if (mail.kind != MAIL_PERSONAL)
        return refuse(listener, intake, item,
                      mail.kind == MAIL_BOUNCE ? "a mail that came back" : "an automatic reply");
    feedback.id = id_of(listener, &mail.message_id, item);
    if (mail.in_reply_to.length > 0)
        feedback.parent = id_of(listener, &mail.in_reply_to, item);
    feedback.at = moment_of(&mail, item);
    feedback.author_id = keep(listener, &mail.from);
    feedback.author_name = keep(listener, &mail.name);
    feedback.title = clean(listener, &mail.subject, TITLE_LIMIT_BYTES);
    feedback.text = clean(listener, &mail.text, TEXT_LIMIT_BYTES);
    add_fields(listener, &mail, item, &feedback);
    return offering_feedback(listener, intake, &feedback, (struct slice){ 0 });
}
