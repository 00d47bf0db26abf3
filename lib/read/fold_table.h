/* What every character becomes before texts are compared: ICU's NFKC case folding, without marks
 * on Latin letters, and OpenCC's traditional→simplified characters. Made once at start. */
#pragma once

#include "base/digest.h"
#include "base/fault.h"

#include <stdint.h>

/* An URL in folded text; the same character in a text becomes U+FFFD. */
enum { FOLD_URL = 0xE000 };

enum {
    FOLD_BYTES_MOST = 48, /* of one character; U+FDFA needs 33 */
    FOLD_MANY = 0xFF,     /* a `length` that says: look into the pool */
};

/* The UTF-8 of the folded character: at most three bytes stand here, longer ones in the pool. */
struct folding {
    unsigned char bytes[3];
    unsigned char length; /* 0: the character disappears */
};

struct fold_table;

/* Fails (FAULT_SETUP) when ICU or OpenCC have no data. */
MUST_CHECK int fold_table_open(struct fold_table **table, struct fault *fault);
void fold_table_free(struct fold_table *table);
RELEASE_WITH(fold_table, struct fold_table, fold_table_free)

/* The foldings of U+0000…U+FFFF. */
const struct folding *fold_table_plane(const struct fold_table *table);
/* The one character that each of U+0000…U+FFFF becomes wherever it stands; 0 for those about which
 * there is more to say (several, none, a line's end, what can open a gloss, an URL, an entity). */
const uint16_t *fold_table_plain(const struct fold_table *table);
/* The bytes of a folding that is FOLD_MANY, or of a character above U+FFFF. */
struct slice fold_table_long(const struct fold_table *table, uint32_t code);

/* Adds what the table holds to a rules version. */
void fold_table_add_version(const struct fold_table *table, struct digest *digest);
