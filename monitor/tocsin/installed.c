#include "tocsin/installed.h"

#include "edge/files.h"
#include "edge/place.h"
#include "program/state.h"
#include "wire/json.h"

#include <string.h>

enum { FILE_LIMIT_BYTES = 64 * 1024 };

int installed_address(const char *given, const char *state, const char *name, char **address,
                      struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text content = { 0 };
    const struct json *document = NULL;

    if (given != NULL) {
        *address = memory_copy(given, strlen(given));
        return 0;
    }
    OWNED(string) char *folder = place_state(state);
    OWNED(string) char *path = folder == NULL ? NULL : state_path(folder, "run.json");
    if (path == NULL || !files_exist(path))
        return fault_set(fault, FAULT_AWAY, "no installation runs; say --%s", name);
    if (files_read(path, FILE_LIMIT_BYTES, &content, fault) != 0 ||
        json_parse((struct slice){ content.bytes, content.length }, FILE_LIMIT_BYTES, arena,
                   &document, fault) != 0)
        return fault_during(fault, "%s", path);
    struct slice found = json_string(document, name);
    if (found.length == 0)
        return fault_set(fault, FAULT_AWAY, "%s names no %s", path, name);
    *address = memory_copy(found.bytes, found.length);
    return 0;
}
