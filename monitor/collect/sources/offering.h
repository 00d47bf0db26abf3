/* What a listener makes of an item goes to the intake: the item, the news of its status, or both. */
#pragma once

#include "collect/sources/listener.h"

/* Is its time still to come, beyond what clocks may differ? */
bool offering_is_ahead(const struct feedback *feedback);
/* What it is known by when it comes again: its id and its status. */
uint64_t offering_digest(const struct feedback *feedback);

enum offering_outcome {
    OFFERING_TAKEN,
    OFFERING_REFUSED, /* put aside; the cursor went on */
    OFFERING_FULL,    /* nothing happened: offer it again at the next step */
};

/* Maps, hides, marks and offers. */
enum offering_outcome offering_item(struct listener *listener, struct intake *intake,
                                    const struct listener_item *item);
/* The same for what was mapped elsewhere; `feedback` is changed on the way. */
enum offering_outcome offering_feedback(struct listener *listener, struct intake *intake,
                                        struct feedback *feedback, struct slice cursor);
