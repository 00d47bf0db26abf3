/* Which complaints are distinct: neither their author nor a near-identical text has been distinct
 * about the same subject (or about none) within 24 hours of event time. Decided once, in log
 * order; this is what thresholds read (DESIGN.md §4).
 *
 * Texts are near-identical when their SimHashes differ in at most three bits. They are found by
 * four bands of sixteen bits, one of which must then be equal. */
#pragma once

#include "base/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct novelty;

/* Who said what about one subject. */
struct novelty_claim {
    uint64_t about;    /* digest of the subject; 0 when it is about none */
    bool has_person;
    struct key person; /* HMAC of the author */
    bool has_text;
    uint64_t simhash;
    int64_t at;
};

/* Claims in [from_at, to_at) about that subject, or about anything. */
struct novelty_question {
    bool about_anything;
    uint64_t about;
    int64_t from_at;
    int64_t to_at;
};

struct novelty *novelty_new(void);
void novelty_free(struct novelty *novelty);
RELEASE_WITH(novelty, struct novelty, novelty_free)

/* Is it distinct? If so it is remembered. */
bool novelty_claim(struct novelty *novelty, const struct novelty_claim *claim);
/* Remembers a claim that was found distinct before (from the store). */
void novelty_restore(struct novelty *novelty, const struct novelty_claim *claim);
/* Forgets what lies more than a day before the moment. */
void novelty_forget(struct novelty *novelty, int64_t now);
size_t novelty_count(const struct novelty *novelty);

/* Calls `visit` for the person of each such claim, in the order of event time; a person may come
 * again. */
void novelty_people(const struct novelty *novelty, const struct novelty_question *question,
                    void (*visit)(void *visitor, struct key person), void *visitor);

/* What was remembered since the last novelty_settle(), in order. */
const struct novelty_claim *novelty_additions(const struct novelty *novelty, size_t *count);
void novelty_settle(struct novelty *novelty);
/* Everything counts as remembered since then. */
void novelty_renew(struct novelty *novelty);
