/* Takes one person out of stored values (keys.h names them), so that every count stays.
 *
 * In the place of the person's key comes the key of a stranger, whom nobody can trace; the ids of
 * the person's records become keys that nothing leads to, and their excerpts are gone. Whoever
 * owns the store finds the records (the register names them) and puts the values in place. */
#pragma once

#include "base/digest.h"
#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct erasure;

/* `stranger` comes in the place of the person. */
struct erasure *erasure_new(struct key stranger);
void erasure_free(struct erasure *erasure);
RELEASE_WITH(erasure, struct erasure, erasure_free)

/* A key that the person goes by. */
void erasure_add_person(struct erasure *erasure, struct key person);
/* A record of the person; a repeat is as good. */
void erasure_add_record(struct erasure *erasure, struct slice org, struct slice id);
size_t erasure_record_count(const struct erasure *erasure);

/* Can the value of that name (behind `tocsin:{p}:`) hold something about a person? */
bool erasure_concerns(struct slice name);

/* What was taken out. */
struct erased {
    int64_t claims;   /* of novelty */
    int64_t people;   /* in the sets and markers of incidents */
    int64_t ids;
    int64_t evidence; /* excerpts, and names of records */
};

/* Takes the person out of the value, and adds what was taken out to `erased`. FAULT_INPUT when the
 * value is not what this program writes. */
MUST_CHECK int erasure_apply(const struct erasure *erasure, struct slice name, struct text *value,
                             struct erased *erased, struct fault *fault);
