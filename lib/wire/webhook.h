/* Standard Webhooks: a body is signed with HMAC-SHA-256 over "id.timestamp.body", and the header
 * webhook-signature lists one or more "v1,<base64>", so that keys can be changed. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { WEBHOOK_TOLERANCE_MS = 5 * 60 * 1000, WEBHOOK_KEY_LIMIT_BYTES = 128 };

struct webhook {
    struct slice id;
    struct slice timestamp; /* seconds since 1970 */
    struct slice signatures;
    struct slice body;
};

/* Is one of its signatures made with the secret ("whsec_<base64>"), within the tolerance of `now`? */
bool webhook_is_signed(const struct webhook *webhook, struct slice secret, int64_t now);
/* Adds the signature "v1,<base64>" of the webhook. False when the secret is none. */
bool webhook_sign(struct text *text, const struct webhook *webhook, struct slice secret);
