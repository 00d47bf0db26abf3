#include "collect/sources/offering.h"

#include "base/digest.h"
#include "base/moment.h"
#include "wire/record.h"

enum { AHEAD_MS = 5 * 60 * 1000 }; /* as surge has it */

static bool send(struct listener *listener, struct intake *intake, const struct feedback *feedback,
                 struct slice cursor)
{
    text_clear(&listener->record);
    record_write_feedback(&listener->record, feedback);
    return intake_offer(intake, &listener->source,
                        &(struct offer){
                            .org = feedback->org,
                            .record = { listener->record.bytes, listener->record.length },
                            .cursor = cursor,
                        });
}

bool offering_is_ahead(const struct feedback *feedback)
{
    return feedback->at != MOMENT_NEVER && feedback->at - feedback->collected_at > AHEAD_MS;
}

uint64_t offering_digest(const struct feedback *feedback)
{
    OWNED(text) struct text both = { 0 };

    text_add_bytes(&both, feedback->id.bytes, feedback->id.length);
    text_add_char(&both, ' ');
    text_add_bytes(&both, feedback->status.bytes, feedback->status.length);
    return digest_fast(text_slice(&both));
}

static void say_ahead(const struct listener *listener, struct intake *intake,
                      const struct feedback *feedback)
{
    OWNED(text) struct text what = { 0 };

    text_add(&what, "an item is dated ");
    moment_add(&what, feedback->at);
    text_add(&what, ", which is still to come; it will count as of now");
    intake_note(intake, &listener->source, text_string(&what));
}

static bool offer(struct listener *listener, struct intake *intake, struct feedback *feedback,
                  struct slice cursor)
{
    struct feedback update;
    const struct slice unchanged = { 0 };

    if (!listener_prepare(listener, feedback, &update))
        return send(listener, intake, feedback, cursor);
    /* News without a text is no item of its own. */
    return (!listener_is_item(feedback) || send(listener, intake, feedback, unchanged)) &&
           send(listener, intake, &update, cursor);
}

enum offering_outcome offering_feedback(struct listener *listener, struct intake *intake,
                                        struct feedback *feedback, struct slice cursor)
{
    if (!offer(listener, intake, feedback, cursor))
        return OFFERING_FULL;
    if (offering_is_ahead(feedback))
        say_ahead(listener, intake, feedback);
    return OFFERING_TAKEN;
}

enum offering_outcome offering_item(struct listener *listener, struct intake *intake,
                                     const struct listener_item *item)
{
    struct feedback feedback;
    struct fault fault = { 0 };

    if (listener_map(listener, item, &feedback, &fault) != 0) {
        intake_refuse(intake, &listener->source, item->content, fault.text);
        intake_advance(intake, &listener->source, item->cursor);
        return OFFERING_REFUSED;
    }
    return offering_feedback(listener, intake, &feedback, item->cursor);
}
