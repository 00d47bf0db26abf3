/* A mail may be anything; what comes out of it is UTF-8 within its limits. */
#include "base/utf8.h"
#include "wire/clean.h"
#include "wire/mail.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(mail) struct mail mail = { 0 };
    OWNED(text) struct text cleaned = { 0 };
    struct fault fault = { 0 };

    if (mail_read((struct slice){ (const char *)data, size }, &mail, &fault) != 0)
        return 0;
    assert(mail.text.length <= MAIL_DECODED_LIMIT_BYTES);
    clean_add_text(&cleaned, text_slice(&mail.text), 1000);
    clean_add_text(&cleaned, text_slice(&mail.subject), 1000);
    clean_add_text(&cleaned, text_slice(&mail.name), 1000);
    assert(utf8_is_valid(text_slice(&cleaned)));
    return 0;
}
