#include "base/base64.h"

#include <openssl/evp.h>

void base64_add(struct text *text, struct slice bytes)
{
    size_t length = (bytes.length + 2) / 3 * 4;
    char *end = text_reserve(text, length);

    (void)EVP_EncodeBlock((unsigned char *)end, (const unsigned char *)bytes.bytes,
                          (int)bytes.length); /* cannot fail; ends in a NUL */
    text->length += length;
    text->bytes[text->length] = '\0';
}

struct slice base64_decode(struct slice encoded, struct arena *arena)
{
    unsigned char *bytes = arena_take(arena, encoded.length / 4 * 3 + 1);
    int length = encoded.length % 4 != 0 || encoded.length == 0
                     ? -1
                     : EVP_DecodeBlock(bytes, (const unsigned char *)encoded.bytes,
                                       (int)encoded.length);

    if (length < 0)
        return SLICE("");
    for (size_t i = 1; i <= 2 && encoded.bytes[encoded.length - i] == '='; i++)
        length--;
    return (struct slice){ (const char *)bytes, (size_t)length };
}
