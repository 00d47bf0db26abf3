/* Numbers to bytes and back, bit for bit, little-endian on every machine. One function per struct
 * then serves both directions: it visits the members, and the direction is in `struct bits`. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct bits {
    struct text *text;  /* written to, or NULL */
    struct slice rest;  /* read from */
    bool is_short;      /* more was asked than there is */
};

struct bits bits_writing(struct text *text);
struct bits bits_reading(struct slice stored);
/* Was everything read, and nothing beyond? */
bool bits_end(const struct bits *bits);

void bits_byte(struct bits *bits, uint8_t *value);
void bits_flag(struct bits *bits, bool *value);
void bits_word(struct bits *bits, uint32_t *value);
void bits_long(struct bits *bits, int64_t *value);
void bits_double(struct bits *bits, double *value);
void bits_bytes(struct bits *bits, uint8_t *values, int count);
void bits_words(struct bits *bits, uint32_t *values, int count);
void bits_floats(struct bits *bits, float *values, int count);
void bits_doubles(struct bits *bits, double *values, int count);
