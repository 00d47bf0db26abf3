#include "collect/sources/secrets.h"

#include "edge/files.h"

#include <stdlib.h>

enum { SECRET_LIMIT_BYTES = 64 * 1024 };

int secrets_add(const struct secret *secret, struct text *text, struct fault *fault)
{
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text content = { 0 };

    if (secret->file == NULL && secret->credential == NULL)
        return 0;
    if (secret->file != NULL) {
        text_add(&path, secret->file);
    } else {
        const char *folder = getenv("CREDENTIALS_DIRECTORY");
        if (folder == NULL)
            return fault_set(fault, FAULT_SETUP,
                             "the credential '%s' is wanted, but CREDENTIALS_DIRECTORY is not set",
                             secret->credential);
        text_add_format(&path, "%s/%s", folder, secret->credential);
    }
    if (files_read(text_string(&path), SECRET_LIMIT_BYTES, &content, fault) != 0) {
        fault->kind = FAULT_SETUP;
        return fault_during(fault, "reading a secret");
    }
    while (content.length > 0 && (unsigned char)content.bytes[content.length - 1] <= ' ')
        content.bytes[--content.length] = '\0';
    if (secret->prefix != NULL)
        text_add(text, secret->prefix);
    text_add_bytes(text, text_string(&content), content.length);
    return 0;
}
