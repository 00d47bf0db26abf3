#include "wire/webhook.h"

#include "base/digest.h"

#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void add_base64(struct text *text, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i += 3) {
        const size_t have = length - i < 3 ? length - i : 3;
        const unsigned group = (unsigned)bytes[i] << 16 |
                               (have > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
                               (have > 2 ? (unsigned)bytes[i + 2] : 0);
        for (size_t n = 0; n < 4; n++)
            text_add_char(text, n > have ? '=' : letters[group >> (18 - 6 * n) & 63]);
    }
}

static bool read_base64(struct text *bytes, struct slice encoded)
{
    unsigned group = 0;
    unsigned bits = 0;

    while (encoded.length > 0 && encoded.bytes[encoded.length - 1] == '=')
        encoded.length--;
    for (size_t i = 0; i < encoded.length; i++) {
        const char *at = encoded.bytes[i] == '\0' ? NULL : strchr(letters, encoded.bytes[i]);
        if (at == NULL)
            return false;
        group = group << 6 | (unsigned)(at - letters);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            text_add_char(bytes, (char)(group >> bits & 255));
        }
    }
    return true;
}

bool webhook_sign(struct text *text, const struct webhook *webhook, struct slice secret)
{
    static const char prefix[] = "whsec_";
    unsigned char result[HMAC_BYTES];
    OWNED(text) struct text key = { 0 };
    OWNED(text) struct text content = { 0 };

    if (secret.length > sizeof prefix - 1 && memcmp(secret.bytes, prefix, sizeof prefix - 1) == 0) {
        secret.bytes += sizeof prefix - 1;
        secret.length -= sizeof prefix - 1;
    }
    if (!read_base64(&key, secret) || key.length == 0 || key.length > WEBHOOK_KEY_LIMIT_BYTES)
        return false;
    text_add_bytes(&content, webhook->id.bytes, webhook->id.length);
    text_add_char(&content, '.');
    text_add_bytes(&content, webhook->timestamp.bytes, webhook->timestamp.length);
    text_add_char(&content, '.');
    text_add_bytes(&content, webhook->body.bytes, webhook->body.length);
    digest_hmac((struct slice){ key.bytes, key.length },
                (struct slice){ content.bytes, content.length }, result);
    text_add(text, "v1,");
    add_base64(text, result, sizeof result);
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
