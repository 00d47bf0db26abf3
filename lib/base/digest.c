#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <xxhash.h>

/* Ids are short; longer ones go piece by piece. */
enum { PAIR_BYTES = 256 };

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

static struct key key_of(XXH128_hash_t hash)
{
    XXH128_canonical_t canonical;
    struct key key;

    XXH128_canonicalFromHash(&canonical, hash);
    memcpy(key.bytes, canonical.digest, KEY_BYTES);
    return key;
}

struct key digest_finish(struct digest *digest)
{
    struct key key = key_of(XXH3_128bits_digest(digest->state));

    XXH3_128bits_reset(digest->state);
    return key;
}

static unsigned char *frame(unsigned char *to, struct slice piece)
{
    for (int i = 0; i < 8; i++)
        *to++ = (unsigned char)((uint64_t)piece.length >> (8 * i));
    if (piece.length > 0)
        memcpy(to, piece.bytes, piece.length);
    return to + piece.length;
}

struct key digest_pair(struct slice first, struct slice second)
{
    unsigned char framed[PAIR_BYTES];

    if (first.length + second.length + 16 > sizeof framed) {
        OWNED(digest) struct digest *digest = digest_new();
        digest_add(digest, first);
        digest_add(digest, second);
        return digest_finish(digest);
    }
    const unsigned char *end = frame(frame(framed, first), second);
    return key_of(XXH3_128bits(framed, (size_t)(end - framed)));
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

struct hmac {
    EVP_MAC_CTX *context; /* keyed; each use begins it anew */
};

struct hmac *hmac_new(struct slice key)
{
    struct hmac *hmac = memory_new(sizeof *hmac);
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    char sha256[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256, 0),
        OSSL_PARAM_construct_end(),
    };
    const char *bytes = key.length == 0 ? "" : key.bytes; /* NULL would mean: no new key */

    hmac->context = EVP_MAC_CTX_new(algorithm);
    if (hmac->context == NULL ||
        EVP_MAC_init(hmac->context, (const unsigned char *)bytes, key.length, parameters) != 1)
        abort(); /* out of memory, or a library without HMAC-SHA-256 */
    EVP_MAC_free(algorithm);
    return hmac;
}

void hmac_free(struct hmac *hmac)
{
    if (hmac == NULL)
        return;
    EVP_MAC_CTX_free(hmac->context);
    memory_free(hmac);
}

struct key hmac_key(struct hmac *hmac, struct slice content)
{
    unsigned char whole[HMAC_BYTES];
    struct key result;
    size_t length = 0;

    if (EVP_MAC_init(hmac->context, NULL, 0, NULL) != 1 ||
        EVP_MAC_update(hmac->context, (const unsigned char *)content.bytes, content.length) != 1 ||
        EVP_MAC_final(hmac->context, whole, &length, sizeof whole) != 1)
        abort(); /* out of memory */
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

    char *end = text_reserve(text, 2 * length);
    for (size_t i = 0; i < length; i++) {
        *end++ = DIGITS[from[i] >> 4];
        *end++ = DIGITS[from[i] & 15];
    }
    *end = '\0';
    text->length += 2 * length;
}
