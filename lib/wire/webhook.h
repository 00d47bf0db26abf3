/* Whose webhook is it? Standard Webhooks: a body is signed with HMAC-SHA-256 over "id.timestamp.body", and the header
 * webhook-signature lists one or more "v1,<base64>", so that keys can be changed. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { WEBHOOK_TOLERANCE_MS = 5 * 60 * 1000, WEBHOOK_KEY_LIMIT_BYTES = 128 };

struct webhook {
    struct slice id;
    struct slice timestamp; /* seconds since 1970; for Zendesk RFC 3339 */
    struct slice signatures;
    struct slice body;
};

enum webhook_scheme {
    WEBHOOK_STANDARD, /* as above */
    WEBHOOK_ZENDESK,  /* base64 of HMAC-SHA-256 over timestamp (RFC 3339) and body */
    WEBHOOK_HMAC,     /* hexadecimal or base64 of HMAC-SHA-256 over the body, "sha256=" or not */
    WEBHOOK_BEARER,   /* no signature: the secret itself, behind "Bearer " */
    WEBHOOK_SCHEME_COUNT,
};

/* Is it signed with the secret, and within the tolerance where the scheme knows a time? */
bool webhook_is_signed_as(enum webhook_scheme scheme, const struct webhook *webhook,
                          struct slice secret, int64_t now);
/* Is one of its signatures made with the secret ("whsec_<base64>"), within the tolerance of `now`? */
bool webhook_is_signed(const struct webhook *webhook, struct slice secret, int64_t now);
/* Adds the signature "v1,<base64>" of the webhook. False when the secret is none. */
bool webhook_sign(struct text *text, const struct webhook *webhook, struct slice secret);
