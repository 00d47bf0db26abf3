/* Personal data in a text is masked before the text is shown: telephone numbers, e-mail
 * addresses, identity cards (with their check digit) and bank cards (with Luhn's). */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum redact_kind {
    REDACT_PHONE,
    REDACT_EMAIL,
    REDACT_IDENTITY,
    REDACT_CARD,
};

struct redact_hit {
    enum redact_kind kind;
    size_t begin; /* bytes */
    size_t end;
};

/* The next piece of personal data at or after byte `from`; any bytes are allowed. */
bool redact_find(struct slice text, size_t from, struct redact_hit *hit);

/* Adds the text with each piece masked: 138****5678, l***@example.com, 4403**********1234,
 * 6222**********1234. */
void redact_add(struct text *to, struct slice text);
