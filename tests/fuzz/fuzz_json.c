/* The quick reader and the judge agree: what the first takes, the second takes, and as the same. */
#include "base/utf8.h"
#include "wire/json_judge.h"
#include "wire/json_scan.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(const struct json *left, const struct json *right)
{
    assert(left->type == right->type && left->count == right->count);
    assert(left->boolean == right->boolean);
    assert(slice_equals(left->name, right->name) && slice_equals(left->text, right->text));
    const struct json *other = right->first;
    for (const struct json *child = left->first; child != NULL; child = child->next) {
        assert(other != NULL);
        compare(child, other);
        other = other->next;
    }
    assert(other == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct slice bytes = { (const char *)data, size };
    const struct json *scanned = NULL;
    const struct json *judged = NULL;

    if (size == 0 || !utf8_is_valid(bytes) || !json_scan(bytes, arena, &scanned))
        return 0;
    assert(json_judge(bytes, arena, &judged, NULL) == 0);
    compare(scanned, judged);
    return 0;
}
