/* One mail as a record. What machines send (bounces, automatic replies) is put aside: it is nobody's
 * complaint. */
#pragma once

#include "collect/sources/offering.h"
#include "wire/mail.h"

struct mail_item {
    struct slice bytes; /* the message as it came */
    int64_t came_at;    /* as the server says; MOMENT_NEVER */
    const char *mailbox;
    uint32_t validity;
    uint32_t uid;
};

enum offering_outcome mail_item_offer(struct listener *listener, struct intake *intake,
                                      const struct mail_item *item);
