#include "base/pack.h"

#include <string.h>

enum { NUMBER_BYTES = 8 };

void pack_number(struct text *text, int64_t number)
{
    char bytes[NUMBER_BYTES];

    for (int i = 0; i < NUMBER_BYTES; i++)
        bytes[i] = (char)((uint64_t)number >> (8 * i));
    text_add_bytes(text, bytes, sizeof bytes);
}

void pack_decimal(struct text *text, double number)
{
    int64_t bits;

    memcpy(&bits, &number, sizeof bits);
    pack_number(text, bits);
}

void pack_string(struct text *text, struct slice string)
{
    pack_number(text, (int64_t)string.length);
    text_add_bytes(text, string.bytes, string.length);
}

void pack_key(struct text *text, struct key key)
{
    text_add_bytes(text, key.bytes, KEY_BYTES);
}

/* The next bytes, or NULL when there are not so many. */
static const unsigned char *take(struct unpack *unpack, size_t length)
{
    if (unpack->failed || unpack->rest.length < length) {
        unpack->failed = true;
        return NULL;
    }
    const char *bytes = unpack->rest.bytes;
    unpack->rest.bytes += length;
    unpack->rest.length -= length;
    return (const unsigned char *)bytes;
}

int64_t unpack_number(struct unpack *unpack)
{
    const unsigned char *bytes = take(unpack, NUMBER_BYTES);
    uint64_t number = 0;

    for (int i = NUMBER_BYTES - 1; bytes != NULL && i >= 0; i--)
        number = number << 8 | bytes[i];
    return (int64_t)number;
}

double unpack_decimal(struct unpack *unpack)
{
    int64_t bits = unpack_number(unpack);
    double number;

    memcpy(&number, &bits, sizeof number);
    return number;
}

struct slice unpack_string(struct unpack *unpack)
{
    size_t length = unpack_count(unpack, unpack->rest.length);
    const unsigned char *bytes = take(unpack, length);

    return bytes == NULL ? SLICE("") : (struct slice){ (const char *)bytes, length };
}

struct key unpack_key(struct unpack *unpack)
{
    const unsigned char *bytes = take(unpack, KEY_BYTES);
    struct key key = { { 0 } };

    if (bytes != NULL)
        memcpy(key.bytes, bytes, KEY_BYTES);
    return key;
}

size_t unpack_count(struct unpack *unpack, size_t limit)
{
    int64_t count = unpack_number(unpack);

    if (count >= 0 && (uint64_t)count <= limit)
        return (size_t)count;
    unpack->failed = true;
    return 0;
}

bool unpack_is_done(const struct unpack *unpack)
{
    return !unpack->failed && unpack->rest.length == 0;
}
