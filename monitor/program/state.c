#include "program/state.h"

#include "edge/files.h"

enum { KEY_LIMIT_BYTES = 4096 };

char *state_path(const char *folder, const char *name)
{
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/%s", folder, name);
    return text_take(&path);
}

int state_read_key(const char *folder, struct text *key, struct fault *fault)
{
    OWNED(string) char *path = state_path(folder, "install.key");

    if (files_read(path, KEY_LIMIT_BYTES, key, fault) != 0)
        return fault_during(fault, "reading the key of this installation");
    while (key->length > 0 && key->bytes[key->length - 1] == '\n')
        key->bytes[--key->length] = '\0';
    if (key->length == 0)
        return fault_set(fault, FAULT_SETUP, "the key of this installation, '%s', is empty", path);
    return 0;
}

int state_say_ready(const char *folder, const char *program, const char *content,
                    struct fault *fault)
{
    OWNED(string) char *ready = state_path(folder, "ready");
    OWNED(string) char *path = state_path(ready, program);

    if (files_make_folder(ready, fault) != 0)
        return -1;
    return files_write(path, slice_of(content), 0600, fault);
}
