/* One mail as what a person wrote: subject, sender, time, and the text without what it quotes.
 *
 * Charsets are taken as they are in practice (GB18030 under the name gb2312, nothing under any name);
 * HTML counts where there is no plain text, and a mail inside where the outer says nothing;
 * attachments are named and never opened. Sizes, parts and depth have limits, so that a bomb is no
 * more than a mail marked as cut. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    MAIL_LIMIT_BYTES = 10 * 1024 * 1024,
    MAIL_PARTS_MOST = 200,
    MAIL_DEPTH_MOST = 16,
    MAIL_DECODED_LIMIT_BYTES = 32 * 1024 * 1024,
};

enum mail_kind { MAIL_PERSONAL, MAIL_AUTOMATIC, MAIL_BOUNCE };

struct mail {
    enum mail_kind kind;
    struct text message_id; /* without the angles; empty when it has none */
    struct text in_reply_to;
    struct text from;       /* the address */
    struct text name;
    struct text subject;
    struct text text;
    struct text attachments; /* their names, with commas between */
    int64_t at;              /* MOMENT_NEVER when it does not say */
    bool is_cut;             /* something was beyond a limit */
};

void mail_done(struct mail *mail);
static inline void mail_release(struct mail *mail)
{
    mail_done(mail);
}

/* Reads a whole message as it came. FAULT_INPUT when it is none, or too large. */
MUST_CHECK int mail_read(struct slice bytes, struct mail *mail, struct fault *fault);
