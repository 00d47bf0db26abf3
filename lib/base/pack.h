/* Packed numbers and strings, the same on every machine: whole numbers as eight bytes with the
 * least significant first, decimals by their IEEE 754 bits, strings behind their length. What is
 * stored is written with these; reading never goes beyond the end and remembers that it failed. */
#pragma once

#include "base/digest.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

void pack_number(struct text *text, int64_t number);
void pack_decimal(struct text *text, double number);
void pack_string(struct text *text, struct slice string);
void pack_key(struct text *text, struct key key);

struct unpack {
    struct slice rest;
    bool failed; /* something was missing; every answer since was 0 or empty */
};

static inline struct unpack unpack_from(struct slice packed)
{
    return (struct unpack){ .rest = packed };
}

int64_t unpack_number(struct unpack *unpack);
double unpack_decimal(struct unpack *unpack);
/* Borrowed from what is unpacked. */
struct slice unpack_string(struct unpack *unpack);
struct key unpack_key(struct unpack *unpack);
/* A number of things to come: fails when it is negative or over the limit. */
size_t unpack_count(struct unpack *unpack, size_t limit);
/* Did everything go well, and is nothing left? */
bool unpack_is_done(const struct unpack *unpack);
