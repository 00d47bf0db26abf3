#include "wire/webhook.h"

#include "base/base64.h"
#include "base/digest.h"
#include "base/moment.h"

#include <string.h>
#include <strings.h>

bool webhook_sign(struct text *text, const struct webhook *webhook, struct slice secret)
{
    static const char prefix[] = "whsec_";
    unsigned char result[HMAC_BYTES];
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text content = { 0 };

    if (secret.length > sizeof prefix - 1 && memcmp(secret.bytes, prefix, sizeof prefix - 1) == 0) {
        secret.bytes += sizeof prefix - 1;
        secret.length -= sizeof prefix - 1;
    }
    const struct slice key = base64_decode(secret, arena);
    if (key.length == 0 || key.length > WEBHOOK_KEY_LIMIT_BYTES)
        return false;
    text_add_bytes(&content, webhook->id.bytes, webhook->id.length);
    text_add_char(&content, '.');
    text_add_bytes(&content, webhook->timestamp.bytes, webhook->timestamp.length);
    text_add_char(&content, '.');
    text_add_bytes(&content, webhook->body.bytes, webhook->body.length);
    digest_hmac(key, (struct slice){ content.bytes, content.length }, result);
    text_add(text, "v1,");
    base64_add(text, (struct slice){ (const char *)result, sizeof result });
    return true;
}

static bool is_fresh(struct slice timestamp, int64_t now)
{
    enum { MOST_DIGITS = 12 };
    int64_t seconds = 0;

    if (timestamp.length == 0 || timestamp.length > MOST_DIGITS)
        return false;
    for (size_t i = 0; i < timestamp.length; i++) {
        if (timestamp.bytes[i] < '0' || timestamp.bytes[i] > '9')
            return false;
        seconds = seconds * 10 + (timestamp.bytes[i] - '0');
    }
    const int64_t apart = now - seconds * 1000;
    return apart <= WEBHOOK_TOLERANCE_MS && apart >= -WEBHOOK_TOLERANCE_MS;
}

bool webhook_is_signed(const struct webhook *webhook, struct slice secret, int64_t now)
{
    OWNED(text) struct text expected = { 0 };
    struct slice rest = webhook->signatures;
    bool found = false;

    if (webhook->id.length == 0 || !is_fresh(webhook->timestamp, now) ||
        !webhook_sign(&expected, webhook, secret))
        return false;
    while (rest.length > 0) {
        const char *space = memchr(rest.bytes, ' ', rest.length);
        const size_t length = space == NULL ? rest.length : (size_t)(space - rest.bytes);
        found |= digest_secret_equals((struct slice){ expected.bytes, expected.length },
                                      (struct slice){ rest.bytes, length });
        rest.bytes += space == NULL ? length : length + 1;
        rest.length -= space == NULL ? length : length + 1;
    }
    return found;
}

static bool is_near(int64_t at, int64_t now)
{
    return now - at <= WEBHOOK_TOLERANCE_MS && at - now <= WEBHOOK_TOLERANCE_MS;
}

static bool zendesk_is_signed(const struct webhook *webhook, struct slice secret, int64_t now)
{
    OWNED(text) struct text content = { 0 };
    OWNED(text) struct text expected = { 0 };
    unsigned char result[HMAC_BYTES];
    int64_t at = 0;

    if (!moment_parse(webhook->timestamp, &at) || !is_near(at, now))
        return false;
    text_add_bytes(&content, webhook->timestamp.bytes, webhook->timestamp.length);
    text_add_bytes(&content, webhook->body.bytes, webhook->body.length);
    digest_hmac(secret, text_slice(&content), result);
    base64_add(&expected, (struct slice){ (const char *)result, sizeof result });
    return digest_secret_equals(text_slice(&expected), webhook->signatures);
}

static bool body_is_signed(const struct webhook *webhook, struct slice secret)
{
    static const char prefix[] = "sha256=";
    OWNED(text) struct text hexadecimal = { 0 };
    OWNED(text) struct text base64 = { 0 };
    OWNED(text) struct text given = { 0 };
    struct slice signature = webhook->signatures;
    unsigned char result[HMAC_BYTES];

    if (signature.length > sizeof prefix - 1 &&
        memcmp(signature.bytes, prefix, sizeof prefix - 1) == 0) {
        signature.bytes += sizeof prefix - 1;
        signature.length -= sizeof prefix - 1;
    }
    digest_hmac(secret, webhook->body, result);
    text_add_hex(&hexadecimal, result, sizeof result);
    base64_add(&base64, (struct slice){ (const char *)result, sizeof result });
    for (size_t i = 0; i < signature.length; i++) {
        char byte = signature.bytes[i];
        text_add_char(&given, byte >= 'A' && byte <= 'F' ? (char)(byte - 'A' + 'a') : byte);
    }
    return digest_secret_equals(text_slice(&hexadecimal), text_slice(&given)) ||
           digest_secret_equals(text_slice(&base64), signature);
}

static bool bears_secret(struct slice authorization, struct slice secret)
{
    static const char scheme[] = "Bearer ";
    const size_t length = sizeof scheme - 1;

    return authorization.length > length && strncasecmp(authorization.bytes, scheme, length) == 0 &&
           digest_secret_equals((struct slice){ authorization.bytes + length,
                                                authorization.length - length },
                                secret);
}

bool webhook_is_signed_as(enum webhook_scheme scheme, const struct webhook *webhook,
                          struct slice secret, int64_t now)
{
    if (secret.length == 0 || webhook->signatures.length == 0)
        return false;
    switch (scheme) {
    case WEBHOOK_STANDARD:
        return webhook_is_signed(webhook, secret, now);
    case WEBHOOK_ZENDESK:
        return zendesk_is_signed(webhook, secret, now);
    case WEBHOOK_HMAC:
        return body_is_signed(webhook, secret);
    case WEBHOOK_BEARER:
        return bears_secret(webhook->signatures, secret);
    case WEBHOOK_SCHEME_COUNT:
        break;
    }
    return false;
}
