/* What a listener makes of an item goes to the intake: the item, the news of its status, or both. */
#pragma once

#include "collect/sources/listener.h"

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
