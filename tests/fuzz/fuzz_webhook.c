/* The headers of a webhook may be anything: four lines (id, timestamp, signatures, body). None that
 * the secret did not sign is believed, and one that it signed is. */
#include "wire/webhook.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct slice take_line(struct slice *rest)
{
    const char *end = rest->length == 0 ? NULL : memchr(rest->bytes, '\n', rest->length);
    struct slice line = { rest->bytes, end == NULL ? rest->length : (size_t)(end - rest->bytes) };
    size_t used = line.length + (end != NULL);

    rest->bytes += used;
    rest->length -= used;
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct slice secret = SLICE("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    OWNED(text) struct text signature = { 0 };
    OWNED(text) struct text several = { 0 };
    struct slice rest = { (const char *)data, size };
    struct webhook webhook = { .id = take_line(&rest), .timestamp = take_line(&rest) };
    int64_t now = 1795230245000;

    webhook.signatures = take_line(&rest);
    webhook.body = rest;
    assert(!webhook_is_signed(&webhook, secret, now));
    if (!webhook_sign(&signature, &webhook, secret))
        return 0;
    text_add_bytes(&several, webhook.signatures.bytes, webhook.signatures.length);
    text_add_format(&several, " %s", text_string(&signature));
    webhook.timestamp = SLICE("1795230245");
    text_clear(&signature);
    assert(webhook_sign(&signature, &webhook, secret));
    webhook.signatures = text_slice(&signature);
    assert(webhook_is_signed(&webhook, secret, now) == (webhook.id.length > 0));
    webhook.signatures = text_slice(&several); /* of another timestamp, mostly */
    (void)webhook_is_signed(&webhook, secret, now);
    return 0;
}
