#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <xxhash.h>

struct digest {
    XXH3_state_t *state;
};

bool key_equals(struct key left, struct key right)
{
    return memcmp(left.bytes, right.bytes, KEY_BYTES) == 0;
}

uint64_t digest_fast(struct slice content)
{
    return XXH3_64bits(content.bytes, content.length);
}

struct digest *digest_new(void)
{
    struct digest *digest = memory_new(sizeof *digest);

    digest->state = XXH3_createState();
    if (digest->state == NULL)
        abort(); /* out of memory */
    XXH3_128bits_reset(digest->state);
    return digest;
}

void digest_free(struct digest *digest)
{
    if (digest == NULL)
        return;
    XXH3_freeState(digest->state);
    memory_free(digest);
}

void digest_add_number(struct digest *digest, int64_t number)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    XXH3_128bits_update(digest->state, bytes, sizeof bytes);
}

void digest_add(struct digest *digest, struct slice piece)
{
    digest_add_number(digest, (int64_t)piece.length);
    XXH3_128bits_update(digest->state, piece.bytes, piece.length);
}

struct key digest_finish(struct digest *digest)
{
    XXH128_canonical_t canonical;
    struct key key;

    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(digest->state));
    memcpy(key.bytes, canonical.digest, KEY_BYTES);
    XXH3_128bits_reset(digest->state);
    return key;
}

void digest_hmac(struct slice key, struct slice content, unsigned char result[HMAC_BYTES])
{
    unsigned length = HMAC_BYTES;

    if (HMAC(EVP_sha256(), key.bytes, (int)key.length, (const unsigned char *)content.bytes,
             content.length, result, &length) == NULL)
        abort(); /* out of memory: HMAC of bytes in memory has no other way to fail */
}

struct key digest_hmac_key(struct slice key, struct slice content)
{
    unsigned char whole[HMAC_BYTES];
    struct key result;

    digest_hmac(key, content, whole);
    memcpy(result.bytes, whole, KEY_BYTES);
    return result;
}

void digest_sha256(struct slice content, unsigned char result[HMAC_BYTES])
{
    if (EVP_Digest(content.bytes, content.length, result, NULL, EVP_sha256(), NULL) != 1)
        abort(); /* out of memory */
}

bool digest_secret_equals(struct slice left, struct slice right)
{
    return left.length == right.length && CRYPTO_memcmp(left.bytes, right.bytes, left.length) == 0;
}

void digest_random(void *bytes, size_t length)
{
    if (RAND_bytes(bytes, (int)length) != 1)
        abort(); /* a machine without randomness cannot keep secrets */
}

void text_add_hex(struct text *text, const void *bytes, size_t length)
{
    static const char DIGITS[] = "0123456789abcdef";
    const unsigned char *from = bytes;

    for (size_t i = 0; i < length; i++) {
        text_add_char(text, DIGITS[from[i] >> 4]);
        text_add_char(text, DIGITS[from[i] & 15]);
    }
}
