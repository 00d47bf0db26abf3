#include "core/bits.h"

#include <string.h>

struct bits bits_writing(struct text *text)
{
    return (struct bits){ .text = text };
}

struct bits bits_reading(struct slice stored)
{
    return (struct bits){ .rest = stored };
}

bool bits_end(const struct bits *bits)
{
    return !bits->is_short && bits->rest.length == 0;
}

/* The low `width` bytes of the number, low byte first. */
static void visit(struct bits *bits, uint64_t *value, size_t width)
{
    unsigned char bytes[sizeof *value];

    if (bits->text != NULL) {
        for (size_t i = 0; i < width; i++)
            bytes[i] = (unsigned char)(*value >> (8 * i));
        text_add_bytes(bits->text, bytes, width);
        return;
    }
    if (bits->rest.length < width) {
        bits->is_short = true;
        return;
    }
    *value = 0;
    for (size_t i = 0; i < width; i++)
        *value |= (uint64_t)(unsigned char)bits->rest.bytes[i] << (8 * i);
    bits->rest.bytes += width;
    bits->rest.length -= width;
}

void bits_byte(struct bits *bits, uint8_t *value)
{
    uint64_t wide = *value;

    visit(bits, &wide, sizeof *value);
    *value = (uint8_t)wide;
}

void bits_flag(struct bits *bits, bool *value)
{
    uint8_t byte = *value;

    bits_byte(bits, &byte);
    *value = byte != 0;
}

void bits_word(struct bits *bits, uint32_t *value)
{
    uint64_t wide = *value;

    visit(bits, &wide, sizeof *value);
    *value = (uint32_t)wide;
}

void bits_long(struct bits *bits, int64_t *value)
{
    uint64_t wide = (uint64_t)*value;

    visit(bits, &wide, sizeof wide);
    *value = (int64_t)wide;
}

void bits_double(struct bits *bits, double *value)
{
    uint64_t wide;

    memcpy(&wide, value, sizeof wide);
    visit(bits, &wide, sizeof wide);
    memcpy(value, &wide, sizeof wide);
}

void bits_bytes(struct bits *bits, uint8_t *values, int count)
{
    for (int i = 0; i < count; i++)
        bits_byte(bits, &values[i]);
}

void bits_words(struct bits *bits, uint32_t *values, int count)
{
    for (int i = 0; i < count; i++)
        bits_word(bits, &values[i]);
}

void bits_floats(struct bits *bits, float *values, int count)
{
    for (int i = 0; i < count; i++) {
        uint32_t word;
        memcpy(&word, &values[i], sizeof word);
        bits_word(bits, &word);
        memcpy(&values[i], &word, sizeof word);
    }
}

void bits_doubles(struct bits *bits, double *values, int count)
{
    for (int i = 0; i < count; i++)
        bits_double(bits, &values[i]);
}
