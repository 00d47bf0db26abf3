/* Digests: XXH3 for places where nobody attacks, HMAC-SHA-256 for those where somebody may. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { HMAC_BYTES = 32, KEY_BYTES = 16 };

/* 128 bits that stand for an id, an author or a text. */
struct key {
    unsigned char bytes[KEY_BYTES];
};

bool key_equals(struct key left, struct key right);

/* XXH3, 64 bits. */
uint64_t digest_fast(struct slice content);

/* A digest fed piece by piece. Pieces are framed by their length, so ("ab","c") differs from
 * ("a","bc"). The result does not depend on the machine. */
struct digest;

struct digest *digest_new(void);
void digest_free(struct digest *digest);
RELEASE_WITH(digest, struct digest, digest_free)
void digest_add(struct digest *digest, struct slice piece);
void digest_add_number(struct digest *digest, int64_t number);
/* XXH3, 128 bits, in canonical (big-endian) order; starts afresh afterwards. */
struct key digest_finish(struct digest *digest);

/* What a digest gives that was fed these two pieces, at once and without memory of its own. */
struct key digest_pair(struct slice first, struct slice second);

/* HMAC-SHA-256 (RFC 2104) of the content by the key. */
void digest_hmac(struct slice key, struct slice content, unsigned char result[HMAC_BYTES]);

/* The first 128 bits of digest_hmac(). */
struct key digest_hmac_key(struct slice key, struct slice content);

/* The same with a key that is prepared once, for those who need it often. */
struct hmac;

struct hmac *hmac_new(struct slice key);
void hmac_free(struct hmac *hmac);
RELEASE_WITH(hmac, struct hmac, hmac_free)
struct key hmac_key(struct hmac *hmac, struct slice content);

/* SHA-256. */
void digest_sha256(struct slice content, unsigned char result[HMAC_BYTES]);
/* Compares secrets without telling by its time where they differ. */
bool digest_secret_equals(struct slice left, struct slice right);

/* Fills with bytes that nobody can guess. */
void digest_random(void *bytes, size_t length);

/* Adds two lower-case hexadecimal digits a byte. */
void text_add_hex(struct text *text, const void *bytes, size_t length);
