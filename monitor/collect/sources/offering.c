#include "collect/sources/offering.h"

#include "wire/record.h"

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

enum offering_outcome offering_feedback(struct listener *listener, struct intake *intake,
                                        struct feedback *feedback, struct slice cursor)
{
    struct feedback update;
    const struct slice unchanged = { 0 };

    if (listener_prepare(listener, feedback, &update)) {
        /* News without a text is no item of its own. */
        if (listener_is_item(feedback) && !send(listener, intake, feedback, unchanged))
            return OFFERING_FULL;
        feedback = &update;
    }
    return send(listener, intake, feedback, cursor) ? OFFERING_TAKEN : OFFERING_FULL;
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
